/** A text that is read from left to right. */
export class Source {
  readonly text: string;
  position: number;

  constructor(text: string, position = 0) {
    this.text = text;
    this.position = position;
  }

  peek(): string {
    return this.text[this.position] ?? '';
  }

  accept(token: string): boolean {
    if (!this.text.startsWith(token, this.position)) return false;
    this.position += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.accept(token)) throw this.unexpected(`"${token}"`);
  }

  /** Takes what a sticky expression matches here. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  skipSpace(): void {
    this.take(/\s*/y);
  }

  unexpected(wanted: string): SyntaxError {
    const found = this.text.slice(this.position, this.position + 20) || 'the end';
    return new SyntaxError(`${wanted} was expected at ${found}`);
  }
}

/** Reads a quoted string and leaves its own `${...}` in it: quotes within those do not end it. */
export function readString(source: Source): string {
  source.expect('"');
  let text = '';
  let depth = 0;
  for (let next = source.peek(); depth > 0 || next !== '"'; next = source.peek()) {
    if (next === '') throw source.unexpected('the closing quote');
    if (source.accept('\\')) {
      text += depth > 0 ? `\\${source.peek()}` : unescaped(source.peek());
      source.position += 1;
      continue;
    }
    if (source.text.startsWith('${', source.position)) depth += 1;
    else if (next === '}' && depth > 0) depth -= 1;
    text += next;
    source.position += 1;
  }
  source.expect('"');
  return text;
}

const unescaped = (letter: string): string => ({ n: '\n', t: '\t', r: '\r' })[letter] ?? letter;
