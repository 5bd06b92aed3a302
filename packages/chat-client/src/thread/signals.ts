import type { ClientFrame } from '@switchboard/protocol';
import type { Clock } from '../clock.ts';
import { typingHoldsMs } from './typing.ts';

export interface SignalsOptions {
  readonly threadId: string;
  readonly clock: Clock;
  /** @returns false while there is no connection */
  readonly send: (frame: ClientFrame<'typing' | 'read'>) => boolean;
}

/**
 * Tells the others that this user is typing, and how far they have read: as seldom as possible, because each frame runs a
 * function. A read position waits for the next message, or until the page is hidden.
 *
 * Invariant: `#readTold <= #readUpTo`; what lies between them is still to be told.
 */
export class Signals {
  readonly #options: SignalsOptions;
  /** When the others were last told that this user is typing; `undefined` while they do not think so. */
  #typingToldAt: number | undefined;
  #readUpTo = 0;
  #readTold = 0;
  /** It was to be told while there was no connection. */
  #isReadOwed = false;

  constructor(options: SignalsOptions) {
    this.#options = options;
  }

  /** The read position that the next message should carry; absent where the server knows it. */
  get unsentRead(): number | undefined {
    return this.#readUpTo > this.#readTold ? this.#readUpTo : undefined;
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
    return true;
  }

  /** Nobody looks any more, so no message may follow: tells how far was read. */
  tellRead(): void {
    const seq = this.unsentRead;
    if (seq === undefined) return;
    const { send, threadId } = this.#options;
    this.#isReadOwed = !send({ action: 'read', threadId, seq });
    if (!this.#isReadOwed) this.readStored(seq);
  }

  /** A connection is open: what was read while there was none is told, if it should have been told then. */
  resume(): void {
    if (this.#isReadOwed) this.tellRead();
  }

  /** The server has the read position, for example from a message that carried it. */
  readStored(seq: number): void {
    this.#readTold = Math.max(this.#readTold, Math.min(seq, this.#readUpTo));
  }

  /** A message was sent: those who get it know that nobody is typing it any more. */
  messageSent(): void {
    this.#typingToldAt = undefined;
  }
}
