import { notErasedMeanwhile, type TransactItem } from '@switchboard/chat-core';

/** What tells whose an entry of the audit log is, and of which conversation. */
interface Entry {
  readonly senderId: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Holds unless the customer of an entry of the audit log was erased since the conversation began (`begunAt` of the turn). That the thread is
 * there says less: its id may be in use again, and a thread with other customers stays. That the message was written after the erasure began
 * says nothing either: it may have been under way.
 */
export const notErasedSinceBegun =
  (partitionedKeys: string) =>
  ({ senderId, metadata: { begunAt } }: Entry): TransactItem =>
    notErasedMeanwhile({ tables: { partitionedKeys } }, senderId, Number(begunAt));
