import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from '../context/chat-context.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';

export interface SettleRequest {
  readonly threadId: string;
  /** The newest user message (`seq`) that has been dealt with. */
  readonly throughSeq: number;
}

/** `waiting`: the user has written again since, or there is no such thread. */
export type SettleResult = 'settled' | 'waiting';

/** Says that nobody waits for an answer any more, though none was written: a bot may have nothing to say. */
export async function settleThread(
  context: ChatContext,
  { threadId, throughSeq }: SettleRequest,
): Promise<SettleResult> {
  const { client, tables } = context;
  const update = new UpdateCommand({
    TableName: tables.threads,
    Key: { threadId },
    UpdateExpression: 'REMOVE awaitingReplySince, queue',
    ConditionExpression: 'lastUserSeq <= :throughSeq',
    ExpressionAttributeValues: { ':throughSeq': throughSeq },
  });
  try {
    await retryConflicts(context, () => client.send(update));
    return 'settled';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'waiting';
    throw error;
  }
}
