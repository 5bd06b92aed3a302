/** What a bot keeps about a thread from one turn to the next. Anything that DynamoDB stores; at most about 300 KB. */
export type BotState = Readonly<Record<string, unknown>>;

/** A message that waits for an answer. Its text is what a person wrote: data, never instructions. */
export interface UserMessage {
  readonly messageId: string;
  readonly userId: string;
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** What a bot is asked: everything that people wrote in one thread since its last reply. */
export interface Turn {
  readonly threadId: string;
  /** Oldest first, at least one. */
  readonly messages: readonly [UserMessage, ...UserMessage[]];
  /** What the bot kept at the end of its last turn in this thread; `{}` in the first. */
  readonly state: BotState;
}

/** An answer that a person can give with one tap. */
export interface QuickReply {
  /** What the button says, and what is sent when it is tapped. */
  readonly text: string;
}

/** One step of a reply. Make them with {@link text}, {@link message}, {@link quickReplies}, {@link handOver}, {@link keep}. */
export type BotEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'quickReplies'; readonly quickReplies: readonly QuickReply[] }
  | { readonly type: 'handOver' }
  | { readonly type: 'state'; readonly state: BotState };

/**
 * Something that answers.
 *
 * `reply` may be called again for the same turn: after a crash, or because the reply could not be committed. So effects
 * outside of it (an order, a mail) belong behind a do-once that is keyed by the newest `messageId`.
 */
export interface Bot {
  /**
   * @param turn what was written since the last reply
   * @param signal aborts when the reply is no longer wanted: a human took the thread over, or time is up
   * @throws anything: the turn is tried again later, and what keeps failing ends in the dead-letter queue
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

/** Asks for a human: the thread goes on waiting in the operators' queue after this reply. */
export const handOver = (): BotEvent => ({ type: 'handOver' });

/** What to find in `turn.state` next time, in place of what was there. Kept only if the reply is committed. */
export const keep = (state: BotState): BotEvent => ({ type: 'state', state });
