import type { ChatMessage, ChatSession } from '@switchboard/chat-client';

/** Reads a whole thread from the server, page after page. */
export async function readThread(session: ChatSession, threadId: string): Promise<readonly ChatMessage[]> {
  const messages: ChatMessage[] = [];
  const isAnswer = (frame: { readonly threadId: string }): boolean => frame.threadId === threadId;
  const frame = { action: 'thread.resume', threadId, after: 0, limit: 100 } as const;
  let page = await session.ask({ frame, event: 'history', isAnswer });
  messages.push(...page.messages);
  while (page.cursor !== undefined) {
    const { cursor } = page;
    const next = { action: 'history.get', threadId, direction: 'forward', cursor, limit: 100 } as const;
    page = await session.ask({ frame: next, event: 'history', isAnswer });
    messages.push(...page.messages);
  }
  return messages;
}
