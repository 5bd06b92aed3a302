import type { ChatContext } from '../src/index.ts';
import { queryMessages, type StoredMessage } from '../src/index.ts';

/** Every message of a thread, oldest first, by as many pages as it takes. */
export async function historyOf(context: ChatContext, threadId: string): Promise<StoredMessage[]> {
  const messages: StoredMessage[] = [];
  let cursor: string | undefined;
  do {
    const page = await queryMessages(context, {
      threadId,
      direction: 'forward',
      limit: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (page.outcome !== 'page') throw new Error(page.outcome);
    messages.push(...page.messages);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return messages;
}

/** I2: 1, 2, 3, ... without a gap, and timestamps that rise with it. */
export function expectInOrder(messages: readonly StoredMessage[]): void {
  expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
  for (const [index, { timestamp }] of messages.entries()) {
    expect(timestamp).toBeGreaterThan(messages[index - 1]?.timestamp ?? 0);
  }
}
