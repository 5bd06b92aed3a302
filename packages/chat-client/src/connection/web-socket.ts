/** A handler, written as a method so that one for a wider event fits: the WebSockets differ in the types of their events. */
type Handler<Event> = { handle(event: Event): void }['handle'] | null;

/** The part of the browser's WebSocket that is used here; Node's own and the package `ws` have it too. */
export interface WebSocketLike {
  onopen: Handler<object>;
  onmessage: Handler<{ readonly data: unknown }>;
  /** The package `ws` says in `message` why a handshake failed; browsers say nothing. */
  onerror: Handler<object>;
  onclose: Handler<{ readonly code: number; readonly reason: string }>;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** For example `globalThis.WebSocket`. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;
