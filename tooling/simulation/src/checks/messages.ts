import type { Moment, RecordedMessage, Told } from '../history/journal.ts';
import type { Life } from '../history/replay.ts';
import { type Check, type History, isErased } from './history.ts';

const isSame = ({ sender, clientMessageId }: Told, message: Life['messages'][number]): boolean =>
  message.sender === sender && message.clientMessageId === clientMessageId;

/** The messages of an author with an id, in all lives of a thread. */
const copiesOf = (told: Told, { replay }: History) =>
  replay.lives
    .filter(({ threadId }) => threadId === told.threadId)
    .flatMap((life) =>
      life.messages.filter((message) => isSame(told, message)).map((message) => ({ life, message })),
    );

/** I1, I20: a message that was acknowledged is there, as it was acknowledged and with what its author said. */
export const checkAcknowledged: Check = (history) =>
  history.journal.told.flatMap((told) => {
    const { answer, clientMessageId, text, threadId } = told;
    if (answer.type !== 'stored') return [];
    // Another life may have a message of the same id.
    const copy = copiesOf(told, history).findLast(
      ({ life, message }) =>
        message.messageId === answer.messageId && life.states.some(({ step }) => step <= told.step),
    );
    if (copy === undefined)
      return [`I1: ${clientMessageId} was acknowledged in ${threadId} and is not there.`];
    const { message } = copy;
    if (message.text !== text)
      return [`I20: ${clientMessageId} was acknowledged although it says something else.`];
    const isAsTold = message.seq === answer.seq && message.timestamp === answer.timestamp;
    return isAsTold
      ? []
      : [`I1: ${clientMessageId} is number ${message.seq}, and was acknowledged as ${answer.seq}.`];
  });

/** I1: what was committed is stored once, until it expires or its user is erased. */
export const checkKept: Check = (history) =>
  history.snapshots.flatMap(({ step, at, stored }) =>
    history.replay.lives
      .filter((life) => !isErased(history, life))
      .flatMap(({ threadId, states, messages, texts }) => {
        const count = states.findLast((state) => state.step <= step)?.thread.entries.length ?? 0;
        const kept = messages.filter(({ seq, expiresAt }) => seq <= count && expiresAt * 1_000 > at);
        const alive = stored.messages.filter(
          (copy) => copy.threadId === threadId && copy.expiresAt * 1_000 > at,
        );
        return kept.flatMap((message) => {
          // What an edit said is taken out of it when its message is deleted.
          const text = message.change === undefined ? texts[message.seq - 1] : undefined;
          return problemOf(threadId, { ...message, ...(text === undefined ? {} : { text }) }, alive);
        });
      }),
  );

function problemOf(
  threadId: string,
  { messageId, seq, timestamp, text }: RecordedMessage,
  stored: readonly RecordedMessage[],
): readonly string[] {
  const copies = stored.filter((copy) => copy.messageId === messageId);
  if (copies.length !== 1) return [`I1: message ${seq} of ${threadId} is stored ${copies.length} times.`];
  const [copy] = copies;
  const isSame = copy?.text === text || copy?.change !== undefined;
  const isAsWritten = copy?.timestamp === timestamp && copy.seq === seq && isSame;
  return isAsWritten ? [] : [`I1: message ${seq} of ${threadId} was changed.`];
}

/** Whether a message had been committed at a moment, in a life that has not been erased since. */
const wasThere = (life: Life, { seq }: Life['messages'][number], { step }: Moment): boolean =>
  life.endedAt === undefined &&
  life.states.some((state) => state.step <= step && state.thread.entries.length === seq);

/** I20: a retry gets the answer of the first try, and an id that is used again for other words is refused by name. */
export const checkRetries: Check = (history) =>
  history.journal.told.flatMap((told) => {
    const { answer, clientMessageId, text, threadId, asked } = told;
    if (answer.type !== 'refused' || answer.code.startsWith('session.')) return [];
    const stored = copiesOf(told, history).filter(
      ({ life, message }) => wasThere(life, message, asked) && message.expiresAt * 1_000 > told.at,
    );
    if (answer.code === 'message.idReused') {
      const isReused = copiesOf(told, history).some(({ message }) => message.text !== text);
      return isReused ? [] : [`I20: ${clientMessageId} is called used again in ${threadId}, and was not.`];
    }
    return stored.some(({ message }) => message.text === text)
      ? [`I20: ${clientMessageId} was refused (${answer.code}) in ${threadId} although it is stored.`]
      : [];
  });

/** What the platform could not do for anybody, however often it was asked. */
export const checkVain: Check = ({ journal }) => journal.vain;
