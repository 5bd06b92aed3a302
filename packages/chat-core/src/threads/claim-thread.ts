import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { backoffMs } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import { pauseFor } from '../context/pause.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';
import { ThreadBusyError } from '../errors.ts';
import { decideClaim, decideRelease, type OwnerRefusal } from './decide-ownership.ts';
import { parseHead } from './head-item.ts';
import { readThread } from './read-thread.ts';
import type { ThreadHead } from './thread-head.ts';

export interface ClaimRequest {
  readonly threadId: string;
  /** The operator. */
  readonly userId: string;
  /** How long the claim holds unless it is renewed, by a claim or by a message, milliseconds. @default 30 minutes */
  readonly leaseMs?: number;
}

export type OwnershipResult = { readonly outcome: 'changed'; readonly head: ThreadHead } | OwnerRefusal;

/**
 * Takes a thread over for an operator, or renews the operator's lease. Once it has returned, no bot can commit a message
 * to the thread until it is released or the lease runs out.
 */
export const claimThread = (context: ChatContext, request: ClaimRequest): Promise<OwnershipResult> =>
  changeOwner(context, request.threadId, (head) => decideClaim(head, request, context.now()));

/** Gives a thread back to the bot: the operator who holds it can, and of a thread in the queue anyone. */
export const releaseThread = (
  context: ChatContext,
  request: { readonly threadId: string; readonly userId: string },
): Promise<OwnershipResult> =>
  changeOwner(context, request.threadId, (head) => decideRelease(head, request.userId, context.now()));

const mostTries = 10;
const backoff = { baseMs: 20, capMs: 1_000 };

async function changeOwner(
  context: ChatContext,
  threadId: string,
  decide: (head: ThreadHead | null) => ThreadHead | OwnerRefusal,
): Promise<OwnershipResult> {
  let head = await readThread(context, threadId);
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const next = decide(head);
    if ('outcome' in next) return next;
    const written = await writeOwner(context, head, next);
    if (written !== 'lost') return { outcome: 'changed', head: written };
    await pauseFor(context, backoffMs(tries, backoff, context.random));
    head = await readThread(context, threadId);
  }
  throw new ThreadBusyError(threadId, mostTries);
}

/** Writes the owner, unless owner or participants have changed since the head was read; messages do not disturb it. */
async function writeOwner(
  context: ChatContext,
  read: ThreadHead | null,
  { threadId, owner, ownerEpoch, participants }: ThreadHead,
): Promise<ThreadHead | 'lost'> {
  const { client, tables, now } = context;
  const update = new UpdateCommand({
    TableName: tables.threads,
    Key: { threadId },
    UpdateExpression: 'SET #owner = :owner, ownerEpoch = :epoch, participants = :participants',
    ConditionExpression: 'ownerEpoch = :readEpoch AND participants = :readParticipants',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: {
      ':owner': owner,
      ':epoch': ownerEpoch,
      ':participants': participants,
      ':readEpoch': read?.ownerEpoch,
      ':readParticipants': read?.participants,
    },
    ReturnValues: 'ALL_NEW',
  });
  try {
    const { Attributes } = await retryConflicts(context, () => client.send(update));
    return parseHead(Attributes, now()) ?? 'lost';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'lost';
    throw error;
  }
}
