import type { Page, WebSocketRoute } from 'playwright-core';

/** How much a crowded service has. */
export interface Crowd {
  /** Conversations that wait for a person. */
  readonly threads: number;
  /** Messages in each conversation. */
  readonly messages: number;
}

type Frame = Readonly<Record<string, unknown>>;

/** Epoch milliseconds of the first message; one follows a minute after the other. */
const beginning = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;

/** Answers a console's frames in the place of the platform, from as many conversations as are asked for. */
export class CrowdedService {
  readonly #crowd: Crowd;
  #socket: WebSocketRoute | undefined;
  #sent = 0;

  private constructor(crowd: Crowd) {
    this.#crowd = crowd;
  }

  static async replace(page: Page, crowd: Crowd): Promise<CrowdedService> {
    const service = new CrowdedService(crowd);
    await page.routeWebSocket(/./, (socket) => {
      service.#socket = socket;
      socket.onMessage((data) => {
        const answer = service.#answerTo(JSON.parse(String(data)));
        if (answer) service.#post(answer);
      });
    });
    return service;
  }

  /** A customer writes in a conversation. */
  say(threadId: string, text: string): void {
    this.#sent += 1;
    this.#post({ event: 'message', ...message(threadId, this.#crowd.messages + this.#sent, text) });
  }

  /** A conversation begins to wait, or has changed. */
  changeQueue(number: number, change: 'added' | 'updated' | 'removed'): void {
    this.#post({ event: 'queue.changed', change, ...row(number) });
  }

  #post(frame: Frame): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  #answerTo(frame: Frame): Frame | undefined {
    const { action, threadId, limit = 50, cursor } = frame;
    switch (action) {
      case 'ping':
        return { event: 'pong' };
      case 'duty.set':
        return { event: 'duty', status: frame.status };
      case 'threads.list':
        return { event: 'threads', threads: [] };
      case 'operators.get':
        return { event: 'operators', operators: [] };
      case 'queue.get':
        return { event: 'queue', ...this.#rows(Number(cursor ?? 0), Number(limit)) };
      case 'inbox.get':
        return { event: 'inbox', list: frame.list, threads: [] };
      case 'notes.get':
        return { event: 'notes', threadId, notes: [] };
      case 'history.get':
        return this.#history(String(threadId), Number(cursor ?? 0), Number(limit));
      case 'thread.resume':
        return { event: 'history', threadId, direction: 'forward', messages: [] };
      default:
        return undefined;
    }
  }

  #rows(from: number, limit: number): Frame {
    const end = Math.min(this.#crowd.threads, from + limit);
    const threads = Array.from({ length: end - from }, (_, index) => row(from + index));
    return { threads, ...(end < this.#crowd.threads ? { cursor: String(end) } : {}) };
  }

  /** @param skipped how many messages, from the newest, have been read already */
  #history(threadId: string, skipped: number, limit: number): Frame {
    const newest = this.#crowd.messages - skipped;
    const oldest = Math.max(1, newest - limit + 1);
    const messages = Array.from({ length: newest - oldest + 1 }, (_, index) =>
      message(threadId, oldest + index, textOf(oldest + index)),
    );
    return {
      event: 'history',
      threadId,
      direction: 'backward',
      messages,
      owner: { type: 'queue', ownerEpoch: 1 },
      waiting: 'human',
      readPositions: {},
      ...(oldest > 1 ? { cursor: String(skipped + messages.length) } : {}),
    };
  }
}

const customerOf = (threadId: string): string => `customer-${threadId}`;

const textOf = (seq: number): string =>
  seq % 3 === 0
    ? `Answer ${seq}: see **the terms** at https://example.com/${seq}, or \`ask\` again.`
    : `Message ${seq}. ${'Some words about the order. '.repeat(seq % 7)}`;

const message = (threadId: string, seq: number, text: string): Frame => ({
  messageId: `${threadId}-${seq}`,
  threadId,
  seq,
  timestamp: beginning + seq * minuteMs,
  messageType: seq % 3 === 0 ? 'bot' : 'user',
  text,
  sender: seq % 3 === 0 ? 'rules' : customerOf(threadId),
  status: 'sent',
  metadata: {},
});

const row = (number: number): Frame => {
  const threadId = `t${number}`;
  return {
    threadId,
    waiting: 'human',
    since: beginning + number * minuteMs,
    owner: { type: 'queue' },
    customer: { userId: customerOf(threadId), name: `Customer ${number}` },
    lastMessage: { text: `Where is order ${number}?`, messageType: 'user', timestamp: beginning },
    unread: number % 5,
    channel: 'web',
  };
};
