import type { Queue } from '../deployment/queues.ts';
import { RequestError } from '../door/service.ts';
import type { MessageAttributes } from './message-store.ts';

export type Json = Readonly<Record<string, unknown>>;

/** SQS's error codes, as they stand in `__type` and as the older protocol calls them. */
const queryCodes: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};

export const sqsError = (code: string, message: string): RequestError =>
  new RequestError({ code, message, status: 400 });

/** The header by which SDKs keep the codes of the older protocol. */
export const queryErrorHeader = (code: string): string => `${queryCodes[code] ?? code};Sender`;

/** @throws {RequestError} unless it is a whole number from `minimum` to `maximum` */
export function wholeNumber(
  input: Json,
  name: string,
  { minimum, maximum }: { minimum: number; maximum: number },
): number | undefined {
  const value = input[name] ?? undefined;
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum) return Number(value);
  throw sqsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${minimum} and ${maximum}.`,
  );
}

/** @throws {RequestError} where it is missing */
export function text(input: Json, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw sqsError('MissingParameter', `The request must contain the parameter ${name}.`);
}

/** One message to send, checked. */
export interface SendEntry {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly delaySeconds: number | undefined;
}

/** SQS's limits. */
const mostAttributes = 10;
const longestDelaySeconds = 900;

/** What SQS takes of Unicode: what XML can say. */
const unsupportedCharacters = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** @throws {RequestError} in SQS's words where it would not take the message */
export function readSendEntry(input: Json, queue: Queue): SendEntry {
  const body = text(input, 'MessageBody');
  const attributes = (input.MessageAttributes ?? {}) as MessageAttributes;
  if (unsupportedCharacters.test(body)) {
    throw sqsError('InvalidMessageContents', 'Invalid characters found in the message body.');
  }
  if (Object.keys(attributes).length > mostAttributes) {
    throw sqsError(
      'InvalidParameterValue',
      `Number of message attributes [${Object.keys(attributes).length}] exceeds the allowed maximum [${mostAttributes}].`,
    );
  }
  const entry: SendEntry = {
    body,
    attributes,
    delaySeconds: wholeNumber(input, 'DelaySeconds', { minimum: 0, maximum: longestDelaySeconds }),
  };
  if (sizeOf(entry) > queue.largestMessageBytes) throw tooLong(queue.largestMessageBytes);
  return entry;
}

const tooLong = (limit: number): RequestError =>
  sqsError(
    'InvalidParameterValue',
    `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
  );

export const sizeOf = ({ body, attributes }: SendEntry): number =>
  Buffer.byteLength(body) +
  Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + Buffer.from(BinaryValue, 'base64').length,
    0,
  );

const largestBatch = 10;

/** The entries of a batch with their ids. @throws {RequestError} in SQS's words */
export function readBatch(input: Json): readonly (Json & { readonly Id: string })[] {
  const entries = (input.Entries ?? []) as (Json & { readonly Id: string })[];
  if (entries.length === 0)
    throw sqsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > largestBatch) {
    throw sqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${largestBatch}. You have sent ${entries.length}.`,
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw sqsError('BatchEntryIdsNotDistinct', 'Ids of the entries should differ.');
  }
  return entries;
}
