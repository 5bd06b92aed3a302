/**
 * A process that plays API Gateway and the service behind it for a crowd: it takes so many connections a second, as the quota of
 * an account says, keeps threads in memory, and answers what a client asks after it has connected.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { GatewayAnswer, GatewayOrder, Posted } from './gateway-frames.ts';

interface Thread {
  readonly messages: Posted[];
  readonly members: Set<WebSocket>;
}

const connectionsASecond = Number(process.argv[2]);
const threads = new Map<string, Thread>();
const http = createServer();
const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'switchboard' });
let free = connectionsASecond;
let filledAt = performance.now();
let refused = 0;

/** A token bucket: a burst of one second's rate after a pause, then the rate. */
function admits(): boolean {
  const now = performance.now();
  free = Math.min(connectionsASecond, free + ((now - filledAt) * connectionsASecond) / 1000);
  filledAt = now;
  if (free < 1) {
    refused += 1;
    return false;
  }
  free -= 1;
  return true;
}

http.on('upgrade', (request, socket, head) => {
  // A client that is cut off while it connects resets its connection.
  socket.on('error', () => socket.destroy());
  if (!admits()) {
    socket.end('HTTP/1.1 429 Too Many Requests\r\nconnection: close\r\n\r\n');
    return;
  }
  const threadId = new URL(request.url ?? '', 'http://gateway').searchParams.get('threadId') ?? '';
  sockets.handleUpgrade(request, socket, head, (client) => {
    const { members } = threadOf(threadId);
    members.add(client);
    client.on('error', () => client.terminate());
    client.once('close', () => members.delete(client));
    client.on('message', (data) => client.send(JSON.stringify(replyTo(JSON.parse(String(data))))));
  });
});

function threadOf(threadId: string): Thread {
  const thread = threads.get(threadId) ?? { messages: [], members: new Set() };
  threads.set(threadId, thread);
  return thread;
}

interface Question {
  readonly action: string;
  readonly threadId?: string;
  readonly after?: number;
}

function replyTo({ action, threadId = '', after = 0 }: Question): object {
  if (action === 'ping') return { event: 'pong' };
  const messages = threadOf(threadId).messages.filter(({ timestamp }) => timestamp > after);
  return {
    event: 'history',
    threadId,
    direction: action === 'thread.resume' ? 'forward' : 'backward',
    messages,
  };
}

function write({ threadId, text, messageType }: Extract<GatewayOrder, { type: 'write' }>): void {
  const { messages, members } = threadOf(threadId);
  const before = messages.at(-1)?.timestamp ?? 0;
  const seq = messages.length + 1;
  const message: Posted = {
    messageId: `${threadId}-${seq}`,
    threadId,
    seq,
    timestamp: Math.max(before + 1, Date.now()),
    messageType,
    text,
    sender: messageType,
    status: 'sent',
    metadata: {},
  };
  messages.push(message);
  const frame = JSON.stringify({ event: 'message', ...message });
  for (const member of members) member.send(frame);
}

const answer = (text: GatewayAnswer): void => {
  process.send?.(text);
};

process.on('message', (order: GatewayOrder) => {
  if (order.type === 'write') write(order);
  else answer({ type: 'counted', refused });
});
http.listen(0, '127.0.0.1', 65_535, () =>
  answer({ type: 'listening', port: (http.address() as AddressInfo).port }),
);
