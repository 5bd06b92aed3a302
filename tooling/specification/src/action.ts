import type { Author, Question, Thread } from './thread.ts';

/** What a bot's turn was based on. */
export interface Seen {
  readonly life: number;
  readonly ownerChanges: number;
  /** The numbers of the messages that were open. */
  readonly open: readonly number[];
}

/** What happens to a thread. Each happens at one moment, whole or not at all. */
export type Action =
  /** Somebody writes a message of their own accord. */
  | {
      readonly type: 'write';
      readonly author: Author;
      readonly id?: string;
      readonly content: string;
      /** The newest customer's message that it answers, by its number. A customer's answers none. @default none */
      readonly answersThrough?: number;
      /** For customers: the question of the bot's that it answers. @default none */
      readonly answersQuestion?: string;
      /** For bots: a new thread is opened for this customer. @default none is opened */
      readonly opensFor?: string;
    }
  /** A customer is told where in the queue they are, in the conversation itself. */
  | { readonly type: 'notice'; readonly name: string; readonly id?: string; readonly content: string }
  /** An operator answers a question of the bot's, and takes nothing over. */
  | {
      readonly type: 'answer';
      readonly author: Author;
      readonly id?: string;
      readonly content: string;
      readonly question: string;
    }
  /** Somebody edits a message of their own, or deletes it. */
  | {
      readonly type: 'change';
      readonly author: Author;
      readonly id?: string;
      readonly content: string;
      /** The number of the message. */
      readonly of: number;
      readonly deletes: boolean;
    }
  /** The thread's bot answers what it was asked. */
  | {
      readonly type: 'reply';
      readonly name: string;
      readonly content: string;
      readonly answersThrough: number;
      readonly seen: Seen;
      /** It asks for a human as well. */
      readonly handOver: boolean;
      /** It is no longer wanted once a customer has written more. */
      readonly onlyIfNewest: boolean;
      /** What the bot asks in it. */
      readonly asks?: Omit<Question, 'isAnswered'>;
      /** The question whose end the bot was told of. */
      readonly settles?: string;
    }
  | { readonly type: 'claim' | 'release' | 'requeue' | 'close'; readonly operator: string }
  | { readonly type: 'transfer'; readonly operator: string; readonly to: string }
  /** A participant stops the reply that the bot is writing. `through`: the newest message that it answers. @default every message */
  | { readonly type: 'cancel'; readonly through?: number; readonly isQuestionOver?: boolean }
  /** The bot finds that everything it was to answer has expired. */
  | {
      readonly type: 'settle';
      readonly through: number;
      readonly life: number;
      readonly isQuestionOver?: boolean;
    }
  /** The sweeper finds that the thread has waited for long. `isOverridden`: it has read that a human has taken a customer over. */
  | { readonly type: 'sweep'; readonly isOverridden: boolean }
  /** The channel has taken everything up to a message. */
  | { readonly type: 'deliver'; readonly through: number; readonly life: number }
  /** The time of the operator who owns the thread runs out. */
  | { readonly type: 'lapse' }
  /** The thread expires, or is erased. */
  | { readonly type: 'expire' }
  /** A human takes a user over from every bot, or gives the user back. */
  | { readonly type: 'override'; readonly user: string; readonly isOn: boolean }
  /** Another customer takes part from now on. */
  | { readonly type: 'join'; readonly user: string };

/** Why something does not happen. */
export type Refusal =
  /** The author has given this id to another message. */
  | 'idReused'
  | 'notParticipant'
  | 'noThread'
  /** A human has the thread. */
  | 'owned'
  /** The operator does not have the thread. */
  | 'notOwned'
  /** A human has taken a customer over. */
  | 'overridden'
  /** What a reply was for has been dealt with since. */
  | 'answered'
  /** A customer has written more since. */
  | 'outdated'
  /** The message is not its author's, or was deleted. */
  | 'notChangeable'
  /** There is nothing to do. */
  | 'nothing';

export type Outcome =
  /** @property number of the message that was written, where one was */
  | { readonly type: 'done'; readonly thread: Thread; readonly number?: number }
  /** The author's message of this id and content is there already. */
  | { readonly type: 'repeated'; readonly number: number }
  | { readonly type: 'refused'; readonly why: Refusal };
