import type { ServerFrame } from '@switchboard/protocol';
import type { SessionEvents } from '../chat-events.ts';
import type { Verdict } from '../connection/connection.ts';
import type { EventEmitter } from '../event-emitter.ts';
import type { Requests } from '../requests/requests.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { Endpoint } from './wire.ts';

export interface IncomingOptions {
  readonly events: EventEmitter<SessionEvents>;
  readonly vocabulary: Vocabulary;
  readonly requests: Requests;
  readonly endpoints: ReadonlySet<Endpoint>;
}

/** API Gateway's own frame for a function that failed: it names neither the action nor the message. */
const gatewayFailure = /^\{"message": ?"(Internal server error|Too Many Requests)"/i;

/** Takes what the server sends to where it belongs. */
export class Incoming {
  readonly #options: IncomingOptions;

  constructor(options: IncomingOptions) {
    this.#options = options;
  }

  handle(data: string): Verdict {
    const frame = this.#options.vocabulary.understand(data);
    if (frame) this.#options.events.emit('frame', frame);
    if (frame?.event === 'error') return this.#handleError(frame);
    if (frame) this.#handleFrame(frame);
    else if (gatewayFailure.test(data)) this.#handleGatewayFailure();
    return { type: 'served' };
  }

  #handleFrame(frame: Exclude<ServerFrame, { event: 'error' }>): void {
    const { endpoints, requests } = this.#options;
    for (const endpoint of [...endpoints]) {
      if (!('threadId' in frame) || frame.threadId === endpoint.threadId) endpoint.onFrame(frame);
    }
    requests.handleFrame(frame);
  }

  #handleError(error: ServerFrame<'error'>): Verdict {
    const { events, requests } = this.#options;
    events.emit('error', error);
    const verdict = verdictOn(error);
    if (verdict.type !== 'served') return verdict;
    if (error.code === 'service.limited' && error.action === 'message.send') {
      events.emit('limited', { action: error.action, retryAfterMs: error.retryAfterMs ?? 0 });
    }
    if (error.action === 'message.send') this.#handleMessageError(error);
    else requests.handleError(error);
    return verdict;
  }

  #handleMessageError(error: ServerFrame<'error'>): void {
    for (const endpoint of [...this.#options.endpoints]) {
      if (error.threadId === undefined || error.threadId === endpoint.threadId)
        endpoint.onMessageError(error);
    }
  }

  #handleGatewayFailure(): void {
    this.#options.requests.handleGatewayFailure();
    for (const endpoint of [...this.#options.endpoints]) endpoint.onGatewayFailure();
  }
}

function verdictOn({ code, message }: ServerFrame<'error'>): Verdict {
  switch (code) {
    case 'session.missing':
    case 'session.expired':
      return { type: 'renew', reason: 'expired' };
    case 'session.revoked':
      return { type: 'renew', reason: 'revoked' };
    case 'session.replaced':
      return { type: 'stop', code, reason: message };
    default:
      return { type: 'served' };
  }
}
