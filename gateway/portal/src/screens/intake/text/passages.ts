import type { Proposal } from '../queries';

/** A piece of the text that the same proposals quote. Offsets count characters (code points), as the API does. */
export interface Segment {
  start: number;
  text: string;
  quotedBy: Proposal[];
  /** The proposals whose passage begins here. */
  begins: Proposal[];
}

export interface Paragraph {
  start: number;
  segments: Segment[];
}

/** A part of the text, from one offset to another. */
export interface Passage {
  start: number;
  end: number;
}

/** Characters as the API counts them; a JavaScript string counts some of them (emoji, rare Nôm) twice. */
export function characters(text: string): string[] {
  return Array.from(text);
}

/** The text by paragraphs, each cut where a proposal's passage begins or ends. */
export function paragraphs(text: string, proposals: readonly Proposal[]): Paragraph[] {
  const signs = characters(text);
  const placed = proposals.filter((one) => (one.quoteEnd ?? 0) > (one.quoteStart ?? 0));
  const found: Paragraph[] = [];
  let start = 0;
  for (let at = 0; at <= signs.length; at += 1) {
    if (at < signs.length && signs[at] !== '\n') continue;
    if (at > start) found.push({ start, segments: segments(signs, start, at, placed) });
    start = at + 1;
  }
  return found;
}

function segments(signs: string[], start: number, end: number, placed: readonly Proposal[]): Segment[] {
  const near = placed.filter((one) => from(one) < end && to(one) > start);
  const cuts = new Set([start, end]);
  for (const one of near) {
    if (from(one) > start) cuts.add(from(one));
    if (to(one) < end) cuts.add(to(one));
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((cut, at) => ({
    start: cut,
    text: signs.slice(cut, sorted[at + 1]).join(''),
    quotedBy: near.filter((one) => from(one) <= cut && to(one) > cut),
    begins: near.filter((one) => from(one) === cut),
  }));
}

const from = (one: Proposal) => one.quoteStart ?? 0;
const to = (one: Proposal) => one.quoteEnd ?? 0;

/** The part of the text that a person has selected; undefined if there is none. */
export function selectedPassage(within: HTMLElement, range: Range): Passage | undefined {
  let start = Infinity;
  let end = -1;
  for (const holder of within.querySelectorAll<HTMLElement>('[data-start]')) {
    const node = holder.firstChild;
    if (!(node instanceof Text) || !range.intersectsNode(node)) continue;
    const first = range.startContainer === node ? range.startOffset : 0;
    const last = range.endContainer === node ? range.endOffset : node.data.length;
    if (first >= last) continue;
    const begin = Number(holder.dataset.start);
    start = Math.min(start, begin + characters(node.data.slice(0, first)).length);
    end = Math.max(end, begin + characters(node.data.slice(0, last)).length);
  }
  return end > start ? { start, end } : undefined;
}

/** A passage without blanks at its ends; undefined if there is nothing else in it. */
export function trimmed(text: string, passage: Passage): Passage | undefined {
  const signs = characters(text);
  let { start, end } = passage;
  while (start < end && /\s/.test(signs[start] ?? '')) start += 1;
  while (end > start && /\s/.test(signs[end - 1] ?? '')) end -= 1;
  return end > start ? { start, end } : undefined;
}

export function wordsAt(text: string, passage: Passage): string {
  return characters(text).slice(passage.start, passage.end).join('');
}

/** The passage with these words, which were typed or pasted: blanks and capitals may differ. */
export function locate(text: string, words: string): Passage | undefined {
  const wanted = characters(words.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase());
  if (wanted.length === 0) return undefined;
  const signs: string[] = [];
  const offsets: number[] = [];
  characters(text).forEach((sign, at) => {
    const blank = /\s/.test(sign);
    if (blank && signs.at(-1) === ' ') return;
    signs.push(blank ? ' ' : sign.toLowerCase());
    offsets.push(at);
  });
  for (let at = 0; at + wanted.length <= signs.length; at += 1) {
    if (wanted.every((sign, ahead) => signs[at + ahead] === sign))
      return { start: offsets[at]!, end: offsets[at + wanted.length - 1]! + 1 };
  }
  return undefined;
}

/** The parts into which a passage can be split: after sentences and semicolons, else after commas. */
export function parts(text: string, passage: Passage): { start: number; text: string }[] {
  const words = wordsAt(text, passage);
  const bySentence = cut(words, /(?<=[.;:]\s)(?=\S)|(?<=\n)/u);
  const pieces = bySentence.length > 1 ? bySentence : cut(words, /(?<=,\s)(?=\S)/u);
  let start = passage.start;
  return pieces.map((piece) => {
    const part = { start, text: piece };
    start += characters(piece).length;
    return part;
  });
}

function cut(words: string, between: RegExp): string[] {
  return words.split(between).filter((piece) => piece.length > 0);
}
