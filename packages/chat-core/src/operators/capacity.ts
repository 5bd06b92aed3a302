import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from '../context/chat-context.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';
import { operatorList } from '../threads/head-item.ts';
import { isOwnedBy } from '../threads/ownership.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import { listIndex } from '../threads/threads.table.ts';
import { dutyKey, readDuty } from './duty.ts';

/**
 * Says `full` of an operator who has as many threads as they can take, and `available` once they have fewer. One read;
 * for an operator with a capacity one Query as well, and one write where the duty changes.
 *
 * @param changed a thread that has just come to the operator or left them: the list of threads may not show it yet
 */
export async function noteLoad(context: ChatContext, userId: string, changed: ThreadHead): Promise<void> {
  const duty = await readDuty(context, userId);
  if (duty?.capacity === undefined || duty.status === 'away') return;
  const others = (await ownThreads(context, userId, duty.capacity + 1)).filter(
    (id) => id !== changed.threadId,
  );
  const load = others.length + (isOwnedBy(changed, userId, context.now()) ? 1 : 0);
  const status = load >= duty.capacity ? 'full' : 'available';
  if (status === duty.status) return;
  const { client, tables } = context;
  const update = new UpdateCommand({
    TableName: tables.partitionedKeys,
    Key: dutyKey(userId),
    UpdateExpression: 'SET #status = :next',
    // Who has set themselves away in the meantime stays so.
    ConditionExpression: '#status = :before',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':next': status, ':before': duty.status },
  });
  try {
    await retryConflicts(context, () => client.send(update));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
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
