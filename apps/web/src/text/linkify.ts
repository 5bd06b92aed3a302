import { parseUrl } from './parse-url.ts';

/** A piece of a message's text: plain, or a link that is safe to follow. */
export type TextPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly href: string };

/**
 * Only web addresses: `javascript:` and similar schemes are never links. White space, quotation marks of every script, invisible
 * characters and the full-width punctuation of East Asian scripts end an address.
 */
const webAddress =
  /(?<![\p{L}\p{N}])https?:\/\/[^\s<>"'`´\p{Pi}\p{Pf}\p{Cc}\p{Cf}„‚「」『』【】《》〈〉（）［］。，、！？：；…]+/giu;

/** Punctuation that ends the sentence around an address rather than the address. */
const trailingPunctuation = /[.,;:!?*_~|]+$/;

const openingBrackets: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

const count = (text: string, character: string): number => text.split(character).length - 1;

function withoutTrailing(address: string): string {
  const trimmed = address.replace(trailingPunctuation, '');
  const last = trimmed.at(-1) ?? '';
  const opening = openingBrackets[last];
  const closesTooMuch = opening !== undefined && count(trimmed, last) > count(trimmed, opening);
  return closesTooMuch ? withoutTrailing(trimmed.slice(0, -1)) : trimmed;
}

/** Splits a text at its web addresses. The parts' texts put together are the text again. */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(webAddress)) {
    const address = withoutTrailing(match[0]);
    const url = parseUrl(address);
    if (url === undefined) continue;
    if (match.index > end) parts.push({ type: 'text', text: text.slice(end, match.index) });
    parts.push({ type: 'link', text: address, href: url.href });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ type: 'text', text: text.slice(end) });
  return parts;
}
