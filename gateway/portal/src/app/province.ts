function meta(name: string, otherwise: string): string {
  const content = document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
  return content.startsWith('__') ? otherwise : content;
}

/** The province of the gateway's settings. */
export const province = { name: meta('province', 'UBND tỉnh') };
