import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds, isExpired } from '@switchboard/data-core';
import type { DutyStatus } from '@switchboard/protocol';
import { notErasedMeanwhile } from '../connections/erasure-mark.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { commitOrTell, commitPatiently } from '../context/commit-patiently.ts';
import { readItems } from '../context/read-items.ts';

/** An operator as the roster has them. */
export interface Duty {
  readonly userId: string;
  readonly status: DutyStatus;
  /** With this many threads the operator is `full`. @default however many */
  readonly capacity?: number;
}

/** As the item of an operator says it. */
interface KnownDuty extends Duty {
  /** The number of threads said `full`, and may take it back; otherwise the operator said it. */
  readonly isByLoad: boolean;
}

/** The partition of `partitioned_keys` that lists the operators who have been here lately. */
const dutyPartition = 'duty';

const hourSeconds = 60 * 60;

/** A connection lives two hours at most, and the next one writes again. */
const knownSeconds = 3 * hourSeconds;

/** The lease of a thread that an operator was given just before has run out by then. */
const dutySeconds = knownSeconds + hourSeconds;

export const dutyKey = (userId: string) => ({ partitionKey: dutyPartition, sortKey: userId });

/**
 * Notes that an operator is here. An operator who was here lately keeps their status, away or full; any other is available, with no
 * capacity. One transaction, which fails if the operator is being erased; one more if their expired item has not been deleted yet.
 */
export async function startDuty(context: ChatContext, userId: string): Promise<void> {
  const { tables, now } = context;
  const nowSeconds = epochSeconds(now());
  const notErased = notErasedMeanwhile(context, userId, now());
  const update = (
    UpdateExpression: string,
    ConditionExpression: string,
    names: Readonly<Record<string, string>>,
  ) => ({
    Update: {
      TableName: tables.partitionedKeys,
      Key: dutyKey(userId),
      UpdateExpression,
      ConditionExpression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: {
        ':available': 'available',
        ':expiresAt': nowSeconds + dutySeconds,
        ':now': nowSeconds,
      },
    },
  });
  const goOn = update(
    'SET #status = if_not_exists(#status, :available), expiresAt = :expiresAt',
    'attribute_not_exists(expiresAt) OR expiresAt > :now',
    { '#status': 'status' },
  );
  const begin = update(
    'SET #status = :available, expiresAt = :expiresAt REMOVE #capacity, isByLoad',
    'expiresAt <= :now',
    { '#status': 'status', '#capacity': 'capacity' },
  );
  // Refused twice: another of the operator's devices has begun in between.
  for (const write of [goOn, begin]) {
    const failed = await commitOrTell(context, [write, notErased]);
    if (failed.length === 0 || failed.some(({ name }) => name === 1)) return;
  }
}

/**
 * Notes whether an operator takes threads. One transaction and one read.
 *
 * @param capacity with this many threads the operator is `full`; 0: never. @default as it was
 * @returns `undefined` for an operator who was erased meanwhile
 */
export async function setDuty(
  context: ChatContext,
  userId: string,
  status: DutyStatus,
  capacity?: number,
): Promise<Duty | undefined> {
  const { tables, now } = context;
  const notErased = notErasedMeanwhile(context, userId, now());
  const sets = capacity === undefined || capacity === 0 ? '' : ', #capacity = :capacity';
  const Update = {
    TableName: tables.partitionedKeys,
    Key: dutyKey(userId),
    UpdateExpression: `SET #status = :status, expiresAt = :expiresAt${sets} REMOVE isByLoad${capacity === 0 ? ', #capacity' : ''}`,
    ExpressionAttributeNames: {
      '#status': 'status',
      ...(capacity === undefined ? {} : { '#capacity': 'capacity' }),
    },
    ExpressionAttributeValues: {
      ':status': status,
      ':expiresAt': epochSeconds(now()) + dutySeconds,
      ...(sets === '' ? {} : { ':capacity': capacity }),
    },
  };
  if (!(await commitPatiently(context, [{ Update }, notErased]))) return undefined;
  const { isByLoad: _, ...duty } = (await readDuty(context, userId)) ?? { userId, status, isByLoad: false };
  return duty;
}

function dutyOf({ sortKey, status, capacity }: Readonly<Record<string, unknown>>): Duty {
  return {
    userId: String(sortKey),
    status: status as DutyStatus,
    ...(typeof capacity === 'number' ? { capacity } : {}),
  };
}

/** @returns the operator as the roster has them, or `undefined` for one who has not been here lately. One request. */
export async function readDuty(context: ChatContext, userId: string): Promise<KnownDuty | undefined> {
  const [item] = await readItems(context, context.tables.partitionedKeys, [dutyKey(userId)]);
  if (item === undefined || isExpired(item, context.now())) return undefined;
  return { ...dutyOf(item), isByLoad: item.isByLoad === true };
}

/** Whether someone has connected as an operator within the last three hours. One request. */
export async function isKnownOperator(context: ChatContext, userId: string): Promise<boolean> {
  const [item] = await readItems(context, context.tables.partitionedKeys, [dutyKey(userId)]);
  return item !== undefined && Number(item.expiresAt) - hourSeconds > epochSeconds(context.now());
}

/** The operators who hear of the queue: those who are not away. One request for some thousands of them. */
export async function operatorsOnDuty(context: ChatContext): Promise<readonly Duty[]> {
  return (await readOperators(context)).filter(({ status }) => status !== 'away');
}

/** The operators who have been here lately. One request for some thousands of them. */
export const readOperators = async (context: ChatContext): Promise<readonly Duty[]> =>
  (await readRoster(context)).map(dutyOf);

/** Every operator who can hold a thread: they have connected within the last four hours. */
export async function operatorsLately(context: ChatContext): Promise<readonly string[]> {
  const items = await readRoster(context);
  return items.map(({ sortKey }) => String(sortKey));
}

async function readRoster({ client, tables, now }: ChatContext): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tables.partitionedKeys,
        KeyConditionExpression: 'partitionKey = :duty',
        ExpressionAttributeValues: { ':duty': dutyPartition },
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    found.push(...(page.Items ?? []).filter((item) => !isExpired(item, now())));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}

/** Forgets an operator. @returns how many items were deleted */
export async function removeDuty({ client, tables }: ChatContext, userId: string): Promise<number> {
  const Key = dutyKey(userId);
  const { Attributes } = await client.send(
    new DeleteCommand({ TableName: tables.partitionedKeys, Key, ReturnValues: 'ALL_OLD' }),
  );
  return Attributes === undefined ? 0 : 1;
}
