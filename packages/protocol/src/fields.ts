import * as v from 'valibot';
import { isRecord, utf8Bytes } from './json.ts';
import { isReservedName, jsonBytes, problemOfJson } from './json-value.ts';
import { limits } from './limits.ts';

/** Control characters, and the two characters that no XML text, and so no SNS attribute, can hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const unprintable = /[\u0000-\u001f\u007f\ufffe\uffff]/;

const id = (name: string, maxBytes: number) =>
  v.pipe(
    v.string(`${name} must be a string`),
    v.minLength(1, `${name} must not be empty`),
    v.check((text) => text.isWellFormed(), `${name} must be well-formed Unicode`),
    v.check((text) => utf8Bytes(text) <= maxBytes, `${name} must have at most ${maxBytes} bytes as UTF-8`),
    v.check((text) => !unprintable.test(text), `${name} must not contain control characters`),
    v.check((text) => !isReservedName(text), `${name} must not be a name that every JavaScript object has`),
  );

export const threadIdSchema = id('threadId', limits.idBytes);
/** The id of a user, in a field of that name. */
export const userIdSchemaOf = (name: string) => id(name, limits.userIdBytes);
export const userIdSchema = userIdSchemaOf('userId');
export const messageIdSchema = id('messageId', limits.clientMessageIdBytes);
export const attachmentIdSchema = id('attachmentId', 64);
export const fileNameSchema = id('name', limits.fileNameBytes);
/** A text of one line, trimmed. */
export const shortTextSchema = (name: string, maxBytes: number) =>
  v.pipe(
    v.string(`${name} must be a string`),
    v.trim(),
    v.minLength(1, `${name} must not be empty`),
    v.check((text) => text.isWellFormed(), `${name} must be well-formed Unicode`),
    v.check((text) => utf8Bytes(text) <= maxBytes, `${name} must have at most ${maxBytes} bytes as UTF-8`),
    v.check((text) => !unprintable.test(text), `${name} must not contain control characters`),
  );

/** What an operator writes behind `/` to find a kept reply. */
export const cannedKeySchema = v.pipe(
  v.string('key must be a string'),
  v.regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u, 'key must have 1 to 40 letters, digits, - and _'),
);

export const clientMessageIdSchema = id('clientMessageId', limits.clientMessageIdBytes);

export const textSchema = v.pipe(
  v.string('text must be a string'),
  v.check((text) => text.trim() !== '', 'text must not be empty'),
  v.maxLength(limits.textLength, `text must have at most ${limits.textLength} characters`),
  v.check(
    (text) => text.isWellFormed(),
    'text must be well-formed Unicode (it has half of a surrogate pair: was an emoji cut?)',
  ),
);

/** A plain JSON object: what an application wants to keep with a message. What it admits, DynamoDB keeps exactly. */
export const metadataSchema = v.pipe(
  v.custom<Record<string, unknown>>(isRecord, 'metadata must be an object'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const problem =
      problemOfJson(dataset.value, 'metadata', limits.metadataDepth) ?? problemOfSize(dataset.value);
    if (problem !== undefined) addIssue({ message: problem });
  }),
);

const problemOfSize = (metadata: Record<string, unknown>): string | undefined =>
  jsonBytes(metadata) <= limits.metadataBytes
    ? undefined
    : `metadata must have at most ${limits.metadataBytes} bytes as JSON`;

/** The number of a message in its thread. */
export const seqSchema = (name: string, least = 1) =>
  v.pipe(
    v.number(`${name} must be a number`),
    v.safeInteger(`${name} must be a whole number`),
    v.minValue(least, `${name} must be at least ${least}`),
  );

/** The newest message (`seq`) that something answers; 0: none. */
export const answersThroughSchema = v.optional(seqSchema('answersThrough', 0));

/** A point in time in epoch milliseconds. */
export const timestampSchema = (name: string) =>
  v.pipe(
    v.number(`${name} must be a number`),
    v.safeInteger(`${name} must be a whole number of milliseconds`),
    v.minValue(0, `${name} must not be negative`),
  );
