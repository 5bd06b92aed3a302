import { type Line, linesOf, type Range } from './lines.ts';
import * as phrases from './mail-phrases.ts';

/**
 * The parts of a mail's text that its author wrote to be read, in order: without quotes, signatures, greetings, footers, addresses of
 * pages on lines of their own. A part is one paragraph or one line. Where nothing else is left, every line with a word in it is a part.
 */
export function relevantParts(text: string, subject = ''): readonly Range[] {
  const lines = linesOf(text);
  const isForward = phrases.forwardingSubject.test(subject) || lines.some(isForwardMark);
  const own = isForward ? unquoted(lines) : withoutQuotes(lines);
  const kept = withoutFooters(withoutSignature(own));
  const relevant = withoutGreeting(kept).filter((line) => !isNoise(line));
  return paragraphs(relevant.length > 0 ? relevant : lines.filter(hasWord));
}

const isQuoted = ({ text }: Line): boolean => text.startsWith('>') && !text.startsWith('>From ');
const isForwardMark = ({ text }: Line): boolean => text.length < 100 && phrases.forwardedMessage.test(text);
const hasWord = ({ text }: Line): boolean => /[\p{L}\p{N}]/u.test(text);

/** The lines of a forwarded mail without the marks of quotes and without its repeated headers. */
const unquoted = (lines: readonly Line[]): readonly Line[] =>
  lines
    .map((line) => {
      const mark = /^\s*(?:>\s?)+/.exec(line.text)?.[0].length ?? 0;
      return { ...line, start: line.end - (line.text.length - mark), text: line.text.slice(mark).trim() };
    })
    .filter(
      (line) => !isForwardMark(line) && !(line.text.length < 300 && phrases.repeatedHeader.test(line.text)),
    );

/** What stands above and between quotes. */
function withoutQuotes(lines: readonly Line[]): readonly Line[] {
  const own: Line[] = [];
  for (let index = 0; index < lines.length; ) {
    const line = lines[index];
    if (!line || beginsRepeatedMail(lines, index)) break;
    const attributionLength = attributionAt(lines, index);
    if (attributionLength > 0) {
      index += attributionLength;
      const next = nextWithWord(lines, index);
      if (next && !isQuoted(next) && own.some(hasWord)) break;
    } else {
      if (!isQuoted(line)) own.push(line);
      index += 1;
    }
  }
  return own;
}

function nextWithWord(lines: readonly Line[], from: number): Line | undefined {
  for (let index = from; index < lines.length; index += 1) {
    const line = lines[index];
    if (line && hasWord(line)) return line;
  }
  return undefined;
}

/** Whether a mail that is answered begins here, below its answer and without marks: after a line that says so, or with its headers. */
function beginsRepeatedMail(lines: readonly Line[], index: number): boolean {
  const text = lines[index]?.text ?? '';
  if (text.length > 300) return false;
  if (phrases.originalMessage.test(text) && index > 0) return true;
  const headers = lines
    .slice(index + 1, index + 7)
    .filter((line) => phrases.repeatedHeader.test(line.text.slice(0, 300)));
  return phrases.repeatedFrom.test(text) && headers.length >= 2;
}

/** @returns how many lines the attribution of a quote takes that begins here; 0 if none does */
function attributionAt(lines: readonly Line[], index: number): number {
  const texts = lines.slice(index, index + 3).map(({ text }) => text);
  if (texts[0] === undefined || texts[0].length > 300) return 0;
  for (let count = 1; count <= texts.length; count += 1) {
    if (phrases.attribution.test(texts.slice(0, count).join(' '))) return count;
  }
  return 0;
}

/** A signature is short: what comes after many lines is none. */
const longestSignature = 20;
const longestSignOff = 8;

function withoutSignature(lines: readonly Line[]): readonly Line[] {
  const delimiter = lines.findIndex(({ text }) => /^--\s?$/.test(text));
  const ended =
    delimiter >= 0 && lines.length - delimiter <= longestSignature ? lines.slice(0, delimiter) : lines;
  const last = ended.findLastIndex(({ text }) => text.length < 60 && phrases.signOff.test(text));
  const after = ended.slice(last + 1).filter(hasWord);
  if (last <= 0 || after.length > longestSignOff) return ended;
  return [...ended.slice(0, last), ...after.filter(({ text }) => /^p\.?\s?s\b/i.test(text))];
}

/** Footers stand at the end; what newsletters put above their text is in the first lines. */
function withoutFooters(lines: readonly Line[]): readonly Line[] {
  const filled = lines.filter(hasWord);
  const indexes = new Map(filled.map((line, index) => [line, index]));
  return lines.filter((line) => {
    const index = indexes.get(line) ?? 0;
    const isAtEdge = index < 3 || index >= Math.floor(filled.length * 0.6);
    return !(isAtEdge && line.text.length < 2_000 && phrases.footer.test(line.text));
  });
}

/** A greeting is in the first lines and says nothing. */
function withoutGreeting(lines: readonly Line[]): readonly Line[] {
  const first = lines.findIndex(hasWord);
  const text = lines[first]?.text ?? '';
  return text.length < 80 && phrases.greeting.test(text) ? lines.toSpliced(first, 1) : lines;
}

const isNoise = ({ text }: Line): boolean =>
  !/[\p{L}\p{N}]/u.test(text.replaceAll(/https?:\/\/\S+|<[^<>\s]*>|\[(?:cid|image|bild)[^\]]*\]/gi, '')) ||
  (text.length < 200 && phrases.sentFrom.test(text)) ||
  /^(?:\[?(?:caution|warning|achtung|external)\b).{0,200}(?:outside|external|extern)/i.test(
    text.slice(0, 300),
  );

/** Joins lines that a mail program broke for their length. */
function paragraphs(lines: readonly Line[]): readonly Range[] {
  const joined: (Range & { readonly last: Line })[] = [];
  for (const line of lines.filter(hasWord)) {
    const before = joined.at(-1);
    if (before && goesOn(before.last, line))
      joined[joined.length - 1] = { start: before.start, end: line.end, last: line };
    else joined.push({ start: line.start, end: line.end, last: line });
  }
  return joined.map(({ start, end }) => ({ start, end }));
}

/** Whether a line goes on in the one directly below it. */
const goesOn = (line: Line, next: Line): boolean =>
  next.start === line.end + 1 &&
  !/^(?:[•*+–-]|\d+[.)])\s/.test(next.text) &&
  (/^\p{Ll}/u.test(next.text) ||
    (line.text.length >= 50 && line.text.length <= 100 && !/[.!?:]$/.test(line.text)));
