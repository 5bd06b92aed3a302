import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OpeningTimes } from '@switchboard/declarations/configuration';
import { type Notice, noticesInEnglish, sayNotice } from '@switchboard/protocol';
import { appendMessage } from '../append/append-message.ts';
import { type Announcer, announceMessage } from '../channels/announce.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { currentHead } from '../threads/change-owner.ts';
import { partitionsOf } from '../threads/shards.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import { awaitingIndex } from '../threads/threads.table.ts';
import { openFrom } from './opening.ts';

/** Beyond this position, the customer gets no number. */
const mostCounted = 100;

/** The sender of messages that come from the platform itself. */
const speaker = 'switchboard';

/**
 * Tells the customer of a thread that has just come into the queue, once, in the conversation itself: the place in the
 * queue, and when people are there if they are not. One Query for the place, and one transaction.
 *
 * @param times when people are there. @default always
 * @param before how often it may have been said: the same alert can come twice
 * @returns whether it was said now
 */
export async function sayQueued(
  context: ChatContext,
  announcer: Announcer,
  head: ThreadHead,
  times?: OpeningTimes,
): Promise<boolean> {
  const { threadId, owner, ownerEpoch, waiting } = currentHead(head, context.now());
  if (owner.type !== 'queue' || waiting === undefined) return false;
  const notice = noticeOf(await placeOf(context, waiting.since), times, context.now());
  const result = await appendMessage(context, {
    threadId,
    author: { type: 'bot', name: speaker },
    // For clients that show texts alone: others say the notice in their reader's language.
    text: sayNotice(notice, noticesInEnglish, {
      locale: 'en',
      timeZone: notice.timeZone ?? 'UTC',
      now: context.now(),
    }),
    notice,
    // The same for every copy of the alert: it is said once for each time that the thread comes into the queue.
    clientMessageId: `queued-${ownerEpoch}`,
    head,
  });
  if (result.outcome !== 'stored') return false;
  await announceMessage(context, announcer, result.message, { head: result.head });
  return true;
}

function noticeOf(position: number, times: OpeningTimes | undefined, now: number): Notice {
  const opensAt = times === undefined ? now : openFrom(times, now);
  return {
    type: 'queued',
    ...(position > mostCounted ? {} : { position }),
    ...(opensAt === undefined || opensAt === now || times === undefined
      ? {}
      : { backAt: opensAt, timeZone: times.timeZone }),
  };
}

/** How many threads wait for a person at least as long, this one included. */
async function placeOf({ client, tables }: ChatContext, since: number): Promise<number> {
  const counts = await Promise.all(
    partitionsOf('queue').map(async (partition) => {
      const { Count = 0 } = await client.send(
        new QueryCommand({
          TableName: tables.threads,
          IndexName: awaitingIndex,
          KeyConditionExpression: '#partition = :partition AND #since < :since',
          ExpressionAttributeNames: { '#partition': 'queue', '#since': 'awaitingReplySince' },
          ExpressionAttributeValues: { ':partition': partition, ':since': since },
          Select: 'COUNT',
          Limit: mostCounted,
        }),
      );
      return Count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0) + 1;
}
