/** A text cut into what is before a quote, the quote, and what follows; they may differ in blanks and line ends. */
export function cutAt(text: string, quote: string): [before: string, passage: string, after: string] {
  const words = quote.split(/\s+/).filter(Boolean);
  if (!words.length) return [text, '', ''];
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const found = new RegExp(escaped.join('\\s+')).exec(text);
  if (!found) return [text, '', ''];
  const end = found.index + found[0].length;
  return [text.slice(0, found.index), found[0], text.slice(end)];
}
