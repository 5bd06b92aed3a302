/** A header of a mail, as it was written but on one line. */
export interface MailHeader {
  readonly name: string;
  readonly value: string;
}

/** Where the headers of a mail end, in bytes. */
function headEndOf(raw: Buffer): number {
  const ends = [raw.indexOf('\r\n\r\n'), raw.indexOf('\n\n')].filter((end) => end >= 0);
  return ends.length > 0 ? Math.min(...ends) : raw.length;
}

/** Reads the headers of a mail in their order. Lines that are not headers are skipped. */
export function readMailHeaders(raw: Buffer): readonly MailHeader[] {
  const lines = raw.toString('utf8', 0, headEndOf(raw)).replaceAll('\r\n', '\n').split('\n');
  const headers: { name: string; value: string }[] = [];
  for (const line of lines) {
    const last = headers.at(-1);
    const [, name, value] = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (/^[ \t]/.test(line) && last) last.value += ` ${line.trim()}`;
    else if (name !== undefined) headers.push({ name, value: value ?? '' });
  }
  return headers;
}

/** Splits a list of addresses at its commas: those in quotes and in angles do not count. */
export function splitAddresses(text: string): readonly string[] {
  const addresses: string[] = [];
  let current = '';
  let isQuoted = false;
  let depth = 0;
  for (const letter of text) {
    if (letter === '"') isQuoted = !isQuoted;
    else if (!isQuoted && letter === '<') depth += 1;
    else if (!isQuoted && letter === '>') depth -= 1;
    if (letter === ',' && !isQuoted && depth <= 0) {
      addresses.push(current.trim());
      current = '';
    } else current += letter;
  }
  return [...addresses, current.trim()].filter((address) => address !== '');
}
