import { headOf } from '../history/head-view.ts';
import { answerIn, botName, type RecordedMessage } from '../history/journal.ts';
import type { Life } from '../history/replay.ts';
import { type Check, type History, isErased } from './history.ts';

/** A question of the bot's, and how the bot says that it ended. */
interface Ended {
  readonly id: string;
  readonly outcome: 'approved' | 'denied' | 'expired';
  readonly asked: RecordedMessage;
  readonly reply: RecordedMessage;
}

const repliesOf = ({ messages }: Life) =>
  messages
    .filter(({ sender }) => sender === botName)
    .map((message) => ({ message, said: answerIn(message.text) }));

function endsIn(life: Life): readonly Ended[] {
  const replies = repliesOf(life);
  return replies.flatMap(({ message: reply, said: { settled } }) => {
    const asked = replies.find(({ said }) => said.asks?.id === settled?.id)?.message;
    return settled === undefined || asked === undefined ? [] : [{ ...settled, asked, reply }];
  });
}

/** The answers of those who were asked, in time, which name the question: the first of them counts. */
function answersTo(life: Life, { id, asked, reply }: Ended): readonly RecordedMessage[] {
  const { askedOf, expiresAt = 0 } = asked.metadata?.approval ?? {};
  return life.messages.filter(
    ({ seq, sender, messageType, timestamp, metadata }) =>
      metadata?.approval?.id === id &&
      seq > asked.seq &&
      seq < reply.seq &&
      timestamp <= expiresAt &&
      (askedOf === undefined ? messageType === 'system' : messageType === 'user' && sender === askedOf),
  );
}

/**
 * What the customer who was asked said by the words of a button, in time, among what the bot was asked about. It counts where no answer
 * names the question before the bot looks.
 */
function wordsFor(life: Life, { asked, reply }: Ended): readonly RecordedMessage[] {
  const { askedOf, expiresAt = 0 } = asked.metadata?.approval ?? {};
  const { answers } = answerIn(reply.text);
  return life.messages.filter(
    ({ seq, sender, messageId, timestamp, metadata, text }) =>
      askedOf !== undefined &&
      sender === askedOf &&
      seq > asked.seq &&
      answers.includes(messageId) &&
      metadata?.approval === undefined &&
      timestamp <= expiresAt &&
      wordsOf(text) !== undefined,
  );
}

/** What the words of the bot's buttons say. */
const wordsOf = (text: string): 'approved' | 'denied' | undefined =>
  ({ yes: 'approved', no: 'denied' })[text.trim().toLowerCase()] as 'approved' | 'denied' | undefined;

/** A question ends once, as the right person said, and as nobody else did. */
export const checkApprovals: Check = (history) =>
  history.replay.lives
    .filter((life) => !isErased(history, life))
    .flatMap((life) => {
      const ends = endsIn(life);
      const ids = ends.map(({ id }) => id);
      const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
      return [
        ...twice.map((id) => `Approvals: question ${id} of ${life.threadId} ended twice.`),
        ...ends.flatMap((end) => problemOf(history, life, end)),
      ];
    });

function problemOf({ journal }: History, life: Life, end: Ended): readonly string[] {
  const { id, outcome, reply } = end;
  const change = journal.heads.find(({ message }) => message?.messageId === reply.messageId);
  const wasOpen = change?.before != null && headOf(change.before).question?.id === id;
  const [first] = answersTo(life, end);
  const said = first?.metadata?.approval?.approved ? 'approved' : 'denied';
  const [words] = wordsFor(life, end);
  const saidByWords = words && wordsOf(words.text);
  const wrong = `Approvals: question ${id} of ${life.threadId} ended as ${outcome}`;
  if (outcome !== 'expired') {
    // What names the question may have come while the bot was told already.
    const isByWords = outcome === saidByWords && (words?.seq ?? 0) < (first?.seq ?? Number.POSITIVE_INFINITY);
    if (isByWords) return [];
    if (first === undefined) return [`${wrong}, which nobody has said who was asked.`];
    return outcome === said ? [] : [`${wrong}, and the first answer was ${said}.`];
  }
  if (!wasOpen) return [];
  if (words !== undefined && first === undefined)
    return [`${wrong}, and was ${saidByWords} by words before.`];
  if (first === undefined) return [];
  // What came while the bot was told already is too late for it.
  const stored = journal.heads.find(({ message }) => message?.messageId === first.messageId);
  const wasThere = (stored?.step ?? 0) < (change.cause?.begun.step ?? 0);
  return wasThere ? [`${wrong}, and was ${said} before.`] : [];
}

/** One operator's answer is taken, however many give one at once. */
export const checkOperatorsAnswers: Check = ({ replay }) =>
  replay.lives.flatMap(({ threadId, messages }) => {
    const answered = messages.flatMap(({ messageType, change, metadata }) =>
      messageType === 'system' && change === undefined ? (metadata?.approval?.id ?? []) : [],
    );
    return answered
      .filter((id, index) => answered.indexOf(id) !== index)
      .map((id) => `Approvals: two operators answered question ${id} of ${threadId}.`);
  });
