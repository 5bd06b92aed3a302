import type { Credential } from '@switchboard/chat-client';
import {
  channel,
  type FromFrame,
  messageFrom,
  type ToFrame,
  type WidgetIdentity,
} from '../widget/messages.ts';

export type Init = Extract<ToFrame, { type: 'init' }>;

/** How long the page around the frame may take to say who the visitor is, in milliseconds. */
const identityTimeoutMs = 15_000;

/** The page around the frame. It is trusted only about itself: its brand, and its own visitors' tokens. */
export class Host {
  readonly #window: Window;
  /** The origin of the page; known from its first message. */
  #origin: string | undefined;
  readonly #waiting = new Map<number, (identity: WidgetIdentity | undefined) => void>();
  #questions = 0;

  constructor(parent: Window) {
    this.#window = parent;
  }

  /** Says that the frame is there, and listens. */
  begin(handle: (message: ToFrame) => void): void {
    addEventListener('message', (event: MessageEvent) => {
      const message = messageFrom<ToFrame>(event, this.#window);
      if (!message || (this.#origin !== undefined && event.origin !== this.#origin)) return;
      this.#origin = event.origin;
      if (message.type === 'credential') this.#waiting.get(message.id)?.(message.identity);
      else handle(message);
    });
    // Nothing is in this message, and nobody is known yet to whom it could be confined.
    this.#window.postMessage({ channel, message: { type: 'ready' } satisfies FromFrame }, '*');
  }

  post(message: FromFrame): void {
    if (this.#origin !== undefined) this.#window.postMessage({ channel, message }, this.#origin);
  }

  /** Asks who the visitor is. @returns `undefined` for nobody, and where no answer comes */
  askIdentity(renew: boolean): Promise<Required<Credential> | undefined> {
    this.#questions += 1;
    const id = this.#questions;
    return new Promise((resolve) => {
      const timer = setTimeout(() => answer(undefined), identityTimeoutMs);
      const answer = (identity: WidgetIdentity | undefined): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(isIdentity(identity) ? identity : undefined);
      };
      this.#waiting.set(id, answer);
      this.post({ type: 'credential', id, renew });
    });
  }
}

const isIdentity = (value: unknown): value is WidgetIdentity =>
  typeof (value as WidgetIdentity | undefined)?.userId === 'string' &&
  typeof (value as WidgetIdentity).token === 'string';
