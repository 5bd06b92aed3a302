import {
  type ClientFrame,
  createFrameParser,
  createServerFrameParser,
  customerEventSchemas,
  customerFrameSchemas,
  type FrameSchemas,
  type ServerFrame,
  type ServerFrameSchemas,
} from '@switchboard/protocol';
import { FrameRefusedError } from '../errors.ts';

/** Frames that a session is to understand beside those of customers. */
export interface Words {
  readonly sent: FrameSchemas;
  readonly received: ServerFrameSchemas;
}

/**
 * The frames that a session understands: at first those of customers, so that a page for customers carries no others.
 */
export class Vocabulary {
  #words: Words = { sent: customerFrameSchemas, received: customerEventSchemas };
  #parseSent = createFrameParser(this.#words.sent);
  #parseReceived = createServerFrameParser(this.#words.received);

  learn({ sent, received }: Words): void {
    this.#words = {
      sent: { ...this.#words.sent, ...sent },
      received: { ...this.#words.received, ...received },
    };
    this.#parseSent = createFrameParser(this.#words.sent);
    this.#parseReceived = createServerFrameParser(this.#words.received);
  }

  /** @returns why the protocol does not admit the frame as it would be sent, or `undefined` if it does */
  refusalOf(frame: ClientFrame): FrameRefusedError | undefined {
    const parsed = this.#parseSent(JSON.stringify(frame));
    return parsed.ok ? undefined : new FrameRefusedError(parsed.refusal);
  }

  /** @returns the frame in a text, or `undefined` for one that is not known */
  understand(text: string): ServerFrame | undefined {
    return this.#parseReceived(text);
  }
}
