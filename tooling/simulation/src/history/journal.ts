import type { Frame } from '../services/gateway.ts';
import type { TakenMessage } from '../services/telegram.ts';

/** When something happened. */
export interface Moment {
  /** The number of the step: what happened earlier has a lower one. */
  readonly step: number;
  /** By the world's clock, epoch milliseconds. */
  readonly at: number;
}

/** An item of a table. */
export type Item = Readonly<Record<string, unknown>>;

/** For a question: the person asked. For an answer: its content. */
export interface RecordedApproval {
  readonly id: string;
  readonly askedOf?: string;
  readonly of?: 'operator';
  /** Epoch milliseconds. */
  readonly expiresAt?: number;
  readonly approved?: boolean;
}

/** A message as it is stored. */
export interface RecordedMessage {
  readonly threadId: string;
  readonly messageId: string;
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly messageType: string;
  readonly sender: string;
  readonly text: string;
  readonly clientMessageId?: string;
  /** For messages about an edit or a deletion: the number of the changed message. */
  readonly change?: { readonly type: 'edit' | 'delete'; readonly seq: number };
  /** What a question of the bot's says, or an answer to one. */
  readonly metadata?: { readonly approval?: RecordedApproval };
  /** It says what happened to a thread that waits. */
  readonly notice?: { readonly type: string };
  readonly attachments?: readonly { readonly attachmentId: string }[];
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** An alert: a thread waits for a person, its bot asks operators something, or a message has been seen by no device of its customers. */
export interface RecordedAlert {
  readonly type: 'queued' | 'asked' | 'unseen';
  readonly threadId: string;
  readonly ownerEpoch?: number;
  readonly questionId?: string;
}

/** How somebody is shown. */
export interface RecordedPerson {
  readonly name?: string | undefined;
  readonly picture?: string | null | undefined;
}

/** A note of an operator. */
export interface RecordedNote {
  readonly threadId: string;
  readonly author: string;
  readonly noteId: string;
  readonly text: string;
}

/** The run of a function that did something. */
export interface Cause {
  readonly functionName: string;
  readonly requestId: string;
  /** What it was invoked with. */
  readonly event: unknown;
  readonly begun: Moment;
}

/** A write to the head of a thread that was applied. */
export interface HeadChange extends Moment {
  readonly threadId: string;
  /** The item as it was; `null` where there was none. */
  readonly before: Item | null;
  readonly after: Item | null;
  /** The message that the same transaction stored. */
  readonly message?: RecordedMessage;
  /** None where the world outside did it. */
  readonly cause: Cause | undefined;
}

/** What somebody was told of a message. */
export interface Told extends Moment {
  readonly threadId: string;
  /** The author. */
  readonly sender: string;
  readonly text: string;
  readonly clientMessageId: string;
  /** The connection that it was sent over; none over HTTP. */
  readonly connectionId?: string;
  /** When the message was sent that this answers. */
  readonly asked: Moment;
  readonly answer:
    | {
        readonly type: 'stored';
        readonly messageId: string;
        readonly seq: number;
        /** Epoch milliseconds. */
        readonly timestamp: number;
      }
    | { readonly type: 'refused'; readonly code: string };
}

/** From when a human certainly had the thread until the human began to give it back. */
export interface HumanWindow {
  readonly threadId: string;
  readonly from: Moment;
  until?: Moment;
  /** When it ends by itself, epoch milliseconds. */
  readonly endsAt: number;
}

/** A turn of the bot. The first is number 1. */
export interface Asked extends Moment {
  readonly threadId: string;
  /** The messageIds that the bot was asked about. */
  readonly answers: readonly string[];
}

/** Something that happened to a connection. */
interface ConnectionMoment extends Moment {
  readonly connectionId: string;
}

/** Everything that happened in one run, in order. */
export interface Journal {
  readonly heads: readonly HeadChange[];
  /** `isHumanOverride` was set, or taken away. */
  readonly overrides: readonly (Moment & { readonly user: string; readonly isOn: boolean })[];
  readonly told: readonly Told[];
  /** What came to nothing however often it was tried, a sentence for each. */
  readonly vain: readonly string[];
  readonly windows: readonly HumanWindow[];
  readonly asked: readonly Asked[];
  /** Publications of a message to the bot. */
  readonly published: readonly (Moment & { readonly messageId: string })[];
  /** Frames that reached a device. */
  readonly posted: readonly (ConnectionMoment & { readonly frame: Frame })[];
  /** Tries to post a chunk. */
  readonly chunks: readonly (ConnectionMoment & { readonly replyId: string })[];
  /** What the channel that is pushed to has taken. */
  readonly taken: readonly (Moment & TakenMessage)[];
  /** Notes that their author was told are stored. */
  readonly notes: readonly (Moment & RecordedNote)[];
  /** Replies that somebody has stopped, by when the stop was asked for. */
  readonly cancelled: readonly (Moment & { readonly threadId: string; readonly asked: Moment })[];
  /** What people were to be alerted of. */
  readonly alerts: readonly (Moment & RecordedAlert)[];
  /** Tries to push to a browser, with 0, and what its service answered. */
  readonly pushes: readonly (Moment & {
    readonly endpoint: string;
    readonly requestId: string;
    readonly status: number;
  })[];
  /** When a browser was to be alerted no more, and when somebody began to say so. */
  readonly unsubscribed: readonly (Moment & { readonly endpoint: string; readonly asked: Moment })[];
  /** Browsers that are to be alerted of whatever waits, from when until when; the end is open. */
  readonly subscribed: readonly (Moment & { readonly endpoint: string })[];
  /** How each run of a function ended, by its request; a run that died is not here. */
  readonly finished: readonly (Moment & {
    readonly requestId: string;
    readonly begun: Moment;
    readonly event: unknown;
    /** What it answered a client, as text; empty where it answered none. */
    readonly said: string;
  })[];
  /** Runs of functions that began, by their request. */
  readonly begun: readonly string[];
  /** Sessions that were ended, by the connection that they had opened. */
  readonly revoked: readonly ConnectionMoment[];
  /** Users whose erasure was begun. */
  readonly erasing: readonly string[];
  /** Users whose data the service has erased, as it says. */
  readonly erased: readonly (Moment & { readonly user: string })[];
  /** Operators whose data the service has erased, as it says. */
  readonly forgotten: readonly (Moment & { readonly operator: string })[];
  /** How operators were told that they are shown from then on; `undefined` where they were told nothing. */
  readonly named: readonly (Moment & {
    readonly operator: string;
    readonly person: RecordedPerson | undefined;
  })[];
  /** How somebody was shown to an operator who looked when all was calm. */
  readonly shown: readonly (Moment & { readonly userId: string; readonly person: RecordedPerson })[];
  /** Functions that were ended by their time limit while a service was as it should be. */
  readonly overdue: readonly string[];
  /** What an operator found in the queue of those who wait for a person, read to its end. */
  readonly queues: readonly (Moment & { readonly threadIds: readonly string[] })[];
  /** What a participant was given as the history of a thread, read to its end. */
  readonly histories: readonly (Moment & {
    readonly threadId: string;
    readonly messageIds: readonly string[];
    /** It is what a page shows, which may have been read before it expired. */
    readonly isKept: boolean;
  })[];
  /** The moments at which nothing had gone wrong for long enough for everything to be done. */
  readonly calms: readonly Moment[];
}

/** Nothing has happened yet. */
export const emptyJournal = (): Journal => ({
  heads: [],
  overrides: [],
  told: [],
  vain: [],
  windows: [],
  asked: [],
  published: [],
  posted: [],
  chunks: [],
  taken: [],
  notes: [],
  cancelled: [],
  revoked: [],
  alerts: [],
  pushes: [],
  unsubscribed: [],
  subscribed: [],
  finished: [],
  begun: [],
  erasing: [],
  erased: [],
  forgotten: [],
  named: [],
  shown: [],
  overdue: [],
  queues: [],
  histories: [],
  calms: [],
});

/** What the simulation's bot says. */
export interface BotAnswer {
  /** Which of the turns of this run it is. */
  readonly ask: number;
  /** 1, 2, 3, ... within a life of the thread: the bot keeps it in its state. 0: it keeps nothing this time. */
  readonly turn: number;
  /** The messageIds that it answers. */
  readonly answers: readonly string[];
  /** The first message that it was asked about in this life, which it keeps. */
  readonly first: string;
  readonly handsOver: boolean;
  /** The question that it asks. */
  readonly asks?: { readonly id: string; readonly of: 'customer' | 'operator' };
  /** The question that has ended, and how. */
  readonly settled?: { readonly id: string; readonly outcome: 'approved' | 'denied' | 'expired' };
}

/** What the simulation's bot says in a message: a question may follow it. */
export const answerIn = (text: string): BotAnswer => JSON.parse(text.split('\n')[0] ?? '');

/** The name of the simulation's bot. */
export const botName = 'simulated';
