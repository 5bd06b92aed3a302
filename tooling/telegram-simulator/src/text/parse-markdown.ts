import {
  byteOffset,
  customEmojiKind,
  type EntityKind,
  entitiesOf,
  type FormattedText,
  linkKind,
  MarkupError,
  type Span,
} from './formatted-text.ts';

type Mark =
  | 'Bold'
  | 'Italic'
  | 'Underline'
  | 'Strikethrough'
  | 'Spoiler'
  | 'Code'
  | 'Pre'
  | 'PreCode'
  | 'TextUrl'
  | 'CustomEmoji'
  | 'BlockQuote';

/** An entity whose end has not come yet. */
interface OpenMark {
  /** The name that Telegram gives the entity in errors. */
  readonly mark: Mark;
  /** Where it begins in the Markdown. */
  readonly at: number;
  /** Where it begins in the text. */
  readonly start: number;
  /** The language of a code block. */
  readonly language?: string;
}

/** What ends each mark. */
const endings: Readonly<Record<Exclude<Mark, 'BlockQuote'>, string>> = {
  Bold: '*',
  Italic: '_',
  Underline: '__',
  Strikethrough: '~',
  Spoiler: '||',
  Code: '`',
  Pre: '```',
  PreCode: '```',
  TextUrl: ']',
  CustomEmoji: ']',
};

/** What begins a mark, where nothing ends there. The longer ones come first. */
const beginnings: readonly (readonly [string, Mark])[] = [
  ['```', 'Pre'],
  ['__', 'Underline'],
  ['||', 'Spoiler'],
  ['![', 'CustomEmoji'],
  ['_', 'Italic'],
  ['*', 'Bold'],
  ['~', 'Strikethrough'],
  ['[', 'TextUrl'],
  ['`', 'Code'],
];

const simpleKinds: Partial<Readonly<Record<Mark, EntityKind>>> = {
  Bold: { type: 'bold' },
  Italic: { type: 'italic' },
  Underline: { type: 'underline' },
  Strikethrough: { type: 'strikethrough' },
  Spoiler: { type: 'spoiler' },
  Code: { type: 'code' },
  Pre: { type: 'pre' },
};

const reserved = /[_*[\]()~`>#+\-=|{}.!\n]/;

/**
 * Parses a text in Telegram's MarkdownV2 style.
 *
 * @throws {MarkupError} in Telegram's words
 */
export function parseMarkdown(markdown: string): FormattedText {
  return new MarkdownParser(markdown).parse();
}

/** Reads Markdown from left to right. Invariant: `#open` are the marks around `#index`, the innermost last. */
class MarkdownParser {
  readonly #markdown: string;
  #index = 0;
  #text = '';
  readonly #spans: Span[] = [];
  readonly #open: OpenMark[] = [];

  constructor(markdown: string) {
    this.#markdown = markdown;
  }

  parse(): FormattedText {
    if (this.#isAt('>')) this.#openQuote();
    while (this.#index < this.#markdown.length) this.#step();
    if (this.#innermost?.mark === 'BlockQuote') this.#closeQuote();
    if (this.#innermost) throw this.#unclosed(this.#innermost);
    return { text: this.#text, entities: entitiesOf(this.#spans) };
  }

  get #innermost(): OpenMark | undefined {
    return this.#open.at(-1);
  }

  get #isInQuote(): boolean {
    return this.#open.some(({ mark }) => mark === 'BlockQuote');
  }

  #isAt(token: string): boolean {
    return this.#markdown.startsWith(token, this.#index);
  }

  #step(): void {
    const character = this.#markdown.charAt(this.#index);
    if (character === '\\' && /^[^\u007f-\uffff]/.test(this.#markdown.charAt(this.#index + 1)))
      this.#escaped();
    else if (!this.#isReserved(character)) this.#plain(character);
    else if (character === '\n') this.#newLine();
    else if (this.#isAtEnding()) this.#close();
    else this.#begin(character);
  }

  #isReserved(character: string): boolean {
    const inCode = this.#innermost && ['Code', 'Pre', 'PreCode'].includes(this.#innermost.mark);
    return inCode ? character === '`' : reserved.test(character);
  }

  #plain(character: string): void {
    this.#text += character;
    this.#index += 1;
  }

  #escaped(): void {
    this.#index += 1;
    this.#plain(this.#markdown.charAt(this.#index));
  }

  /** A line that begins with `>` belongs to a quote; the quote ends before the first line that does not. */
  #newLine(): void {
    const goesOn = this.#markdown[this.#index + 1] === '>';
    if (this.#isInQuote && !goesOn) {
      if (this.#innermost && this.#innermost.mark !== 'BlockQuote') throw this.#unclosed(this.#innermost);
      this.#closeQuote();
    }
    this.#plain('\n');
    if (!goesOn) return;
    if (this.#isInQuote) this.#index += 1;
    else this.#openQuote();
  }

  #openQuote(): void {
    this.#open.push({ mark: 'BlockQuote', at: this.#index, start: this.#text.length });
    this.#index += 1;
  }

  #closeQuote(): void {
    const quote = this.#open.pop();
    if (quote) this.#mark({ type: 'blockquote' }, quote.start);
  }

  #isAtEnding(): boolean {
    const mark = this.#innermost?.mark;
    if (mark === undefined || mark === 'BlockQuote') return false;
    return this.#isAt(endings[mark]) && !(mark === 'Italic' && this.#isAt('__'));
  }

  #begin(character: string): void {
    const [token, mark] = beginnings.find(([beginning]) => this.#isAt(beginning)) ?? [];
    if (token === undefined || mark === undefined) {
      throw new MarkupError(
        `Character '${character}' is reserved and must be escaped with the preceding '\\'`,
      );
    }
    const at = this.#index;
    this.#index += token.length;
    const language = mark === 'Pre' ? this.#language() : undefined;
    const start = this.#text.length;
    if (language === undefined) this.#open.push({ mark, at, start });
    else this.#open.push({ mark: 'PreCode', at, start, language });
  }

  /** The word behind the fence of a code block, and one line break. */
  #language(): string | undefined {
    const [match = '', word = ''] = /^([^\s`]*)(?!`)/.exec(this.#markdown.slice(this.#index)) ?? [];
    const isLanguage = word !== '' && this.#index + match.length < this.#markdown.length;
    if (isLanguage) this.#index += word.length;
    this.#index += /^(?:\r\n|\n\r|\n|\r)?/.exec(this.#markdown.slice(this.#index))?.[0].length ?? 0;
    return isLanguage ? word : undefined;
  }

  #close(): void {
    const { mark, start, language } = this.#open.pop() as OpenMark;
    this.#index += endings[mark as Exclude<Mark, 'BlockQuote'>].length;
    if (mark === 'PreCode') this.#mark({ type: 'pre', language: language ?? '' }, start);
    else if (mark === 'TextUrl') this.#mark(linkKind(this.#address() ?? this.#text.slice(start)), start);
    else if (mark === 'CustomEmoji') this.#mark(this.#customEmoji(), start);
    else this.#mark(simpleKinds[mark], start);
  }

  #customEmoji(): EntityKind {
    const address = this.#address();
    const id = /^tg:\/\/emoji\?id=(.*)$/.exec(address ?? '')?.[1];
    if (id === undefined) throw new MarkupError('Custom emoji entity must contain a tg://emoji URL');
    return customEmojiKind(id);
  }

  /** @returns what stands in parentheses behind the text of a link, if there are any */
  #address(): string | undefined {
    if (!this.#isAt('(')) return undefined;
    const at = this.#index + 1;
    const [match = '', address = ''] =
      /^((?:\\[^\u007f-\uffff]|[^)])*)\)/.exec(this.#markdown.slice(at)) ?? [];
    if (match === '')
      throw new MarkupError(`Can't find end of a URL at byte offset ${byteOffset(this.#markdown, at)}`);
    this.#index = at + match.length;
    return address.replaceAll(/\\([^\u007f-\uffff])/g, '$1');
  }

  #mark(kind: EntityKind | undefined, start: number): void {
    const end = this.#text.length;
    if (kind && end > start) this.#spans.push({ kind, start, end });
  }

  #unclosed({ mark, at }: OpenMark): MarkupError {
    return new MarkupError(
      `Can't find end of ${mark} entity at byte offset ${byteOffset(this.#markdown, at)}`,
    );
  }
}
