import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The physical names of the tables. */
export interface TelegramTableNames {
  readonly telegramUsers: string;
  readonly emailProcessingState: string;
  /** data-core's `partitioned_keys`: addresses, lists of senders, quarantine, messages that stand for mails, digests. */
  readonly partitionedKeys: string;
}

/** What every store works with: made once, in the composition root. */
export interface StoreContext {
  readonly client: DynamoDBDocumentClient;
  readonly tables: TelegramTableNames;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
