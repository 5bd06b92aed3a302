import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The physical names of the tables. */
export interface ChatTableNames {
  readonly threads: string;
  readonly messages: string;
  readonly connections: string;
  /**
   * data-core's `partitioned_keys`: markers of clientMessageIds, notes, lists of a user's threads, operators on duty.
   */
  readonly partitionedKeys: string;
}

/** What an environment allows. */
export interface ChatLimits {
  /**
   * Messages of customers in one thread: so many at once, and so many a minute in the long run.
   *
   * @default no limit
   */
  readonly messagesPerMinute?: number;
  /**
   * Threads that one customer opens: so many at once, and so many an hour in the long run.
   *
   * @default no limit
   */
  readonly threadsPerHour?: number;
}

/** What every function of chat-core works with: made once, in the composition root. */
export interface ChatContext {
  readonly client: DynamoDBDocumentClient;
  readonly tables: ChatTableNames;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** A new id that nobody has had before, 1 to 36 characters: it also names transactions for DynamoDB. */
  readonly newId: () => string;
  /** At least 0, below 1. */
  readonly random: () => number;
  /** Waits between attempts, milliseconds. @default a timer */
  readonly pause?: (milliseconds: number) => Promise<void>;
  /** A signal that aborts after so many milliseconds: requests end by it. @default AbortSignal.timeout */
  readonly abortAfter?: (milliseconds: number) => AbortSignal;
  /** How long messages are kept. @default 90 */
  readonly retentionDays?: number;
  /** @default none */
  readonly limits?: ChatLimits;
  /** When the work must be done, epoch milliseconds; see `withDeadline`. @default never */
  readonly deadline?: number;
}
