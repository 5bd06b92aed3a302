import type { CallInput } from './aws-clients.ts';

/** A broken version of the platform: it sends DynamoDB something else than it should. */
export type Sabotage = (input: CallInput) => CallInput;

interface Write {
  readonly TableName?: string;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
}
type TransactItem = Readonly<Record<string, Write>>;

/** Changes the writes of every transaction. @param change gives what to send in a write's place; `undefined` leaves it out */
const inTransactions =
  (change: (kind: string, write: Write) => Write | undefined): Sabotage =>
  (input) => {
    if (!Array.isArray(input.TransactItems)) return input;
    const TransactItems = (input.TransactItems as readonly TransactItem[]).flatMap((item) =>
      Object.entries(item).flatMap(([kind, write]) => {
        const changed = change(kind, write);
        return changed === undefined ? [] : [{ [kind]: changed }];
      }),
    );
    return { ...input, TransactItems };
  };

const isOf = ({ TableName = '' }: Write, table: string): boolean => TableName.endsWith(`.${table}`);

const unconditionally = ({ ConditionExpression: _, ExpressionAttributeValues: __, ...put }: Write): Write =>
  put;

/** Leaves out parts of a write's expressions, and the values that only they use: DynamoDB refuses unused ones. */
function leaveOut(write: Write, parts: readonly string[], values: readonly string[]): Write {
  const cut = (expression = ''): string => parts.reduce((text, part) => text.replace(part, ''), expression);
  const kept = Object.entries(write.ExpressionAttributeValues ?? {}).filter(
    ([name]) => !values.includes(name),
  );
  return {
    ...write,
    UpdateExpression: cut(write.UpdateExpression),
    ConditionExpression: cut(write.ConditionExpression),
    ExpressionAttributeValues: Object.fromEntries(kept),
  };
}

const inHeadUpdates = (parts: readonly string[], values: readonly string[]): Sabotage =>
  inTransactions((kind, write) =>
    kind === 'Update' && isOf(write, 'threads') ? leaveOut(write, parts, values) : write,
  );

/** Commits a message although others have written to the thread since its head was read. */
export const ignoreSeq = inHeadUpdates(['#seq = :readSeq AND '], [':readSeq']);

/** Commits a message although the thread's owner has changed since its head was read. */
export const ignoreOwner = inHeadUpdates([' AND #ownerEpoch = :readEpoch'], [':readEpoch']);

/** Writes the head without its mark that a user waits for an answer. */
export const forgetWaiting = inHeadUpdates(
  [', awaitingReplySince = :awaitingReplySince', ', queue = :queue'],
  [':awaitingReplySince', ':queue'],
);

/** Saves a bot's state although another has taken the thread since. */
export const ignoreFence = inTransactions((_, write) =>
  isOf(write, 'states') ? unconditionally(write) : write,
);

/** Commits a bot's message although a human has taken the customer over. */
export const ignoreOverride = inTransactions((kind, write) =>
  kind === 'ConditionCheck' ? undefined : write,
);

/** Stores what a client repeats as if it were new. */
export const ignoreMarker = inTransactions((_, write) =>
  isOf(write, 'partitioned_keys') ? unconditionally(write) : write,
);
