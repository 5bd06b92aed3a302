import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What a client has sent since the last `take`. */
export interface RequestCount {
  /** Requests by operation, for example `{ BatchGetItem: 1, TransactWriteItems: 1 }`; starts again from nothing. */
  take(): Readonly<Record<string, number>>;
}

/** Counts every request of a client as it goes out, retries of the SDK included. */
export function countRequests(client: DynamoDBDocumentClient): RequestCount {
  let counts: Record<string, number> = {};
  client.middlewareStack.add(
    (next, { commandName = 'unknown' }) =>
      (args) => {
        const operation = commandName.replace(/Command$/, '');
        counts[operation] = (counts[operation] ?? 0) + 1;
        return next(args);
      },
    { step: 'finalizeRequest', priority: 'low', name: 'countRequests' },
  );
  return {
    take() {
      const taken = counts;
      counts = {};
      return taken;
    },
  };
}
