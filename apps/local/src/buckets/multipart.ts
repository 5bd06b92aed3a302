/** A form as a browser sends it, with one file. */
export interface FormUpload {
  /** By their names in lower case. */
  readonly fields: Readonly<Record<string, string>>;
  readonly file:
    | { readonly name: string; readonly type: string | undefined; readonly body: Buffer }
    | undefined;
}

/**
 * Reads a body of the type `multipart/form-data`. What comes after the file is left out, as S3 does.
 *
 * @param contentType the header, with the boundary
 * @returns `undefined` if it is not such a form
 */
export function readForm(body: Buffer, contentType: string): FormUpload | undefined {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return undefined;
  const fields: Record<string, string> = {};
  for (const part of partsOf(body, Buffer.from(`--${boundary}`))) {
    const headEnd = part.indexOf('\r\n\r\n');
    if (headEnd < 0) return undefined;
    const head = part.toString('utf8', 0, headEnd);
    const content = part.subarray(headEnd + 4);
    const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1]?.toLowerCase();
    if (name === undefined) return undefined;
    if (name === 'file') {
      const fileName = /filename="([^"]*)"/i.exec(head)?.[1] ?? '';
      const type = /^content-type:\s*(.+)$/im.exec(head)?.[1];
      return { fields, file: { name: fileName, type, body: content } };
    }
    fields[name] = content.toString('utf8');
  }
  return { fields, file: undefined };
}

/** What stands between the boundaries, each part without the line ends around it. */
function partsOf(body: Buffer, delimiter: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let start = body.indexOf(delimiter);
  while (start >= 0) {
    const from = start + delimiter.length + 2;
    start = body.indexOf(delimiter, from);
    if (start >= 0) parts.push(body.subarray(from, start - 2));
  }
  return parts;
}
