/** Elements that stand on lines of their own. The value is how many line breaks are around them. */
const lineBreaks: ReadonlyMap<string, number> = new Map([
  ...'p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr figure'
    .split(' ')
    .map((name) => [name, 2] as const),
  ...'div section article header footer main aside nav address center form fieldset tr li dt dd caption tbody thead body'
    .split(' ')
    .map((name) => [name, 1] as const),
]);

/** How many characters of text are kept. */
const mostCharacters = 200_000;

/**
 * Builds plain text from the pieces of a page: white space is collapsed, blocks stand on lines of their own, and every line
 * inside a quote begins with `> `.
 *
 * Invariant: `#breaks` line breaks, or one space if `#hasSpace`, come before the next character.
 */
export class TextBuilder {
  #text = '';
  #breaks = 0;
  #hasSpace = false;
  #quotes = 0;

  get length(): number {
    return this.#text.length;
  }

  /** Whether there is as much text as is kept. */
  get isFull(): boolean {
    return this.#text.length > mostCharacters;
  }

  /** @returns the text from a position on, on one line */
  since(start: number): string {
    return this.#text.slice(start).replaceAll(/\s+/g, ' ').trim();
  }

  add(text: string, isPreformatted: boolean): void {
    if (this.isFull) return;
    if (isPreformatted) {
      for (const [index, line] of text.split(/\r?\n/).entries()) {
        if (index > 0) this.#breaks += 1;
        if (line !== '') this.#append(line);
      }
      return;
    }
    const collapsed = text.replaceAll(/[\s\u00a0]+/g, ' ');
    if (collapsed.startsWith(' ')) this.#hasSpace = true;
    const words = collapsed.trim();
    if (words === '') return;
    this.#append(words);
    this.#hasSpace = collapsed.endsWith(' ');
  }

  #append(text: string): void {
    const isStart = this.#text === '';
    if (!isStart && this.#breaks > 0) this.#text += '\n'.repeat(Math.min(this.#breaks, 2));
    else if (!isStart && this.#hasSpace) this.#text += ' ';
    if (isStart || this.#breaks > 0) this.#text += '> '.repeat(this.#quotes);
    this.#text += text;
    this.#breaks = 0;
    this.#hasSpace = false;
  }

  beginElement(name: string, isQuote: boolean): void {
    this.#block(name);
    if (isQuote) this.#quotes = Math.min(this.#quotes + 1, 20);
    if (name === 'br') this.#breaks += 1;
    if (name === 'li') this.#append('•');
    if (name === 'td' || name === 'th' || name === 'li') this.#hasSpace = true;
  }

  endElement(name: string, isQuote: boolean): void {
    this.#block(name);
    if (isQuote) this.#quotes = Math.max(this.#quotes - 1, 0);
  }

  #block(name: string): void {
    this.#breaks = Math.max(this.#breaks, lineBreaks.get(name) ?? 0);
  }

  toString(): string {
    return this.#text;
  }
}
