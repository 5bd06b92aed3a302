import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket as PackageWebSocket, WebSocketServer } from 'ws';
import { ChatClient } from '../src/chat-client.ts';
import type { WebSocketConstructor } from '../src/connection/web-socket.ts';
import type { ChatSnapshot } from '../src/snapshot.ts';
import { ModelThread } from './model-thread.ts';

/** A gateway on a real port: every connection speaks with the same thread. */
class Gateway {
  readonly thread = new ModelThread();
  readonly requests: IncomingMessage[] = [];
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  authorize: (token: string) => boolean = () => true;

  constructor() {
    this.#http = createServer();
    this.#sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'switchboard' });
    this.#http.on('upgrade', (request, socket, head) => {
      this.requests.push(request);
      const token = request.headers['sec-websocket-protocol']?.split('switchboard.token.')[1] ?? '';
      if (!this.authorize(token)) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        client.on('message', (data) => {
          const { reply } = this.thread.handle(JSON.parse(String(data)), 'ada');
          if (reply) client.send(JSON.stringify(reply));
        });
      });
    });
  }

  async listen(port = 0): Promise<number> {
    await new Promise<void>((resolve) => this.#http.listen(port, '127.0.0.1', resolve));
    return (this.#http.address() as AddressInfo).port;
  }

  broadcast(frame: object): void {
    for (const client of this.#sockets.clients) client.send(JSON.stringify(frame));
  }

  dropAll(): void {
    for (const client of this.#sockets.clients) client.terminate();
  }

  async close(): Promise<void> {
    this.dropAll();
    const closed = new Promise((resolve) => this.#http.close(resolve));
    // Node's own WebSocket keeps its connections open for four seconds.
    this.#http.closeAllConnections();
    await closed;
  }
}

/** Waits for a state that the client tells of. */
function until(client: ChatClient, condition: (snapshot: ChatSnapshot) => boolean): Promise<ChatSnapshot> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!condition(client.getSnapshot())) return;
      stop();
      resolve(client.getSnapshot());
    };
    const stop = client.subscribe(check);
    check();
  });
}

const constructors: [string, WebSocketConstructor][] = [
  ["Node's own WebSocket", globalThis.WebSocket],
  ['the package ws', PackageWebSocket],
];

describe.each(constructors)('with %s', (_name, WebSocket) => {
  let gateway: Gateway;
  let client: ChatClient;

  beforeEach(async () => {
    gateway = new Gateway();
    const port = await gateway.listen();
    client = new ChatClient({
      url: `ws://127.0.0.1:${port}/test`,
      threadId: 't1',
      credential: ({ renew }) => ({ token: renew ? 'renewed' : 'first', userId: 'ada' }),
      backoff: { baseMs: 10, capMs: 20 },
      WebSocket,
    });
  });

  afterEach(async () => {
    client.close();
    await gateway.close();
  });

  it('a message is sent, acknowledged and shown, and one of others is shown', async () => {
    client.open();
    client.send('hello');
    await until(client, ({ messages }) => messages.length === 1);
    gateway.broadcast({ event: 'message', ...gateway.thread.append('hello yourself') });
    const { messages } = await until(client, (snapshot) => snapshot.messages.length === 2);
    expect(messages.map(({ text }) => text)).toEqual(['hello', 'hello yourself']);
    expect(gateway.requests[0]?.url).toBe('/test?threadId=t1');
  });

  it('a lost connection is replaced, and what was missed and what was written meanwhile is made good', async () => {
    client.open();
    await until(client, ({ history }) => history.loaded);
    gateway.dropAll();
    await until(client, ({ connection }) => connection.state === 'waiting');
    gateway.thread.append('while you were away');
    client.send('while I was away');
    const { messages } = await until(client, (snapshot) => snapshot.messages.length === 2);
    expect(messages.map(({ text }) => text)).toEqual(['while you were away', 'while I was away']);
  });

  it('a refused token is renewed', async () => {
    gateway.authorize = (token) => token === 'renewed';
    client.open();
    const { connection } = await until(client, (snapshot) => snapshot.connection.state === 'open');
    expect(connection.state).toBe('open');
  });

  it('a token that is always refused ends in a refusal', async () => {
    gateway.authorize = () => false;
    client.open();
    const { connection } = await until(client, (snapshot) => snapshot.connection.state === 'refused');
    expect(connection).toMatchObject({ state: 'refused' });
  });
});
