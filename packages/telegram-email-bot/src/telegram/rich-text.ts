export type Mark = 'bold' | 'italic' | 'underline' | 'code' | 'quote';

/** A piece of text that is marked as a whole. */
export interface Run {
  readonly text: string;
  /** @default none */
  readonly marks?: readonly Mark[];
  /** Where a tap on it leads. */
  readonly url?: string;
}

/**
 * A text for Telegram. It is put together from runs, never from markup: what a mail or a person wrote cannot become a tag, and a cut
 * cannot go through one.
 */
export type RichText = readonly Run[];

/** What a text may be put together from. */
export type Piece = string | Run | RichText;

export const rich = (...pieces: readonly Piece[]): RichText =>
  pieces
    .flatMap((piece) => (typeof piece === 'string' ? [{ text: piece }] : piece))
    .filter(({ text }) => text !== '');

const marked =
  (mark: Mark) =>
  (...pieces: readonly Piece[]): RichText =>
    rich(...pieces).map((run) => ({ ...run, marks: [...(run.marks ?? []), mark] }));

export const bold = marked('bold');
export const italic = marked('italic');
export const underline = marked('underline');
export const code = marked('code');
export const quote = marked('quote');

/** A text that leads to an address. Telegram takes addresses of the web only. */
export const link = (text: string, url: string): RichText => [
  /^https?:\/\//i.test(url) ? { text, url } : { text },
];

/** The given texts with line breaks between them; those without text are left out. */
export const lines = (...texts: readonly (Piece | undefined)[]): RichText => joined(texts, '\n');

/** The given texts with blank lines between them; those without text are left out. */
export const blocks = (...texts: readonly (Piece | undefined)[]): RichText => joined(texts, '\n\n');

function joined(texts: readonly (Piece | undefined)[], separator: string): RichText {
  const filled = texts.map((text) => rich(text ?? '')).filter((text) => text.length > 0);
  return filled.flatMap((text, index) => (index === 0 ? text : [{ text: separator }, ...text]));
}

/** The text alone. */
export const plainText = (text: RichText): string => text.map((run) => run.text).join('');

/** How many UTF-16 code units Telegram counts. */
export const lengthOf = (text: RichText): number => text.reduce((sum, run) => sum + run.text.length, 0);
