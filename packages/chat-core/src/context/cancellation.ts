import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** Why one write of a cancelled transaction was not done. */
export interface CancellationReason {
  /** `None`, `ConditionalCheckFailed`, `TransactionConflict`, `ThrottlingError`, ... as DynamoDB names it. */
  readonly code: string;
  /** The item as it is, where the write asked for it. */
  readonly item?: Readonly<Record<string, unknown>>;
}

/** @returns the reasons in the order of the transaction's writes, or `undefined` for any other error */
export function cancellationReasons(error: unknown): readonly CancellationReason[] | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  return error.CancellationReasons?.map(({ Code = 'None', Item }) =>
    // The document client leaves the items of an error as they came.
    Item === undefined ? { code: Code } : { code: Code, item: unmarshall(Item) },
  );
}
