import { isOverridden, openIn, waitsFor } from '@switchboard/specification';
import { headOf, waitingKindOf } from '../history/head-view.ts';
import type { Told } from '../history/journal.ts';
import type { Life } from '../history/replay.ts';
import { type Check, threadAfter, threadsBetween } from './history.ts';

/**
 * I3: when all is calm, no message waits for a bot that may answer it, not the newest and no other, nor for an operator:
 * every lease has run out by then.
 */
export const checkNothingStranded: Check = ({ journal, replay }) =>
  journal.calms.flatMap(({ step }) =>
    replay.lives.flatMap((life) => {
      const thread = threadAfter(life, step);
      if (thread === undefined || isOverridden(thread)) return [];
      const open = openIn(thread);
      if (waitsFor(thread) === 'question')
        return [
          `I3: the bot of ${life.threadId} is not told of the end of its question ${thread.question?.id}.`,
        ];
      if (waitsFor(thread) === 'bot') return [`I3: nobody answers message ${open} of ${life.threadId}.`];
      if (thread.owner.type !== 'operator') return [];
      if (open.length > 0)
        return [`I3: nobody answers message ${open} of ${life.threadId}, whose operator has gone.`];
      return thread.owner.isAwaited
        ? [`I22: the customer of ${life.threadId} waits for an operator who has gone.`]
        : [];
    }),
  );

/** What was deleted needs no answer: neither the bot's nor a person's. */
export const checkNothingDeletedWaits: Check = ({ journal, replay }) =>
  journal.calms.flatMap(({ step }) =>
    replay.lives.flatMap((life) => {
      const thread = threadAfter(life, step);
      if (thread === undefined || waitsFor(thread) !== 'failed') return [];
      const open = openIn(thread);
      const areDeleted = open.every((number) => thread.entries[number - 1]?.isDeleted);
      return areDeleted ? [`I3: ${life.threadId} has failed for message ${open}, which was deleted.`] : [];
    }),
  );

/** An acknowledgement means stored, and published where the bot is to answer. */
export const checkPublished: Check = ({ journal, replay }) =>
  journal.told.flatMap((told) => {
    const { answer, threadId, clientMessageId, step } = told;
    if (answer.type !== 'stored') return [];
    const life = replay.lives.find((candidate) =>
      candidate.messages.some(({ messageId }) => messageId === answer.messageId),
    );
    const message = life?.messages[answer.seq - 1];
    if (life === undefined || message?.messageType !== 'user' || !botHadIt(life, told, answer.seq)) return [];
    const isPublished = journal.published.some(
      (publication) => publication.messageId === answer.messageId && publication.step <= step,
    );
    return isPublished
      ? []
      : [`I3: ${clientMessageId} of ${threadId} was acknowledged before it was published.`];
  });

/** Whether the bot had the thread from a message's commit to its acknowledgement. */
function botHadIt(life: Life, { step }: Told, seq: number): boolean {
  const committed = life.states.find(({ thread }) => thread.entries.length >= seq);
  if (committed === undefined || (life.endedAt ?? Number.POSITIVE_INFINITY) <= step) return false;
  return threadsBetween(life, committed.step, step).every(
    (thread) => thread.owner.type === 'bot' && !isOverridden(thread),
  );
}

/** I22: everything that waits for a person is in the queue that people see, once. */
export const checkQueue: Check = ({ journal, snapshots }) =>
  journal.queues.flatMap(({ at, threadIds }, index) => {
    const waiting = (snapshots[index]?.stored.heads ?? [])
      .map(headOf)
      .filter(
        (head) => ['queue', 'failed'].includes(waitingKindOf(head) ?? '') && head.expiresAt * 1_000 > at,
      )
      .map(({ threadId }) => threadId);
    return String(threadIds.toSorted()) === String(waiting.toSorted())
      ? []
      : [`I22: the queue shows ${threadIds.join(', ')}, and ${waiting.join(', ')} wait for a person.`];
  });

const turnsForOneMessage = 30;

/** A bot that always fails is asked a bounded number of times for the same messages. */
export const checkAsked: Check = ({ journal }) => {
  const counts = new Map<string, number>();
  for (const { answers } of journal.asked) counts.set(`${answers}`, (counts.get(`${answers}`) ?? 0) + 1);
  return [...counts].flatMap(([answers, count]) =>
    count <= turnsForOneMessage ? [] : [`The bot was asked ${count} times about ${answers}.`],
  );
};
