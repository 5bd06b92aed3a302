import { byteOffset, MarkupError } from './formatted-text.ts';

export type HtmlToken =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'start';
      readonly name: string;
      readonly attributes: ReadonlyMap<string, string>;
      /** Where the tag begins in the HTML. */
      readonly at: number;
    }
  | { readonly type: 'end'; readonly name: string; readonly at: number };

export type StartTag = Extract<HtmlToken, { type: 'start' }>;

const supportedTags = new Set(
  'a b strong i em s strike del u ins tg-spoiler tg-emoji span pre code blockquote'.split(' '),
);

/**
 * Splits Telegram's HTML into text, start tags and end tags, with character references decoded.
 *
 * @throws {MarkupError} in Telegram's words
 */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  const cursor = new Cursor(html);
  while (!cursor.atEnd) {
    const text = decodeReferences(cursor.take(/[^<]*/y));
    if (text !== '') yield { type: 'text', text };
    if (!cursor.atEnd) yield cursor.startsWith('</') ? endTag(cursor) : startTag(cursor);
  }
}

/** A place in a text that moves forward as patterns match. */
class Cursor {
  readonly #text: string;
  #index = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get index(): number {
    return this.#index;
  }

  get atEnd(): boolean {
    return this.#index >= this.#text.length;
  }

  startsWith(prefix: string): boolean {
    return this.#text.startsWith(prefix, this.#index);
  }

  /** Whether a sticky pattern matches here. */
  isAt(pattern: RegExp): boolean {
    pattern.lastIndex = this.#index;
    return pattern.test(this.#text);
  }

  /** @returns what a sticky pattern matches here, '' if it matches nothing */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.#index;
    const [match = ''] = pattern.exec(this.#text) ?? [];
    this.#index += match.length;
    return match;
  }

  /** @returns the error, with the byte offset of a place */
  error(message: string, at: number): MarkupError {
    return new MarkupError(`${message} at byte offset ${byteOffset(this.#text, at)}`);
  }
}

function endTag(cursor: Cursor): HtmlToken {
  const at = cursor.index;
  cursor.take(/<\//y);
  const name = cursor.take(/[^\s>]*/y).toLowerCase();
  cursor.take(/\s*/y);
  if (cursor.take(/>/y) === '') throw cursor.error('Unclosed end tag', at);
  return { type: 'end', name, at };
}

function startTag(cursor: Cursor): HtmlToken {
  const at = cursor.index;
  cursor.take(/</y);
  const name = cursor.take(/[^\s>]*/y).toLowerCase();
  if (cursor.atEnd) throw cursor.error('Unclosed start tag', at);
  if (!supportedTags.has(name)) throw cursor.error(`Unsupported start tag "${name}"`, at);
  const attributes = new Map<string, string>();
  for (;;) {
    cursor.take(/\s*/y);
    if (cursor.take(/>/y) !== '') return { type: 'start', name, attributes, at };
    attributes.set(...attribute(cursor, name, at));
  }
}

function attribute(cursor: Cursor, tag: string, at: number): [name: string, value: string] {
  if (cursor.atEnd) throw cursor.error('Unclosed start tag', at);
  const name = cursor.take(/[^\s=>]*/y);
  if (name === '') throw cursor.error(`Empty attribute name in the tag "${tag}"`, at);
  cursor.take(/\s*/y);
  if (tag === 'blockquote' && name === 'expandable' && !cursor.startsWith('=')) return [name, ''];
  if (cursor.take(/=/y) === '') {
    throw cursor.error(`Expected equal sign in declaration of an attribute of the tag "${tag}"`, at);
  }
  cursor.take(/\s*/y);
  if (cursor.atEnd) throw cursor.error(`Unclosed start tag "${tag}"`, at);
  return [name, attributeValue(cursor, at)];
}

function attributeValue(cursor: Cursor, tagAt: number): string {
  const at = cursor.index;
  const quote = cursor.take(/["']/y);
  if (quote === '') {
    const token = cursor.take(/[a-z0-9.-]*/iy).toLowerCase();
    if (!cursor.isAt(/[\s>]/y)) throw cursor.error('Unexpected end of name token', at);
    return token;
  }
  const value = cursor.take(quote === '"' ? /[^"]*/y : /[^']*/y);
  cursor.take(/["']/y);
  if (cursor.atEnd) throw cursor.error('Unclosed start tag', tagAt);
  return decodeReferences(value);
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** Decodes the character references that Telegram knows; others stay as they are. The semicolon may be missing. */
const decodeReferences = (text: string): string =>
  text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));?/gi, (reference, hex, decimal, name) => {
    if (name !== undefined) return named[name] ?? reference;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code === 0 || code >= 0x10ffff ? reference : codeUnits(code);
  });

/** A reference to half of a surrogate pair is decoded to that half, so that two of them make a pair. */
const codeUnits = (code: number): string =>
  code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
