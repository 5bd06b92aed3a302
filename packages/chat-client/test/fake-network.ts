import type { ClientFrame, ServerFrame } from '@switchboard/protocol';
import type { WebSocketConstructor, WebSocketLike } from '../src/connection/web-socket.ts';

type Handshake = 'accept' | 'fail' | 'refuse' | 'hang';

/** WebSockets without a network: what is sent is written down, and a test plays the server. */
export class FakeNetwork {
  /** What becomes of the next handshakes. */
  handshake: Handshake = 'accept';
  /** Whether the gateway has room for another connection; what it has none for fails. */
  admits: () => boolean = () => true;
  readonly sockets: FakeSocket[] = [];
  /** Every frame that a client sent, on whatever socket. */
  readonly sent: ClientFrame[] = [];
  onFrame: (frame: ClientFrame, socket: FakeSocket) => void = () => {};

  readonly WebSocket: WebSocketConstructor;

  constructor() {
    const connect = (socket: FakeSocket): void => this.#connect(socket);
    const receive = (frame: ClientFrame, socket: FakeSocket): void => {
      this.sent.push(frame);
      this.onFrame(frame, socket);
    };
    this.WebSocket = class extends FakeSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, receive);
        connect(this);
      }
    };
  }

  /** The socket that was opened last. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('No socket was opened.');
    return socket;
  }

  /** The frames of one action, in the order in which they were sent. */
  sentOf<Action extends ClientFrame['action']>(action: Action): ClientFrame<Action>[] {
    return this.sent.filter((frame): frame is ClientFrame<Action> => frame.action === action);
  }

  #connect(socket: FakeSocket): void {
    this.sockets.push(socket);
    const handshake = this.admits() ? this.handshake : 'fail';
    queueMicrotask(() => {
      if (handshake === 'accept') socket.accept();
      else if (handshake !== 'hang') socket.fail(handshake === 'refuse');
    });
  }
}

export class FakeSocket implements WebSocketLike {
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onerror: WebSocketLike['onerror'] = null;
  onclose: WebSocketLike['onclose'] = null;
  readonly url: string;
  readonly protocols: string[];
  readonly #receive: (frame: ClientFrame, socket: FakeSocket) => void;
  #state: 'connecting' | 'open' | 'closed' = 'connecting';

  constructor(url: string, protocols: string[], receive: (frame: ClientFrame, socket: FakeSocket) => void) {
    this.url = url;
    this.protocols = protocols;
    this.#receive = receive;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  send(data: string): void {
    if (this.isOpen) this.#receive(JSON.parse(data), this);
  }

  close(): void {
    this.#state = 'closed';
  }

  accept(): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'open';
    this.onopen?.({});
  }

  fail(refused: boolean): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.onerror?.(refused ? { message: 'Unexpected server response: 401' } : {});
    this.onclose?.({ code: 1006, reason: '' });
  }

  /** The server, or the network, ends the connection. */
  drop(code = 1006, reason = ''): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.onclose?.({ code, reason });
  }

  /** The server sends a frame. */
  deliver(frame: ServerFrame | Record<string, unknown>): void {
    this.deliverText(JSON.stringify(frame));
  }

  deliverText(data: string): void {
    if (this.isOpen) this.onmessage?.({ data });
  }
}
