import type { WebSocketConstructor, WebSocketLike } from '@switchboard/chat-client';
import type { Ending } from '../engine/invocation.ts';
import type { VirtualClock } from '../engine/virtual-clock.ts';
import { handshakeEvent, webSocketEvent } from './events.ts';
import { type FunctionName, functionOf } from './functions.ts';
import type { Mood, SimulatedGateway } from './gateway.ts';

export interface WebSocketParts {
  readonly clock: VirtualClock;
  readonly gateway: SimulatedGateway;
  readonly invoke: (name: FunctionName, event: unknown) => Promise<Ending<unknown>>;
  /** Of the device. */
  readonly name: string;
  /** How the device takes what is posted to it. @default 'well' */
  readonly mood?: Mood;
  /** Told of a message that is sent before the time that a limit has named is over. */
  readonly onHasty: () => void;
  /** Told of every frame that arrives, as text. */
  readonly onArrival: (connectionId: string, data: string) => void;
}

/** WebSocket's code of a connection that broke. */
const abnormalClosure = 1006;

const tokenPrefix = 'switchboard.token.';

/** What API Gateway tells a client whose function has died or failed. */
const failure = JSON.stringify({ message: 'Internal server error', requestId: 'simulated' });

/** What a frame of an error may say. */
interface Failure {
  readonly code?: string;
  readonly retryAfterMs?: number;
}

interface HttpResult {
  readonly statusCode: number;
  readonly body: string;
}

/** The WebSocket of a page, whose other end is the gateway with its authorizer and its functions. */
export function createWebSocket(parts: WebSocketParts): WebSocketConstructor {
  const { clock, gateway, invoke, name, mood = 'well', onArrival, onHasty } = parts;
  /** When messages may be sent again, as the page was told. */
  let limitedUntil = 0;

  return class implements WebSocketLike {
    onopen: WebSocketLike['onopen'] = null;
    onmessage: WebSocketLike['onmessage'] = null;
    onerror: WebSocketLike['onerror'] = null;
    onclose: WebSocketLike['onclose'] = null;
    readonly #connectionId = gateway.newConnectionId(name);
    #context: Readonly<Record<string, unknown>> = {};

    constructor(_url: string, protocols: string[]) {
      const token = protocols.find((protocol) => protocol.startsWith(tokenPrefix)) ?? tokenPrefix;
      void this.#shakeHands(token.slice(tokenPrefix.length));
    }

    send(data: string): void {
      const { action } = JSON.parse(data) as { readonly action: string };
      if (!gateway.isOpen(this.#connectionId)) return;
      if (action === 'ping') void this.#pong();
      else void this.#ask(action, data);
    }

    close(): void {
      if (!gateway.isOpen(this.#connectionId)) return;
      gateway.vanish(this.#connectionId);
      void this.#tellOfEnd();
    }

    async #shakeHands(token: string): Promise<void> {
      const authorized = await invoke('authorize', handshakeEvent(token));
      if (authorized.type !== 'returned') return this.#fail();
      this.#context = (authorized.value as { readonly context: Record<string, unknown> }).context;
      const connected = await invoke(
        'connect',
        webSocketEvent(this.#connectionId, this.#context, '$connect'),
      );
      if (connected.type !== 'returned' || (connected.value as HttpResult).statusCode !== 200)
        return this.#fail();
      gateway.open({
        connectionId: this.#connectionId,
        mood,
        onFrame: (frame) => this.#arrive(JSON.stringify(frame)),
        onCut: () => {
          this.onclose?.({ code: abnormalClosure, reason: '' });
          void this.#tellOfEnd();
        },
      });
      this.onopen?.({});
    }

    #fail(): void {
      this.onerror?.({});
      this.onclose?.({ code: abnormalClosure, reason: '' });
    }

    async #tellOfEnd(): Promise<void> {
      await invoke('disconnect', webSocketEvent(this.#connectionId, this.#context, '$disconnect'));
    }

    async #pong(): Promise<void> {
      this.#arrive(JSON.stringify(await gateway.pong()));
    }

    async #ask(action: string, data: string): Promise<void> {
      if (action === 'message.send' && clock.now() < limitedUntil) onHasty();
      const ending = await invoke(
        functionOf(action),
        webSocketEvent(this.#connectionId, this.#context, action, data),
      );
      this.#arrive(ending.type === 'returned' ? (ending.value as HttpResult).body : failure);
    }

    #arrive(data: string): void {
      if (!gateway.isOpen(this.#connectionId)) return;
      onArrival(this.#connectionId, data);
      const { code, retryAfterMs = 0 } = JSON.parse(data) as Failure;
      if (code === 'service.limited') limitedUntil = clock.now() + retryAfterMs;
      this.onmessage?.({ data });
    }
  };
}
