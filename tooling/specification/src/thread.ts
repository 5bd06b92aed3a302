/** Somebody who writes in a thread. */
export interface Author {
  readonly kind: 'customer' | 'operator' | 'bot';
  readonly name: string;
}

/** What became of a customer's message. */
export type Fate =
  /** Nobody has answered it yet. */
  | { readonly type: 'open' }
  /** The message of that number answers it. */
  | { readonly type: 'answered'; readonly by: number }
  /** It needs no answer: the reply was cancelled, the conversation was closed, or the message has expired. */
  | { readonly type: 'cancelled' | 'closed' | 'expired' };

/** A message. Its number is its place in the thread, from 1. */
export interface Entry {
  readonly author: Author;
  /** What the author calls it, so that a repetition is recognised. */
  readonly id?: string;
  readonly content: string;
  /** Of customers' messages only. */
  readonly fate?: Fate;
  /** The number of the message of the same author that it changes: it is no message itself. */
  readonly changes?: number;
  /** It answers a question of the bot's, beside the conversation. */
  readonly isAnswer?: true;
  /** Its author has deleted it. */
  readonly isDeleted?: true;
}

/** What the bot has asked, and waits for. It ends with its answer, or when its time is up. */
export interface Question {
  readonly id: string;
  /** Who is to answer. */
  readonly of: 'customer' | 'operator';
  /** It was answered: other answers come too late. */
  readonly isAnswered: boolean;
}

export type Owner =
  | { readonly type: 'bot' }
  /** Any operator may take it. */
  | { readonly type: 'queue' }
  | {
      readonly type: 'operator';
      readonly name: string;
      /** The operator's time has run out, and nobody has put the thread where it belongs since. */
      readonly lapsed: boolean;
      /** The customers had been told to wait for a person, and no operator has written since. */
      readonly isAwaited: boolean;
    };

/** Everything that a thread is. */
export interface Thread {
  /** Counts the lives that the thread id has had; 0 before the first. */
  readonly life: number;
  /** Whether the life goes on. */
  readonly exists: boolean;
  readonly entries: readonly Entry[];
  readonly customers: readonly string[];
  readonly owner: Owner;
  /** Rises with every change of owner; 1 at first. */
  readonly ownerChanges: number;
  /** How often the sweeper has asked the bot for what it owes now. */
  readonly asked: number;
  /** The bot failed too often: people are asked. */
  readonly failed: boolean;
  readonly closed: boolean;
  /** The question that the bot waits with. */
  readonly question?: Question;
  /** Users that a human has taken over from every bot (`isHumanOverride`), in any thread. */
  readonly overridden: readonly string[];
  /** The channel has taken everything up to this number. */
  readonly delivered: number;
}

/** A thread id that nobody has used yet. */
export const unusedThread: Thread = {
  life: 0,
  exists: false,
  entries: [],
  customers: [],
  owner: { type: 'bot' },
  ownerChanges: 1,
  asked: 0,
  failed: false,
  closed: false,
  overridden: [],
  delivered: 0,
};

/** The numbers of the customers' messages that nobody has answered. */
export const openIn = ({ entries }: Thread): readonly number[] =>
  entries.flatMap(({ fate }, index) => (fate?.type === 'open' ? [index + 1] : []));

/** The number of the newest message of a customer; 0 without one. */
export const newestOfCustomers = ({ entries }: Thread): number =>
  entries.findLastIndex(({ fate }) => fate !== undefined) + 1;

/**
 * Who owes the customers an answer. `failed`: nobody does, until a person looks at it. `question`: nobody does, but the bot is to be told
 * when its question has ended.
 */
export type Waits = 'nobody' | 'bot' | 'human' | 'failed' | 'question';

/** Whether the customers wait for a person, whatever they have written: in the queue, and until the operator who took it from there writes. */
export const isForPeople = ({ owner }: Thread): boolean =>
  owner.type === 'queue' || (owner.type === 'operator' && owner.isAwaited);

export function waitsFor(thread: Thread): Waits {
  const { owner, failed, question } = thread;
  if (isForPeople(thread)) return 'human';
  if (openIn(thread).length === 0) {
    if (question === undefined || owner.type === 'operator') return 'nobody';
    return failed ? 'failed' : 'question';
  }
  if (owner.type === 'operator') return 'human';
  return failed ? 'failed' : 'bot';
}

/** Whether a human has taken one of the thread's customers over from every bot. */
export const isOverridden = ({ customers, overridden }: Thread): boolean =>
  customers.some((name) => overridden.includes(name));

/** The message that an author has given this id in this life of the thread; 0 if there is none. */
export const numberOf = ({ entries }: Thread, { kind, name }: Author, id: string | undefined): number =>
  id === undefined
    ? 0
    : entries.findIndex(
        (entry) => entry.id === id && entry.author.kind === kind && entry.author.name === name,
      ) + 1;
