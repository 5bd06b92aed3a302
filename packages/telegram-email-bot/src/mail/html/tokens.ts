export type HtmlToken =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'start'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly type: 'end'; readonly name: string };

/** Elements whose content is text up to their end tag, whatever is in it. */
const rawElements = new Set(['script', 'style', 'title', 'textarea', 'xmp', 'noembed', 'noframes', 'iframe']);

/**
 * Splits HTML into text, start tags and end tags, as a browser would: whatever is broken yields some tokens. Comments and
 * declarations are left out. Character references are not decoded. The time is linear in the length.
 */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  const scanner = new Scanner(html);
  while (!scanner.atEnd) {
    const text = scanner.textToTag();
    if (text !== '') yield { type: 'text', text };
    if (scanner.atEnd) return;
    const token = scanner.tag();
    if (token === undefined) continue;
    yield token;
    if (token.type === 'start' && rawElements.has(token.name)) {
      const content = scanner.textToEndOf(token.name);
      if (content !== '') yield { type: 'text', text: content };
    }
  }
}

const isNameStart = (character: string): boolean => /^[a-z]$/i.test(character);

/** Reads HTML from left to right. Every method moves `#index` forward, so that no character is read more than a few times. */
class Scanner {
  readonly #html: string;
  #index = 0;

  constructor(html: string) {
    this.#html = html;
  }

  get atEnd(): boolean {
    return this.#index >= this.#html.length;
  }

  /** The text up to something that is a tag, a comment or a declaration. */
  textToTag(): string {
    const start = this.#index;
    let at = start;
    for (;;) {
      at = this.#find('<', at);
      if (at >= this.#html.length || /^<(?:[a-z]|\/[a-z]|[!?/])/i.test(this.#html.slice(at, at + 3))) break;
      at += 1;
    }
    this.#index = at;
    return this.#html.slice(start, at);
  }

  /** The text up to the end tag of a raw element, which it leaves in place. */
  textToEndOf(name: string): string {
    const end = new RegExp(`</${name}`, 'gi');
    end.lastIndex = this.#index;
    const at = end.exec(this.#html)?.index ?? this.#html.length;
    const content = this.#html.slice(this.#index, at);
    this.#index = at;
    return content;
  }

  /** The tag that begins here; undefined for a comment or a declaration, which it skips. */
  tag(): HtmlToken | undefined {
    if (this.#html.startsWith('<!--', this.#index)) return this.#skipPast('-->', this.#index + 4);
    const isEnd = this.#html[this.#index + 1] === '/';
    const nameStart = this.#index + (isEnd ? 2 : 1);
    if (!isNameStart(this.#html.charAt(nameStart))) return this.#skipPast('>', nameStart);
    this.#index = nameStart;
    const name = this.#take(/[^\s/>]*/y).toLowerCase();
    const attributes = this.#attributes();
    return isEnd ? { type: 'end', name } : { type: 'start', name, attributes };
  }

  #attributes(): ReadonlyMap<string, string> {
    const attributes = new Map<string, string>();
    while (!this.atEnd) {
      this.#take(/[\s/]*/y);
      if (this.#take(/>/y) !== '') break;
      const name = this.#take(/=?[^\s=/>]*/y).toLowerCase();
      this.#take(/\s*/y);
      const value = this.#take(/=/y) === '' ? '' : this.#value();
      if (!attributes.has(name)) attributes.set(name, value);
    }
    return attributes;
  }

  #value(): string {
    this.#take(/\s*/y);
    const quote = this.#html.charAt(this.#index);
    const end = quote === '"' || quote === "'" ? this.#find(quote, this.#index + 1) : this.#html.length;
    // A quote that nothing closes is a character like any other.
    if (end === this.#html.length) return this.#take(/[^\s>]*/y);
    const value = this.#html.slice(this.#index + 1, end);
    this.#index = end + 1;
    return value;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#index;
    const [match = ''] = pattern.exec(this.#html) ?? [];
    this.#index += match.length;
    return match;
  }

  #skipPast(text: string, from: number): undefined {
    this.#index = Math.min(this.#find(text, from) + text.length, this.#html.length);
  }

  /** @returns where the text is, or the end; what is not there is looked for once only */
  #find(text: string, from: number): number {
    const at = this.#absent.has(text) ? -1 : this.#html.indexOf(text, from);
    if (at >= 0) return at;
    this.#absent.add(text);
    return this.#html.length;
  }

  /** The texts that do not occur from here on. */
  readonly #absent = new Set<string>();
}
