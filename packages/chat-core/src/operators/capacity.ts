import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from '../context/chat-context.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';
import { operatorList } from '../threads/head-item.ts';
import { isOwnedBy } from '../threads/ownership.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import { listIndex } from '../threads/threads.table.ts';
import { type Duty, dutyKey, readDuty } from './duty.ts';

/**
 * Says `full` of an operator who has as many threads as they can take, and `available` once they have fewer. What operators
 * say of themselves stays: `away`, and `full` as well. One read; for an operator with a capacity one Query as well, and one
 * write where the duty changes.
 *
 * @param changed a thread that has just come to the operator or left them: the list of threads may not show it yet
 * @returns the duty, if it has changed
 */
export async function noteLoad(
  context: ChatContext,
  userId: string,
  changed?: ThreadHead,
): Promise<Duty | undefined> {
  const duty = await readDuty(context, userId);
  if (duty?.capacity === undefined || duty.status === 'away') return undefined;
  if (duty.status === 'full' && !duty.isByLoad) return undefined;
  const { capacity } = duty;
  const others = (await ownThreads(context, userId, capacity + 1)).filter((id) => id !== changed?.threadId);
  const isOwn = changed !== undefined && isOwnedBy(changed, userId, context.now());
  const load = others.length + (isOwn ? 1 : 0);
  const status = load >= capacity ? 'full' : 'available';
  if (status === duty.status) return undefined;
  const { client, tables } = context;
  const update = new UpdateCommand({
    TableName: tables.partitionedKeys,
    Key: dutyKey(userId),
    UpdateExpression: 'SET #status = :next, isByLoad = :isByLoad',
    // A status that the operator has set in the meantime wins.
    ConditionExpression: '#status = :before',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':next': status, ':before': duty.status, ':isByLoad': status === 'full' },
  });
  try {
    await retryConflicts(context, () => client.send(update));
    return { userId, status, capacity };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return undefined;
  }
}

async function ownThreads(
  { client, tables }: ChatContext,
  userId: string,
  limit: number,
): Promise<readonly string[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.threads,
      IndexName: listIndex,
      KeyConditionExpression: '#list = :mine',
      ExpressionAttributeNames: { '#list': 'list' },
      ExpressionAttributeValues: { ':mine': operatorList(userId) },
      Limit: limit,
    }),
  );
  return Items.map(({ threadId }) => String(threadId));
}
