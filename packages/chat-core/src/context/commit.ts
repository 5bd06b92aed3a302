import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { backoffMs } from '@switchboard/data-core';
import { cancellationReasons } from './cancellation.ts';
import type { ChatContext } from './chat-context.ts';
import { remainingMs } from './deadline.ts';
import { pauseFor } from './pause.ts';
import { isTransient, transientCodes } from './transient-errors.ts';

/** One write of a transaction, in the document client's shape. */
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One write of a transaction, named by what it is for. */
export interface NamedWrite<Name> {
  readonly name: Name;
  readonly item: TransactItem;
}

/** A write whose condition failed, with the item as it is where the write asked for it. */
export interface FailedWrite<Name> {
  readonly name: Name;
  readonly item?: Readonly<Record<string, unknown>>;
}

/** The outcome of one transaction. */
export type CommitOutcome<Name> =
  | { readonly type: 'committed' }
  /** Nothing was written: the conditions of these writes failed. At least one. */
  | { readonly type: 'refused'; readonly failed: readonly FailedWrite<Name>[] }
  /** Nothing was written: another transaction was at the same items, or a table is throttled. */
  | { readonly type: 'busy' };

/** Tries to learn the outcome of one transaction, in addition to the SDK's own tries in each. */
const mostTries = 3;
const backoff = { baseMs: 200, capMs: 1_000 };

/**
 * Sends one transaction until its outcome is known. A try without an answer may have been applied: the token
 * makes the next one harmless, and DynamoDB answers that one as it would have answered the first.
 *
 * @throws the error of a try that had no answer, when no later one had a clear answer: the transaction may have been
 * applied
 * @throws what the transaction itself is to blame for, for example a ValidationException
 */
export async function commit<Name>(
  context: ChatContext,
  writes: readonly NamedWrite<Name>[],
): Promise<CommitOutcome<Name>> {
  const token = context.newId();
  let unanswered: { readonly error: unknown } | undefined;
  for (let tries = 1; ; tries += 1) {
    const answer = await commitOnce(context, writes, token);
    if (answer.type === 'unknown') unanswered = answer;
    // While nothing is decided, a try without an answer may still be applied: only the same one may follow it.
    else if (answer.type !== 'busy' || unanswered === undefined) return answer;
    const pauseMs = backoffMs(tries, backoff, context.random);
    if (tries === mostTries || pauseMs >= remainingMs(context)) throw unanswered?.error;
    await pauseFor(context, pauseMs);
  }
}

type CommitAnswer<Name> =
  | CommitOutcome<Name>
  /** No answer came, or one that says nothing: the transaction may have been applied. */
  | { readonly type: 'unknown'; readonly error: unknown };

async function commitOnce<Name>(
  { client }: ChatContext,
  writes: readonly NamedWrite<Name>[],
  token: string,
): Promise<CommitAnswer<Name>> {
  const TransactItems = writes.map(({ item }) => item);
  try {
    // DynamoDB applies a transaction once, however often the same token comes within 10 minutes.
    await client.send(new TransactWriteCommand({ TransactItems, ClientRequestToken: token }));
    return { type: 'committed' };
  } catch (error) {
    const reasons = cancellationReasons(error);
    if (reasons === undefined) {
      if (isTransient(error)) return { type: 'unknown', error };
      throw error;
    }
    const failed = writes.flatMap(({ name }, index) => {
      const reason = reasons[index];
      if (reason?.code !== 'ConditionalCheckFailed') return [];
      return [reason.item === undefined ? { name } : { name, item: reason.item }];
    });
    if (failed.length > 0) return { type: 'refused', failed };
    if (reasons.some(({ code }) => transientCodes.has(code))) return { type: 'busy' };
    throw error;
  }
}
