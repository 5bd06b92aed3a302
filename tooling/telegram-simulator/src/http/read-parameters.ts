import type { IncomingMessage } from 'node:http';
import { badRequest } from '../bot-api/bot-api-error.ts';
import { Parameters, type Upload } from '../bot-api/parameters.ts';
import { type FormPart, parseMultipart } from './multipart.ts';

/** The parameters of a call: from its query, and from its body as JSON or as a form. */
export function readParameters(
  { headers }: Pick<IncomingMessage, 'headers'>,
  query: URLSearchParams,
  body: Buffer,
): Parameters {
  const values = new Map<string, unknown>(query);
  const files = new Map<string, Upload>();
  const type = headers['content-type'] ?? '';
  if (body.length > 0 && type.startsWith('application/json')) {
    for (const [name, value] of Object.entries(parseObject(body.toString()))) values.set(name, value);
  } else if (body.length > 0 && type.startsWith('multipart/form-data')) {
    for (const part of multipartOf(body, type)) {
      const { name, fileName, mimeType, content } = part;
      if (fileName === undefined) values.set(name, content.toString());
      else files.set(name, { name: fileName, mimeType, content });
    }
  } else if (body.length > 0) {
    for (const [name, value] of new URLSearchParams(body.toString())) values.set(name, value);
  }
  return new Parameters(values, files);
}

function multipartOf(body: Buffer, type: string): readonly FormPart[] {
  const parts = parseMultipart(body, type);
  if (!parts) throw badRequest('object expected as a form');
  return parts;
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Answered below, like JSON that is no object.
  }
  throw badRequest('object expected');
}
