import type { Mark, RichText, Run } from './rich-text.ts';

/** @returns the text with every character that means something in HTML as a reference */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The tags from the outermost to the innermost, as Telegram lets them stand in each other. */
const tags: readonly (readonly [mark: Mark, tag: string])[] = [
  ['quote', 'blockquote'],
  ['bold', 'b'],
  ['italic', 'i'],
  ['underline', 'u'],
  ['code', 'code'],
];

/** Renders a text in Telegram's HTML style. Neighbours with the same marks share their tags. */
export const renderHtml = (text: RichText): string => merged(text).map(renderRun).join('');

function renderRun({ text, marks = [], url }: Run): string {
  // Nothing may stand inside code but text.
  const shown = tags.filter(([mark]) => marks.includes(mark));
  const inner = url === undefined ? escapeHtml(text) : `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`;
  return shown.reduceRight((html, [, tag]) => `<${tag}>${html}</${tag}>`, inner);
}

function merged(text: RichText): RichText {
  const runs: Run[] = [];
  for (const run of text) {
    const before = runs.at(-1);
    if (before && isAlike(before, run)) runs[runs.length - 1] = { ...before, text: before.text + run.text };
    else runs.push(run);
  }
  return runs;
}

const isAlike = (left: Run, right: Run): boolean =>
  left.url === right.url && [...(left.marks ?? [])].sort().join() === [...(right.marks ?? [])].sort().join();
