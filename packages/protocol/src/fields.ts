import * as v from 'valibot';
import { limits } from './limits.ts';

const bytesOfJson = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;

const id = (name: string, maxLength: number) =>
  v.pipe(
    v.string(`${name} must be a string`),
    v.minLength(1, `${name} must not be empty`),
    v.maxLength(maxLength, `${name} must have at most ${maxLength} characters`),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    v.regex(/^[^\u0000-\u001f\u007f]*$/, `${name} must not contain control characters`),
  );

export const threadIdSchema = id('threadId', limits.idLength);
export const userIdSchema = id('userId', limits.idLength);
export const messageIdSchema = id('messageId', limits.idLength);
export const clientMessageIdSchema = id('clientMessageId', limits.clientMessageIdLength);

export const textSchema = v.pipe(
  v.string('text must be a string'),
  v.check((text) => text.trim() !== '', 'text must not be empty'),
  v.maxLength(limits.textLength, `text must have at most ${limits.textLength} characters`),
);

/** A plain JSON object: what an application wants to keep with a message. */
export const metadataSchema = v.pipe(
  v.custom<Record<string, unknown>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'metadata must be an object',
  ),
  v.check(
    (metadata) => bytesOfJson(metadata) <= limits.metadataBytes,
    `metadata must have at most ${limits.metadataBytes} bytes as JSON`,
  ),
);

/** The number of a message in its thread. */
export const seqSchema = (name: string, least = 1) =>
  v.pipe(
    v.number(`${name} must be a number`),
    v.safeInteger(`${name} must be a whole number`),
    v.minValue(least, `${name} must be at least ${least}`),
  );

/** A point in time in epoch milliseconds. */
export const timestampSchema = (name: string) =>
  v.pipe(
    v.number(`${name} must be a number`),
    v.safeInteger(`${name} must be a whole number of milliseconds`),
    v.minValue(0, `${name} must not be negative`),
  );
