import type { Acknowledgement, BotAnswer, History, RecordedMessage } from './history.ts';

const byThread = <T extends { readonly threadId: string }>(records: readonly T[]): Map<string, T[]> => {
  const threads = new Map<string, T[]>();
  for (const record of records) {
    const thread = threads.get(record.threadId) ?? [];
    thread.push(record);
    threads.set(record.threadId, thread);
  }
  return threads;
};

const inOrder = (messages: readonly RecordedMessage[]): readonly RecordedMessage[] =>
  messages.toSorted((a, b) => a.timestamp - b.timestamp);

const isOf = (acknowledgement: Acknowledgement) => (message: RecordedMessage) =>
  message.threadId === acknowledgement.threadId &&
  message.clientMessageId === acknowledgement.clientMessageId;

/** I1: a send that was acknowledged is stored exactly once, as it was acknowledged. */
function checkAcknowledged({ acknowledgements, stored }: History): string[] {
  return acknowledgements.flatMap((acknowledgement) => {
    const { clientMessageId, messageId, seq, timestamp } = acknowledgement;
    const copies = stored.filter(isOf(acknowledgement));
    if (copies.length !== 1) return [`I1: ${clientMessageId} is stored ${copies.length} times`];
    const [copy] = copies;
    const asTold = copy?.messageId === messageId && copy.seq === seq && copy.timestamp === timestamp;
    return asTold ? [] : [`I1: ${clientMessageId} is stored as ${copy?.seq}, but was acknowledged as ${seq}`];
  });
}

/** A service that answers nobody breaks no promise, but it is of no use either. */
const checkUnacknowledged = ({ unacknowledged }: History): string[] =>
  unacknowledged.map((clientMessageId) => `${clientMessageId} was never acknowledged`);

/** I2: numbers without a gap, in the order of the timestamps, up to what the head says. */
function checkNumbers({ stored, heads }: History): string[] {
  return heads.flatMap(({ threadId, seq }) => {
    const numbers = inOrder(stored.filter((message) => message.threadId === threadId)).map(
      (message) => message.seq,
    );
    const expected = Array.from({ length: seq }, (_, index) => index + 1);
    return numbers.join() === expected.join()
      ? []
      : [`I2: ${threadId} has the numbers ${numbers}, its head says ${seq}`];
  });
}

/** I3: where a bot may answer, nothing waits and the newest user message has been answered. */
function checkNothingStranded({ stored, heads }: History): string[] {
  return heads
    .filter(({ botMayAnswer }) => botMayAnswer)
    .flatMap(({ threadId, awaiting, lastUserSeq }) => {
      if (awaiting) return [`I3: ${threadId} still waits for an answer`];
      const answered = stored.some(
        (message) =>
          message.threadId === threadId && message.messageType !== 'user' && message.seq > lastUserSeq,
      );
      return answered ? [] : [`I3: nobody answered message ${lastUserSeq} of ${threadId}`];
    });
}

/** I4: between a takeover's return and its end no bot message is committed. */
function checkTakeovers({ humanWindows, commits }: History): string[] {
  return humanWindows.flatMap(({ threadId, from, until, endsAt }) =>
    commits
      .filter(
        ({ step, at, message }) =>
          message.threadId === threadId &&
          message.messageType === 'bot' &&
          step > from &&
          step < until &&
          at < endsAt,
      )
      .map(
        ({ step, message }) =>
          `I4: the bot’s message ${message.seq} of ${threadId} was committed at step ${step}, within a takeover`,
      ),
  );
}

/** I5: no user message is answered by two replies. I6: no turn of the bot's state is lost or repeated. */
function checkReplies({ stored }: History): string[] {
  return [...byThread(stored)].flatMap(([threadId, messages]) => {
    const replies = inOrder(messages.filter(({ messageType }) => messageType === 'bot')).map(
      ({ text }): BotAnswer => JSON.parse(text),
    );
    const answered = replies.flatMap(({ answers }) => answers);
    const turns = replies.map(({ turn }) => turn);
    const expected = replies.map((_, index) => index + 1);
    return [
      ...(new Set(answered).size === answered.length
        ? []
        : [`I5: ${threadId} has two replies to one message: ${answered}`]),
      ...(turns.join() === expected.join() ? [] : [`I6: the bot’s turns in ${threadId} were ${turns}`]),
    ];
  });
}

/** @returns a sentence for each way in which the history breaks an invariant; none where all hold */
export const checkHistory = (history: History): readonly string[] => [
  ...checkAcknowledged(history),
  ...checkUnacknowledged(history),
  ...checkNumbers(history),
  ...checkNothingStranded(history),
  ...checkTakeovers(history),
  ...checkReplies(history),
];
