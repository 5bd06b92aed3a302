/** One field of a multipart form. */
export interface FormPart {
  readonly name: string;
  /** There is one for a file only. */
  readonly fileName?: string;
  readonly mimeType: string;
  readonly content: Buffer;
}

/**
 * Reads a form of `multipart/form-data` as bot libraries write it: more freely than browsers do, for example without spaces in headers.
 *
 * @returns undefined where the body is no such form
 */
export function parseMultipart(body: Buffer, contentType: string): readonly FormPart[] | undefined {
  const boundary = parameterOf(contentType, 'boundary');
  if (boundary === undefined) return undefined;
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // With a line break before it, the first delimiter is like all others.
  const text = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts: FormPart[] = [];
  let from = text.indexOf(delimiter);
  if (from < 0) return undefined;
  for (;;) {
    const start = from + delimiter.length;
    if (text.subarray(start, start + 2).toString() === '--') return parts;
    const end = text.indexOf(delimiter, start);
    if (end < 0) return undefined;
    const part = parsePart(text.subarray(start + 2, end));
    if (part) parts.push(part);
    from = end;
  }
}

function parsePart(part: Buffer): FormPart | undefined {
  const headEnd = part.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const headers = new Map(part.subarray(0, headEnd).toString().split('\r\n').map(headerOf));
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameterOf(disposition, 'name');
  const fileName = parameterOf(disposition, 'filename');
  if (name === undefined) return undefined;
  return {
    name,
    ...(fileName !== undefined && { fileName }),
    mimeType: headers.get('content-type') ?? 'application/octet-stream',
    content: part.subarray(headEnd + 4),
  };
}

function headerOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
}

/** The value of `name=value` or `name="value"` in a header. */
function parameterOf(header: string, name: string): string | undefined {
  const match = new RegExp(String.raw`(?:^|[;\s])${name}=(?:"((?:\\.|[^"\\])*)"|([^;\s]+))`, 'i').exec(
    header,
  );
  return match?.[1]?.replaceAll(/\\(.)/g, '$1') ?? match?.[2];
}
