import { answerIn, type BotAnswer, botName } from '../history/journal.ts';
import type { Life } from '../history/replay.ts';
import { type Check, isErased } from './history.ts';

const answersIn = ({ messages }: Life): readonly BotAnswer[] =>
  messages.filter(({ sender }) => sender === botName).map(({ text }) => answerIn(text));

/** I4: between a takeover's return and its end no bot's message is committed. */
export const checkTakeovers: Check = ({ journal }) =>
  journal.windows.flatMap(({ threadId, from, until, endsAt }) =>
    journal.heads
      .filter(
        (change) =>
          change.threadId === threadId &&
          change.message?.messageType === 'bot' &&
          change.step > from.step &&
          change.step < (until?.step ?? Number.POSITIVE_INFINITY) &&
          change.at < endsAt,
      )
      .map(
        ({ step, message }) =>
          `I4: the bot’s message ${message?.seq} of ${threadId} was committed at step ${step}, within a takeover.`,
      ),
  );

/** I5: no message is answered by two replies. */
export const checkReplies: Check = ({ replay }) =>
  replay.lives.flatMap((life) => {
    const answered = answersIn(life).flatMap(({ answers }) => answers);
    const twice = answered.filter((id, index) => answered.indexOf(id) !== index);
    return twice.map((id) => `I5: ${life.threadId} has two replies to ${id}.`);
  });

/** Once a reply has been stopped, nothing of it is committed, nor of what the bot had begun before. */
export const checkCancelled: Check = ({ journal }) =>
  journal.cancelled.flatMap(({ threadId, asked, step }) =>
    journal.heads
      .filter((change) => change.threadId === threadId && change.step > step)
      .flatMap(({ message }) => (message?.sender === botName ? [message] : []))
      .filter(({ text }) => (journal.asked[answerIn(text).ask - 1]?.step ?? 0) < asked.step)
      .map(({ seq }) => `Cancel: message ${seq} of ${threadId} was committed after it had been stopped.`),
  );

/** I6: no turn of the bot's state is lost or overwritten. I18: what it remembers is of this life. */
export const checkStates: Check = (history) =>
  history.replay.lives
    .filter((life) => !isErased(history, life))
    .flatMap((life) => {
      const replies = answersIn(life);
      const turns = replies.map(({ turn }) => turn).filter((turn) => turn > 0);
      const isGapless = turns.every((turn, index) => turn === index + 1);
      const foreign = replies.filter(
        ({ first }) => !life.messages.some(({ messageId }) => messageId === first),
      );
      const firsts = new Set(replies.map(({ first }) => first));
      return [
        ...(isGapless ? [] : [`I6: the bot’s turns in ${life.threadId} were ${turns}.`]),
        ...foreign.map(({ first }) => `I18: the bot remembers ${first} in another life of ${life.threadId}.`),
        ...(firsts.size <= 1 ? [] : [`I6: the bot’s memory of ${life.threadId} changed: ${[...firsts]}.`]),
      ];
    });
