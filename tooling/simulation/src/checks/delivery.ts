import type { Life } from '../history/replay.ts';
import { type Check, type History, threadAfter } from './history.ts';

const isExpired = (expiresAt: number, at: number): boolean => expiresAt * 1_000 <= at;

/** I17: the channel that is pushed to has taken every message when all is calm, each first in the order of the numbers. */
export const checkPushed: Check = (history) =>
  history.replay.lives
    .filter(({ channel }) => channel === 'telegram')
    .flatMap((life) => [...missing(history, life), ...outOfOrder(history, life)]);

function missing({ journal }: History, life: Life): readonly string[] {
  const calm = journal.calms.find(({ step }) => threadAfter(life, step) !== undefined);
  if (calm === undefined) return [];
  return life.messages
    .slice(0, threadAfter(life, calm.step)?.entries.length)
    .filter(({ messageType, expiresAt }) => messageType !== 'user' && !isExpired(expiresAt, calm.at))
    .filter(
      ({ messageId }) =>
        !journal.taken.some((taken) => taken.messageId === messageId && taken.step <= calm.step),
    )
    .map(({ seq }) => `I17: the channel never got message ${seq} of ${life.threadId}.`);
}

function outOfOrder({ journal }: History, life: Life): readonly string[] {
  const ids = journal.taken
    .filter(({ threadId }) => threadId === life.threadId)
    .map(({ messageId }) => messageId);
  const numbers = [...new Set(ids)].flatMap(
    (id) => life.messages.find(({ messageId }) => messageId === id)?.seq ?? [],
  );
  const isInOrder = numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
  return isInOrder ? [] : [`I17: the channel got ${numbers} of ${life.threadId} in this order.`];
}

/**
 * I2, I8: a participant who reads a thread from its beginning gets the messages of this life that have not expired; a page
 * may show longer what it has.
 */
export const checkHistories: Check = ({ journal, replay }) =>
  journal.histories.flatMap(({ threadId, messageIds: read, isKept, step, at }) => {
    const life = replay.lives.findLast((candidate) => candidate.threadId === threadId);
    const thread = life && threadAfter(life, step);
    if (life === undefined || thread === undefined) return [];
    const expected = life.messages
      .slice(0, thread.entries.length)
      .filter(({ expiresAt }) => !isExpired(expiresAt, at))
      .map(({ messageId }) => messageId);
    const gone = life.messages.filter(({ expiresAt }) => isExpired(expiresAt, at));
    const messageIds = isKept ? read.filter((id) => !gone.some(({ messageId }) => messageId === id)) : read;
    return String(expected) === String(messageIds)
      ? []
      : [`I2: ${threadId} is read as ${messageIds}, and has ${expected}.`];
  });

/** A revocation closes connections when it returns; what was under way then may still arrive, milliseconds. */
const underWayMs = 40_000;

/** I21: over a connection whose session was revoked, nothing more is written, and nothing more arrives. */
export const checkRevoked: Check = ({ journal }) =>
  journal.revoked.flatMap(({ connectionId, step, at }) => [
    ...journal.told
      .filter(
        (told) =>
          told.connectionId === connectionId && told.asked.step > step && told.answer.type === 'stored',
      )
      .map(
        ({ clientMessageId }) =>
          `I21: ${clientMessageId} was taken over ${connectionId} after it was revoked.`,
      ),
    ...journal.posted
      .filter(
        (posted) =>
          posted.connectionId === connectionId &&
          posted.at > at + underWayMs &&
          posted.frame.code !== 'session.revoked',
      )
      .map(({ frame }) => `I21: ${frame.event} was posted to ${connectionId} after it was revoked.`),
  ]);

/** The least time between two chunks of a reply to one device, milliseconds. */
const chunkPauseMs = 200;

/** I19: a chunk is posted once: what a device has missed of it comes with the next one, not by trying again. */
export const checkChunks: Check = ({ journal }) =>
  journal.chunks.flatMap(({ connectionId, replyId, at }, index) => {
    const last = journal.chunks
      .slice(0, index)
      .findLast((chunk) => chunk.connectionId === connectionId && chunk.replyId === replyId);
    return last === undefined || at - last.at >= chunkPauseMs
      ? []
      : [`I19: ${connectionId} was posted two chunks of ${replyId} within ${at - last.at} ms.`];
  });
