import type { CallRecord, Recorded } from './records.ts';

/** What ties a record to others. */
export interface References {
  /** The threads that it speaks of. */
  readonly threadIds: ReadonlySet<string>;
  /** The events that it caused, or that caused it: request ids of API Gateway, message ids of topics and queues. */
  readonly eventIds: ReadonlySet<string>;
}

/** What a record refers to does not change once it has ended, and a studio that is open asks every second. */
const known = new WeakMap<Recorded, References>();

/** Finds out what a record refers to, in its contents. */
export function referencesOf(record: Recorded): References {
  const cached = known.get(record);
  if (cached) return cached;
  const references = read(record);
  if (isOver(record)) known.set(record, references);
  return references;
}

const isOver = (record: Recorded): boolean =>
  (record.type !== 'invocation' && record.type !== 'call' && record.type !== 'http') ||
  record.durationMs !== undefined;

function read(record: Recorded): References {
  switch (record.type) {
    case 'frame':
      return { threadIds: threadIdsIn(record.text), eventIds: new Set([record.requestId]) };
    case 'http':
      return { threadIds: none, eventIds: new Set(record.requestId === undefined ? [] : [record.requestId]) };
    case 'invocation':
      return { threadIds: threadIdsIn(record.payload), eventIds: eventIdsIn(record.payload) };
    case 'call':
      return readCall(record);
    case 'note':
      return { threadIds: none, eventIds: none };
  }
}

const none: ReadonlySet<string> = new Set();

function readCall({ service, input, output }: CallRecord): References {
  const asked = input.toString('utf8');
  const text = service === 'sns' ? decodeForm(asked) : asked;
  return {
    threadIds: new Set([...threadIdsIn(text), ...(service === 'dynamodb' ? stateKeysIn(text) : [])]),
    eventIds: service === 'sns' || service === 'sqs' ? sentIdsIn(output.toString()) : none,
  };
}

/** `"threadId":"t1"`, however often it was put into JSON within JSON, and in the attributes of DynamoDB. */
const threadField = /threadId\\*"\s*:\s*(?:\{\\*"S\\*"\s*:\s*)?\\*"([^"\\]+)\\*"/g;

const threadIdsIn = (text: string): Set<string> =>
  new Set([...text.matchAll(threadField)].flatMap(([, id]) => id ?? []));

/** States are stored under the id of their thread; other items of their table have keys that begin with a bar. */
const isStates = (tableName: unknown): boolean =>
  typeof tableName === 'string' && /(^|[./])states$/.test(tableName);

function stateKeysIn(text: string): readonly string[] {
  if (!text.includes('"senderId"')) return [];
  try {
    return [...sendersIn(JSON.parse(text), false)].filter((id) => !id.includes('|'));
  } catch {
    // It was cut.
    return [];
  }
}

/** @param ofStates whether the part of a request is about the table of states; others have a `senderId` that is a user's */
function* sendersIn(part: unknown, ofStates: boolean): Generator<string> {
  if (typeof part !== 'object' || part === null) return;
  const { TableName: tableName = undefined } = part as { readonly TableName?: unknown };
  const inside = tableName === undefined ? ofStates : isStates(tableName);
  for (const [name, value] of Object.entries(part)) {
    if (inside && name === 'senderId' && typeof value?.S === 'string') yield value.S;
    else yield* sendersIn(value, inside || isStates(name));
  }
}

/** Where events say by what they were caused: API Gateway's request, a topic's message, a queue's messages. */
const eventFields = /\\*"(?:requestId|MessageId|messageId)\\*"\s*:\s*\\*"([^"\\]+)\\*"/g;

const eventIdsIn = (payload: string): Set<string> =>
  new Set([...payload.matchAll(eventFields)].flatMap(([, id]) => id ?? []));

/** What SNS and SQS answer, in XML and in JSON. */
const sentFields = /<MessageId>([^<]+)<|"MessageId":"([^"]+)"/g;

const sentIdsIn = (answer: string): Set<string> =>
  new Set([...answer.matchAll(sentFields)].flatMap(([, xml, json]) => xml ?? json ?? []));

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // It was cut in the middle of a character.
    return text;
  }
}
