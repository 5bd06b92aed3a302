import type { BotCommand, Chat, Message, MessageEntity, Update, User, UserFromGetMe } from '@grammyjs/types';

/** A bot's webhook, and how delivering to it has gone. */
export interface Webhook {
  url: string;
  secretToken?: string;
  maxConnections: number;
  lastErrorAt?: number;
  lastErrorMessage?: string;
}

export interface BotAccount {
  readonly token: string;
  readonly user: UserFromGetMe;
  webhook?: Webhook;
  /** The kinds of update that the bot asked for; undefined for the usual ones. */
  allowedUpdates?: readonly string[];
  /** What has not been taken yet, in order. */
  updates: PendingUpdate[];
  nextUpdateId: number;
  /** The lists of commands, by their scope and language. */
  menus?: Record<string, BotCommand[]>;
}

export interface PendingUpdate {
  readonly update: Update;
  /** Updates of one queue are delivered in order. */
  readonly queue: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** What a person, a group or a channel is, whichever bot looks at it. */
export interface ChatRecord {
  chat: Chat;
  /** The person of a private chat. */
  user?: User;
  /** The supergroup that a group became. */
  migratedTo?: number;
  isDeactivated?: boolean;
  /** What members of a group are. Who is not named is its creator (person 1) or an ordinary member. */
  members?: Record<string, MemberStatus>;
}

export type MemberStatus = 'creator' | 'administrator' | 'member' | 'left' | 'kicked';

/** One bot in one chat. */
export interface Dialog {
  /** In the order of their ids. */
  messages: Message[];
  nextMessageId: number;
  /** Whether the bot may write: a person wrote to it first, or a group has it as a member. */
  access: 'none' | 'member' | 'blocked' | 'kicked';
  /** What the bot is said to be doing. */
  action?: { readonly name: string; readonly until: number };
  /** A reply that is being written. */
  draft?: {
    readonly id: number;
    readonly text: string;
    readonly entities: readonly MessageEntity[];
    readonly until: number;
  };
  /** What the bot answered to buttons. */
  notices: Notice[];
}

/** What a person sees after a button was tapped. */
interface Notice {
  readonly callbackId: string;
  readonly text: string;
  readonly showAlert: boolean;
  readonly url?: string;
}

export interface StoredFile {
  readonly fileId: string;
  readonly path: string;
  readonly name: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
}

/** A button that was tapped and not answered yet. */
interface PendingCallback {
  readonly token: string;
  readonly chatId: number;
  readonly createdAt: number;
}

/** All that a simulated Telegram knows, apart from the bytes of files. It can be written as JSON. */
export interface TelegramState {
  bots: Record<string, BotAccount>;
  chats: Record<string, ChatRecord>;
  /** By `<bot's id>:<chat's id>`. */
  dialogs: Record<string, Dialog>;
  files: Record<string, StoredFile>;
  callbacks: Record<string, PendingCallback>;
}

export const emptyState = (): TelegramState => ({
  bots: {},
  chats: {},
  dialogs: {},
  files: {},
  callbacks: {},
});
