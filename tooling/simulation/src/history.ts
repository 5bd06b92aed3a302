/** A message as it is stored. */
export interface RecordedMessage {
  readonly threadId: string;
  readonly messageId: string;
  readonly seq: number;
  readonly timestamp: number;
  readonly messageType: string;
  readonly text: string;
  readonly clientMessageId?: string;
}

/** A message at the moment when its transaction was applied. */
export interface Commit {
  /** The number of the step: what happened earlier has a lower one. */
  readonly step: number;
  /** By the world's clock, epoch milliseconds. */
  readonly at: number;
  readonly message: RecordedMessage;
}

/** What a client was told of its message. */
export interface Acknowledgement {
  readonly threadId: string;
  readonly clientMessageId: string;
  readonly messageId: string;
  readonly seq: number;
  readonly timestamp: number;
}

/** From when a human certainly had the thread until the human began to give it back. */
export interface HumanWindow {
  readonly threadId: string;
  readonly from: number;
  /** Infinity while it lasts. */
  until: number;
  /** When the takeover ends by itself, by the world's clock, epoch milliseconds. */
  endsAt: number;
}

/** A thread's head when all is over. */
interface RecordedHead {
  readonly threadId: string;
  readonly seq: number;
  readonly lastUserSeq: number;
  readonly awaiting: boolean;
  /** Whether a bot may answer there. */
  readonly botMayAnswer: boolean;
}

/** All that happened in one run. */
export interface History {
  readonly acknowledgements: readonly Acknowledgement[];
  readonly commits: readonly Commit[];
  readonly humanWindows: readonly HumanWindow[];
  /** In no order. */
  readonly stored: readonly RecordedMessage[];
  readonly heads: readonly RecordedHead[];
  /** The clientMessageIds of sends that nobody acknowledged, however often they were repeated. */
  readonly unacknowledged: readonly string[];
}

/** What the simulation's bot says: which turn of the thread it is, and what it answers. */
export interface BotAnswer {
  /** 1, 2, 3, ...: the bot keeps it in its state. */
  readonly turn: number;
  readonly answers: readonly string[];
}
