import { WebSocket } from 'ws';

interface Closed {
  readonly type: 'closed';
  readonly code: number;
}

interface Frame {
  readonly type: 'frame';
  readonly frame: Readonly<Record<string, unknown>>;
}

/** A connection of a client that may break the protocol: one frame at a time, each with its answer. */
export interface RawSocket {
  readonly isOpen: boolean;
  /** Sends what it is given. @returns the next frame, the end of the connection, or `undefined` where nothing comes */
  ask(data: string | Buffer, withinMs: number): Promise<Frame | Closed | undefined>;
  close(): void;
}

export async function openRawSocket(url: string, token: string): Promise<RawSocket> {
  const socket = new WebSocket(`${url}?token=${token}`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let tell: (answer: Frame | Closed) => void = () => {};
  socket.on('message', (data) => {
    tell({ type: 'frame', frame: JSON.parse(String(data)) as Record<string, unknown> });
  });
  socket.on('close', (code) => tell({ type: 'closed', code }));
  socket.on('error', () => {});
  return {
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
    ask: (data, withinMs) =>
      new Promise((resolve) => {
        const timeout = setTimeout(() => resolve(undefined), withinMs);
        tell = (answer) => {
          clearTimeout(timeout);
          resolve(answer);
        };
        socket.send(data);
      }),
    close: () => socket.terminate(),
  };
}
