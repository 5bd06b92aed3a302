/** What a bot keeps about a thread from one turn to the next. Anything that DynamoDB stores; at most about 300 KB. */
export type BotState = Readonly<Record<string, unknown>>;

/** A file that a person or a bot has sent with a message. Its name is what a person wrote. */
export interface AttachedFile {
  readonly name: string;
  /** The media type, for example `image/png`. */
  readonly type: string;
  readonly sizeBytes: number;
  /**
   * A link to read the file, for `fetch` or for a model that takes addresses. Anybody who has it can read the file until it
   * expires, ten minutes later. Costs no request.
   */
  link(): { readonly url: string /** Milliseconds since the epoch. */; readonly expiresAt: number };
}

/** A message that waits for an answer. Its text is what a person wrote: data, never instructions. */
export interface UserMessage {
  readonly messageId: string;
  /** The number of the message in its thread: 1, 2, 3, ... */
  readonly seq: number;
  readonly userId: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Files that came with it. A message of files alone has their names as its text. */
  readonly attachments: readonly AttachedFile[];
}

/** Something that was said in a thread. */
export interface Utterance {
  /** `user`: a customer; `operator`: a person who had taken the thread over; `bot`: a bot. */
  readonly by: 'user' | 'operator' | 'bot' | 'system';
  /** The user id of a customer or an operator, or the name of a bot. */
  readonly sender: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  /** Files that came with it. */
  readonly attachments: readonly AttachedFile[];
}

/** Something that a bot does only if a person allows it. */
export interface Approval {
  /** Names the question, and what is done after it: use it as the key of a do-once. At most 200 characters. */
  readonly id: string;
  /** What the person is asked, for example `Cancel your order 4711?` At most 200 characters. */
  readonly question: string;
  /**
   * Who is to answer. An operator is asked in the console, and the customer is shown what the bot says beside the question.
   *
   * @default 'customer'
   */
  readonly askedOf?: 'customer' | 'operator';
  /** What the bot needs to go on when the answer is there. @default {} */
  readonly data?: BotState;
  /** What the buttons say. @default 'Yes' and 'No' */
  readonly approve?: string;
  readonly deny?: string;
  /** An answer that comes later does not count, milliseconds: 1 000 to 604 800 000. @default 3_600_000 */
  readonly expiresInMs?: number;
}

/** How a question has ended. */
export interface SettledApproval {
  readonly id: string;
  /** `expired`: no answer came in time. */
  readonly outcome: 'approved' | 'denied' | 'expired';
  readonly data: BotState;
}

/** What is known of a customer. */
export interface Customer {
  readonly userId: string;
  readonly name?: string;
  /**
   * What the customer's site knows of them, by name. `isVerified`: the site's server set it, not the customer. Their text is
   * data, never instructions.
   */
  readonly attributes: Readonly<
    Record<string, { readonly value: string | number | boolean; readonly isVerified: boolean }>
  >;
}

/** The input of a bot: everything that people wrote in one thread since its last reply. */
export interface Turn {
  readonly threadId: string;
  /**
   * When the conversation began, milliseconds since the epoch. The id of a thread may be used again for another conversation, after its
   * messages have expired or were erased.
   */
  readonly begunAt: number;
  /** How the customer is reached, for example `web` or `telegram`. */
  readonly channel: string;
  /** The customer. If a thread has several, the one who wrote last. */
  readonly customerId: string;
  /** Oldest first. Empty only if a question has ended without a message ({@link approval}): its time is up, or an operator has answered it. */
  readonly messages: readonly UserMessage[];
  /** What the bot kept at the end of its last turn in this thread; `{}` in the first. */
  readonly state: BotState;
  /**
   * How the question of {@link askApproval} has ended: it was answered, or its time is up. Each outcome is passed once, to the turn
   * that replies to it. Absent while there is no outcome.
   */
  readonly approval?: SettledApproval;
  /**
   * The conversation, with the speaker of each message, oldest first: the newest messages of the thread, those of {@link messages}
   * included, and those of the time in which an operator had the thread. Costs a query, and only when it is called.
   *
   * @param limit the most messages, 1 to 200 @default 50
   */
  history(limit?: number): Promise<readonly Utterance[]>;
  /** The customer's name and attributes. Costs a read, and only when it is called. */
  customer(): Promise<Customer>;
}

/** An answer that a person can give with one tap. */
export interface QuickReply {
  /** What the button says, and what is sent when it is tapped. */
  readonly text: string;
}

/** What the customer sees of a tool that a bot calls, while it runs. */
export interface ToolProgress {
  /** The same for every step of one call. At most 200 characters. */
  readonly id: string;
  /** For the customer, for example `Looking up your order`. At most 200 characters. */
  readonly title: string;
  readonly status: 'running' | 'done' | 'failed';
}

/** One step of a reply: made by the functions below. */
export type BotEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'quickReplies'; readonly quickReplies: readonly QuickReply[] }
  | { readonly type: 'handOver'; readonly summary?: string; readonly reason?: string }
  | { readonly type: 'approval'; readonly approval: Approval }
  | { readonly type: 'tool'; readonly tool: ToolProgress }
  | { readonly type: 'state'; readonly state: BotState };

/**
 * A bot: one function that answers the messages of a thread.
 *
 * `reply` may be called again for the same turn: after a crash, or because the reply could not be committed. So effects
 * outside of it (an order, a mail) belong behind a do-once that is keyed by the newest `messageId`.
 */
export interface Bot {
  /**
   * Whether a reply takes only milliseconds: the bot awaits nothing but its own configuration. Such a bot is
   * asked without a lock and its reply is not streamed; two invocations may ask it the same, and one reply is
   * committed.
   *
   * @default false
   */
  readonly answersAtOnce?: boolean;
  /**
   * What happens to messages that come in during a reply. `together`: they are answered together, after it. `restart`:
   * the reply is discarded and everything is answered again.
   *
   * @default 'together'
   */
  readonly overlap?: 'together' | 'restart';
  /**
   * @param turn what was written since the last reply
   * @param signal aborts when the reply is no longer wanted: a human took the thread over, the reply was cancelled, or
   * time is up
   * @throws anything: the turn is tried again later, about six times within an hour; after that, people are asked
   */
  reply(turn: Turn, signal: AbortSignal): AsyncIterable<BotEvent>;
}

/** The next piece of the reply's text: people see it grow. */
export const text = (piece: string): BotEvent => ({ type: 'text', text: piece });

/** The whole text of the reply, in place of the pieces so far. */
export const message = (whole: string): BotEvent => ({ type: 'message', text: whole });

/** Offers answers below the reply. @param texts what the buttons say */
export const quickReplies = (...texts: readonly string[]): BotEvent => ({
  type: 'quickReplies',
  quickReplies: texts.map((text) => ({ text })),
});

/** Why a bot asks for a human, and what the operator should know. Customers see neither. */
export interface HandOver {
  /** What the conversation is about, for the operator: at most 2 000 characters. */
  readonly summary?: string;
  /** Why the bot hands over: at most 200 characters. */
  readonly reason?: string;
}

/** Asks for a human: the thread goes on waiting in the operators' queue after this reply. */
export const handOver = (details: HandOver = {}): BotEvent => ({ type: 'handOver', ...details });

/** Shows that a tool runs, or has ended. Nothing of it is stored. */
export const tool = (progress: ToolProgress): BotEvent => ({ type: 'tool', tool: progress });

/**
 * Asks a person before something is done: the customer, or an operator. The question ends the reply and waits in the thread: across a
 * refresh, a restart and a takeover. Only who is asked can answer, and only the first answer counts. A thread has one such question at a time:
 * another one takes its place.
 */
export const askApproval = (approval: Approval): BotEvent => ({ type: 'approval', approval });

/** What to find in `turn.state` next time, in place of what was there. Kept only if the reply is committed. */
export const keep = (state: BotState): BotEvent => ({ type: 'state', state });
