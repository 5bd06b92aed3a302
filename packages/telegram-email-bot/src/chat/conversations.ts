import {
  type Conversation,
  type TransactWriteItem,
  transactWrite,
  type UserConversations,
} from '@switchboard/data-core';
import { oneLine } from '../mail/visible-text.ts';
import { threadIdOf } from './telegram-thread.ts';
import { type ClaimContext, claimConversation, noConversation, readClaim } from './update-claims.ts';

/** A conversation of a Telegram chat, as its user sees it. */
export interface TelegramConversation {
  readonly number: number;
  /** '' before anything was said. */
  readonly title: string;
  readonly threadId: string;
}

/** What a command does to the conversations of a chat: it is done in the transaction that records the command's effect. */
export interface ConversationChange {
  /** The conversation that is the current one then. */
  readonly number: number;
  /** None where it is the current one already. */
  readonly writes: readonly TransactWriteItem[];
}

const longestTitle = 50;
const describes = 'description';

/**
 * A chat's conversations and which of them is the current one. What `user_conversations` keeps of each is its language, its thread and its
 * title, never what was said: that lies in the thread.
 */
export class TelegramConversations {
  readonly #conversations: UserConversations;
  readonly #claims: ClaimContext;

  constructor(conversations: UserConversations, claims: ClaimContext) {
    this.#conversations = conversations;
    this.#claims = claims;
  }

  /**
   * The conversation that an update belongs to: the one that was current when the update was first tried, a first one if there was none.
   *
   * @returns undefined where that conversation has been erased since
   */
  async ofUpdate(
    chatId: number,
    updateId: number,
    language: string,
  ): Promise<TelegramConversation | undefined> {
    const { own } = await this.#claim(chatId, updateId, language);
    return own && describe(own);
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
   * Prepares a conversation that becomes the current one. The current one stays if nothing was said in it, or if the person has moved on since
   * the update came.
   */
  async begin(chatId: number, updateId: number, language: string): Promise<ConversationChange> {
    const { own, current } = await this.#claim(chatId, updateId, language);
    const isLeft = own?.chatId !== current?.chatId;
    if (current && (isLeft || describe(current).title === '')) return { number: current.chatId, writes: [] };
    const { conversation, writes } = await this.#conversations.prepareStart(chatId, { language });
    return { number: conversation.chatId, writes };
  }

  /**
   * Prepares that a conversation becomes the current one, unless the person has moved on since the update came.
   *
   * @returns undefined where there is none with that number, or was none when the update was first tried
   */
  async switchTo(
    chatId: number,
    updateId: number,
    number: number,
    language: string,
  ): Promise<ConversationChange | undefined> {
    const conversation = await this.#conversations.get(chatId, number);
    if (conversation === null) {
      await claimConversation(this.#claims, updateId, noConversation);
      return undefined;
    }
    const { own, current, hadNone } = await this.#claim(chatId, updateId, language);
    if (hadNone) return undefined;
    if (current !== undefined && own?.chatId !== current.chatId)
      return { number: current.chatId, writes: [] };
    return { number, writes: this.#conversations.switchWrites(chatId, number) };
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

  /**
   * Decides once for an update which conversation was the current one when it came. Otherwise an update that is tried again behind later
   * ones would have its effect in another conversation than at its first try.
   *
   * @returns `own`: that conversation, undefined where it has been erased since; `current`: the current one; `hadNone`: whether the update
   * asked for a conversation when there was none with that number
   */
  async #claim(
    chatId: number,
    updateId: number,
    language: string,
  ): Promise<{
    readonly own: Conversation | undefined;
    readonly current: Conversation | undefined;
    readonly hadNone: boolean;
  }> {
    let current = await this.#conversations.current(chatId);
    if (current === null) {
      // Nobody who was erased gets a conversation by an update from before.
      const earlier = await readClaim(this.#claims, updateId);
      if (earlier !== undefined) return { own: undefined, current: undefined, hadNone: false };
      current = await this.#first(chatId, language);
    }
    const mine = { number: current.chatId, startedAt: current.createdAt };
    const claimed = await claimConversation(this.#claims, updateId, mine);
    if (claimed.number === noConversation.number) return { own: undefined, current, hadNone: true };
    const isCurrent = claimed.number === mine.number;
    const own = isCurrent ? current : await this.#conversations.get(chatId, claimed.number);
    return { own: own?.createdAt === claimed.startedAt ? own : undefined, current, hadNone: false };
  }

  /** Begins a first conversation, or gives the one that another has begun at the same time. */
  async #first(chatId: number, language: string): Promise<Conversation> {
    const { client } = this.#claims;
    const { conversation, writes } = await this.#conversations.prepareStart(chatId, {
      language,
      isFirst: true,
    });
    const refused = await transactWrite(client, writes);
    return refused.length === 0
      ? conversation
      : ((await this.#conversations.current(chatId)) ?? conversation);
  }
}

function describe({ userId, chatId: number, content }: Conversation): TelegramConversation {
  const description = content.find(({ id }) => id === describes)?.text;
  // Written by `entitle` alone.
  const { title = '' }: { title?: string } = description === undefined ? {} : JSON.parse(description);
  return { number, title, threadId: threadIdOf(userId, number) };
}
