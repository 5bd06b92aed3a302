/** One device (a tab, a phone) of a user. */
export interface Device {
  readonly connectionId: string;
  /** The thread that it opened, if it named one. */
  readonly threadId?: string;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
  /** Which session opened it: names the token without giving it away. @default none, where nobody is authenticated */
  readonly sessionId?: string;
  /** When the session ends, epoch seconds. @default never */
  readonly sessionExpiresAt?: number;
}

/** A user's item: the most recent device at the top level, as kx-chat-server documents it, and every live device. */
export interface UserConnection {
  readonly userId: string;
  readonly connectionId?: string;
  readonly threadId?: string;
  /** Epoch milliseconds of the last connect or disconnect. */
  readonly lastSeen?: number;
  /** A human has taken the user over from the bot. Anyone may set it with a plain UpdateItem. */
  readonly isHumanOverride: boolean;
  /** When the user will have used up the limit of threads, epoch milliseconds. @default no thread was opened lately */
  readonly threadsUsedUntil?: number;
  /** The devices that can still be posted to, the oldest first. */
  readonly devices: readonly Device[];
}
