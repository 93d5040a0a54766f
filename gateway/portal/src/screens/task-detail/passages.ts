/** A text cut into what stands before a quote, the quote, and what follows; line ends may differ. */
export function located(text: string, quote: string): [before: string, passage: string, after: string] {
  const words = quote.split(/\s+/).filter(Boolean);
  if (!words.length) return [text, '', ''];
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const found = new RegExp(escaped.join('\\s+')).exec(text);
  if (!found) return [text, '', ''];
  const end = found.index + found[0].length;
  return [text.slice(0, found.index), found[0], text.slice(end)];
}
