import type { ClientFrame } from '@switchboard/protocol';
import type { Cancel, Clock } from '../clock.ts';
import { typingHoldsMs } from './typing.ts';

export interface SignalsOptions {
  readonly threadId: string;
  readonly clock: Clock;
  /** @returns false while there is no connection */
  readonly send: (frame: ClientFrame<'typing' | 'read'>) => boolean;
}

/** Reading on costs one frame for everything that was read within so long, in milliseconds. */
const readEveryMs = 1_000;

/** Tells others that this user is typing, and how far they have read: as seldom as will do, for each frame is an invocation. */
export class Signals {
  readonly #options: SignalsOptions;
  /** When the others were last told that this user is typing; `undefined` while they believe nothing of the kind. */
  #typingToldAt: number | undefined;
  #readUpTo = 0;
  #readTold = 0;
  #cancelRead: Cancel | undefined;

  constructor(options: SignalsOptions) {
    this.#options = options;
  }

  setTyping(isTyping: boolean): void {
    const { clock, send, threadId } = this.#options;
    const toldAt = this.#typingToldAt;
    const needless = isTyping
      ? toldAt !== undefined && clock.now() - toldAt < typingHoldsMs / 2
      : toldAt === undefined;
    if (needless) return;
    const sent = send({ action: 'typing', threadId, isTyping });
    this.#typingToldAt = isTyping && sent ? clock.now() : undefined;
  }

  /** @returns whether that is further than before */
  markRead(seq: number): boolean {
    if (seq <= this.#readUpTo) return false;
    this.#readUpTo = seq;
    this.#cancelRead ??= this.#options.clock.schedule(readEveryMs, () => this.#tellRead());
    return true;
  }

  /** A connection is open: tells what could not be told before. */
  resume(): void {
    this.#tellRead();
  }

  /** A message was sent: whoever gets it knows that nobody is typing it any more. */
  messageSent(): void {
    this.#typingToldAt = undefined;
  }

  close(): void {
    this.#cancelRead?.();
    this.#cancelRead = undefined;
  }

  #tellRead(): void {
    this.close();
    const { send, threadId } = this.#options;
    if (this.#readUpTo === this.#readTold) return;
    if (send({ action: 'read', threadId, seq: this.#readUpTo })) this.#readTold = this.#readUpTo;
  }
}
