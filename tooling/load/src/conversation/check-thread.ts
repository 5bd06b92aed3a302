import type { ChatMessage } from '@switchboard/chat-client';
import { expect, someOf } from '../expect.ts';

/** What the bot `echo` says of a message. */
const echoOf = (text: string): string => `You said: ${text}\n`;

/** How often each of the bot's lines was said. */
function countEchoes(messages: readonly ChatMessage[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { messageType, text } of messages) {
    if (messageType !== 'bot') continue;
    for (const line of text.split('\n')) counts.set(`${line}\n`, (counts.get(`${line}\n`) ?? 0) + 1);
  }
  return counts;
}

/** Messages of the customer that neither the bot `echo` nor a later message of an operator has answered. */
export function unanswered(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const echoes = countEchoes(messages);
  const lastOfOperator = messages.findLast(({ messageType }) => messageType === 'operator')?.seq ?? 0;
  return messages.filter(
    ({ messageType, text, seq }) =>
      messageType === 'user' && !echoes.has(echoOf(text)) && seq > lastOfOperator,
  );
}

/**
 * Checks a whole thread with the bot `echo`, in which every text of the customer is another one: I1, I2, I3 and I5.
 *
 * @param acknowledged the texts that were acknowledged to the customer
 * @throws {BrokenPromiseError}
 */
export function checkThread(
  threadId: string,
  messages: readonly ChatMessage[],
  acknowledged: readonly string[],
): void {
  messages.forEach(({ seq, timestamp }, index) => {
    expect(seq === index + 1, `In ${threadId} the message at place ${index + 1} has the number ${seq}.`);
    const before = messages[index - 1]?.timestamp ?? 0;
    expect(timestamp > before, `In ${threadId} the timestamp of message ${seq} does not rise.`);
  });
  const stored = messages.filter(({ messageType }) => messageType === 'user').map(({ text }) => text);
  const lost = acknowledged.filter((text) => !stored.includes(text));
  expect(lost.length === 0, `In ${threadId} acknowledged messages are not stored: ${someOf(lost)}.`);
  const double = stored.filter((text, index) => stored.indexOf(text) !== index);
  expect(double.length === 0, `In ${threadId} messages are stored twice: ${someOf(double)}.`);
  const open = unanswered(messages).map(({ text }) => text);
  expect(open.length === 0, `In ${threadId} nobody has answered: ${someOf(open)}.`);
  const echoes = countEchoes(messages);
  const repeated = stored.filter((text) => (echoes.get(echoOf(text)) ?? 0) > 1);
  expect(repeated.length === 0, `In ${threadId} the bot has answered twice: ${someOf(repeated)}.`);
}
