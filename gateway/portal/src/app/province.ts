function meta(name: string, otherwise: string): string {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
  return content.startsWith('__') ? otherwise : content;
}

/** What the gateway's settings say of the province. */
export const province = { name: meta('province', 'UBND tỉnh') };
