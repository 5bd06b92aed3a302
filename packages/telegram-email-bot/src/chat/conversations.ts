import type { Conversation, UserConversations } from '@switchboard/data-core';
import { oneLine } from '../mail/visible-text.ts';
import { threadIdOf } from './telegram-thread.ts';

/** A conversation of a Telegram chat, as its user sees it. */
export interface TelegramConversation {
  readonly number: number;
  /** '' before anything was said. */
  readonly title: string;
  readonly threadId: string;
}

const longestTitle = 50;
const describes = 'description';

/**
 * A chat's conversations and which of them is the current one. What `user_conversations` keeps of each is its language, its thread and its
 * title, never what was said: that lies in the thread.
 */
export class TelegramConversations {
  readonly #conversations: UserConversations;

  constructor(conversations: UserConversations) {
    this.#conversations = conversations;
  }

  /** The current conversation; a first one if there is none. */
  async current(chatId: number, language: string): Promise<TelegramConversation> {
    const current = await this.#conversations.current(chatId);
    return describe(current ?? (await this.#conversations.start(chatId, { language })));
  }

  /** Gives a conversation that has none a title: the beginning of what was said first. */
  async entitle(
    chatId: number,
    { number, threadId }: TelegramConversation,
    text: string,
    at: number,
  ): Promise<void> {
    const content = JSON.stringify({ threadId, title: oneLine(text, longestTitle) });
    await this.#conversations.append(chatId, number, { id: describes, role: describes, text: content, at });
  }

  /**
   * Begins a conversation and makes it the current one. Where nothing was said in the current one, it stays that: so an update that is
   * repeated begins no second one.
   */
  async begin(chatId: number, language: string): Promise<TelegramConversation> {
    const current = await this.#conversations.current(chatId);
    const isUnused = current !== null && describe(current).title === '';
    return describe(isUnused ? current : await this.#conversations.start(chatId, { language }));
  }

  /** @returns false where there is no such conversation */
  async switchTo(chatId: number, number: number): Promise<boolean> {
    const conversation = await this.#conversations.get(chatId, number);
    if (conversation === null) return false;
    await this.#conversations.switchTo(chatId, number);
    return true;
  }

  /** The newest conversations, and the number of the current one. Others in which nothing was said are left out. */
  async list(
    chatId: number,
    limit: number,
  ): Promise<{
    readonly conversations: readonly TelegramConversation[];
    readonly current: number | undefined;
  }> {
    const [{ conversations }, current] = await Promise.all([
      this.#conversations.list(chatId, { limit }),
      this.#conversations.current(chatId),
    ]);
    const whole = await Promise.all(
      conversations.map(({ chatId: number }) => this.#conversations.get(chatId, number)),
    );
    return {
      conversations: whole
        .filter((conversation) => conversation !== null)
        .map(describe)
        .filter(({ number, title }) => title !== '' || number === current?.chatId),
      current: current?.chatId,
    };
  }
}

function describe({ userId, chatId: number, content }: Conversation): TelegramConversation {
  const description = content.find(({ id }) => id === describes)?.text;
  // Written by `entitle` alone.
  const { title = '' }: { title?: string } = description === undefined ? {} : JSON.parse(description);
  return { number, title, threadId: threadIdOf(userId, number) };
}
