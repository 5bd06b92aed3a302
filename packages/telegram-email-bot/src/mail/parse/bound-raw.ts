import type { MailProblem } from '../mail.ts';

/** SES takes mails of up to 40 MB. */
const mostBytes = 42 * 1024 * 1024;
/** Every part begins with a line that begins with two hyphens. */
const mostSections = 5_000;
/** How much is read of one text that is no file. */
const mostTextBytes = 4 * 1024 * 1024;
/** The parser keeps about 500 bytes for each line of text. */
const mostTextLines = 200_000;
/** Lines of base64 cost time only. 42 MB have 700 000 of 60 characters. */
const mostBase64Lines = 1_500_000;
/** Where the headers of a part are looked for. */
const mostPartHeaderBytes = 16 * 1024;

export interface BoundedRaw {
  readonly raw: Uint8Array;
  readonly problems: readonly MailProblem[];
}

/**
 * Cuts a raw mail so that its parser needs no more memory or time than an ordinary mail of that size. Parsers keep an object for each
 * part and each line, and several copies of a text.
 *
 * A section is what stands between lines that begin with two hyphens: a part, or a piece of one.
 */
export function boundRaw(raw: Uint8Array): BoundedRaw {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, mostBytes));
  const problems = new Set<MailProblem>(raw.byteLength > mostBytes ? ['cut'] : []);
  const pieces: Buffer[] = [];
  const linesLeft = { text: mostTextLines, base64: mostBase64Lines };
  for (let from = 0; from < bytes.length; ) {
    if (pieces.length === mostSections) {
      problems.add('tooManyParts');
      break;
    }
    const next = bytes.indexOf('\n--', from + 1);
    const end = next < 0 ? bytes.length : next + 1;
    const section = bytes.subarray(from, end);
    const { encoding, isFile } = kindOf(section);
    const wanted = isFile ? section : section.subarray(0, mostTextBytes);
    const { piece, lines } = cutAfterLines(wanted, linesLeft[encoding]);
    if (piece.length < section.length) problems.add('cut');
    pieces.push(piece);
    linesLeft[encoding] -= lines;
    from = end;
  }
  return { raw: problems.size === 0 ? bytes : Buffer.concat(pieces), problems: [...problems] };
}
/** What the headers at the beginning of a section say. What is in base64 may be a file, whatever it is called. */
function kindOf(section: Buffer): { readonly encoding: 'text' | 'base64'; readonly isFile: boolean } {
  const [headers = ''] = section
    .subarray(0, mostPartHeaderBytes)
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1);
  if (/^content-transfer-encoding:\s*"?base64/im.test(headers)) return { encoding: 'base64', isFile: true };
  return { encoding: 'text', isFile: /^content-disposition:\s*attachment/im.test(headers) };
}

function cutAfterLines(bytes: Buffer, mostLines: number): { readonly piece: Buffer; readonly lines: number } {
  let lines = 0;
  for (let at = bytes.indexOf('\n'); at >= 0; at = bytes.indexOf('\n', at + 1)) {
    if (lines === mostLines) return { piece: bytes.subarray(0, at + 1), lines };
    lines += 1;
  }
  return { piece: bytes, lines };
}

/** How much of the headers is read when the mail as a whole cannot be. */
const mostHeaderBytes = 256 * 1024;
const mostHeaderLines = 1_000;
const longestHeaderLine = 8 * 1024;

/** @returns the headers of a raw mail alone, bounded, as a mail without a body */
export function headersOnly(raw: Uint8Array): string {
  const start = new TextDecoder('latin1').decode(raw.subarray(0, mostHeaderBytes));
  const [headers = ''] = start.split(/\r?\n\r?\n/, 1);
  const lines = headers.split(/\r?\n/).slice(0, mostHeaderLines);
  return `${lines.map((line) => line.slice(0, longestHeaderLine)).join('\r\n')}\r\n\r\n`;
}
