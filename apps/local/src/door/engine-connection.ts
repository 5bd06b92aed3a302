import { connect } from 'node:net';
import { type HttpResponse, parseHttpResponse } from './http-response.ts';

/** One connection to the engine: one request at a time. */
export interface EngineConnection {
  /** @throws where the connection breaks before the answer */
  request(bytes: string): Promise<HttpResponse>;
  close(): void;
}

/** @param onClose is called once it can be used no longer */
export function openEngineConnection(host: string, port: number, onClose: () => void): EngineConnection {
  const socket = connect({ host, port, noDelay: true });
  let received: Buffer = Buffer.alloc(0);
  let settle: { resolve(response: HttpResponse): void; reject(error: Error): void } | undefined;

  const fail = (error: Error): void => {
    settle?.reject(error);
    settle = undefined;
    socket.destroy();
  };
  const read = (): void => {
    const response = parseHttpResponse(received);
    if (!response) return;
    received = received.subarray(response.lengthBytes);
    settle?.resolve(response);
    settle = undefined;
  };
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    try {
      read();
    } catch (error) {
      fail(error as Error);
    }
  });
  socket.on('error', fail);
  socket.on('close', () => {
    fail(new Error('The engine has closed the connection.'));
    onClose();
  });

  return {
    request: (bytes) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        socket.write(bytes);
      }),
    close: () => socket.destroy(),
  };
}
