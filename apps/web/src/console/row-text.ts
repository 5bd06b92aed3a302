import { type ThreadRow, waitsForPeople } from '@switchboard/chat-client';

/** What a row is about: the bot's question, the bot's summary while the customer waits for a person, or the last message. */
export function rowText(row: ThreadRow): string {
  const { lastMessage, question, summary } = row;
  const isWaiting = waitsForPeople(row);
  return (isWaiting ? summary : question?.text) ?? lastMessage?.text ?? '';
}
