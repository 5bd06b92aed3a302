import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ConnectionInfo } from './events.ts';
import { createFrameWatch, largestFrameBytes } from './frame-sizes.ts';
import { createLane } from './lane.ts';

/** API Gateway's limits in time, in milliseconds. */
export interface ConnectionTimes {
  /** Nothing was sent either way for so long. */
  readonly idleMs: number;
  /** No connection lives longer. */
  readonly longestMs: number;
}

export interface ConnectionEvents {
  /** Handles a message; settles when it is done. */
  message(text: string): Promise<void>;
  closed(code: number, reason: string): void;
}

/** An open connection. */
export interface Connection {
  readonly info: ConnectionInfo;
  readonly lastActiveAt: number;
  /** @returns whether the connection was open; a client that has not read what was sent before is closed instead */
  send(text: string): boolean;
  close(code: number, reason: string): void;
}

/** How long a client has to answer a close frame, in milliseconds. */
const closingMs = 1000;

/** What may wait for a client to read it, in bytes, beyond what the operating system takes. */
const largestBacklogBytes = 1024 * 1024;

/** What `disconnectReason` says where the close frame said nothing. */
export const closeReasons: Readonly<Record<number, string>> = {
  1005: 'Client-side close frame status not set',
  1006: 'Connection closed abnormally',
};

export function openConnection(
  webSocket: WebSocket,
  socket: Duplex,
  {
    info,
    times,
    now,
    events,
  }: { info: ConnectionInfo; times: ConnectionTimes; now: () => number; events: ConnectionEvents },
): Connection {
  let lastActiveAt = now();
  const close = (code: number, reason: string): void => {
    webSocket.close(code, reason);
    setTimeout(() => webSocket.terminate(), closingMs).unref();
  };
  const idle = setTimeout(() => close(1001, 'Going away'), times.idleMs);
  const longest = setTimeout(() => close(1001, 'Going away'), times.longestMs);
  const active = (): void => {
    lastActiveAt = now();
    idle.refresh();
  };

  const lane = createLane({
    setPaused: (isPaused) => (isPaused ? webSocket.pause() : webSocket.resume()),
  });
  const watch = createFrameWatch((bytes) => {
    if (bytes > largestFrameBytes) close(1009, '');
  });
  socket.on('data', watch);
  webSocket.on('message', (data: Buffer, isBinary) => {
    active();
    if (webSocket.readyState !== webSocket.OPEN) return;
    if (isBinary) close(1003, '');
    else lane.add(() => events.message(data.toString('utf8')));
  });
  // A frame that breaks the protocol, or a message over the limit: `ws` closes with the right code by itself.
  webSocket.on('error', () => {});
  webSocket.once('close', (code, reason) => {
    clearTimeout(idle);
    clearTimeout(longest);
    events.closed(code, reason.toString() || (closeReasons[code] ?? ''));
  });

  return {
    info,
    get lastActiveAt() {
      return lastActiveAt;
    },
    close,
    send: (text) => {
      if (webSocket.readyState !== webSocket.OPEN) return false;
      if (webSocket.bufferedAmount > largestBacklogBytes) {
        close(1008, 'The client does not read');
        return false;
      }
      active();
      webSocket.send(text);
      return true;
    },
  };
}
