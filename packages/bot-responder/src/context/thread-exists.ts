import type { TransactItem } from '@switchboard/chat-core';

/**
 * Holds while the thread of an entry of the audit log is there. Erasing a user deletes their threads first and the log after them: a turn
 * that was under way writes nothing down once the user is gone.
 */
export const threadExists =
  (threads: string) =>
  ({ metadata: { threadId } }: { readonly metadata: Readonly<Record<string, unknown>> }): TransactItem => ({
    ConditionCheck: {
      TableName: threads,
      Key: { threadId },
      ConditionExpression: 'attribute_exists(threadId)',
    },
  });
