import { parseServerFrame, type ServerFrame } from '@switchboard/protocol';
import type { ChatEvents } from './chat-events.ts';
import type { EventEmitter } from './event-emitter.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { OutgoingMessage } from './outbox/outgoing-message.ts';
import type { ChatMessage, ChatSnapshot } from './snapshot.ts';
import type { Store } from './store.ts';
import type { History } from './thread/history.ts';
import type { Thread } from './thread/thread.ts';

export interface IncomingOptions {
  readonly store: Store<ChatSnapshot>;
  readonly events: EventEmitter<ChatEvents>;
  readonly outbox: Outbox;
  readonly history: History;
  readonly thread: Thread;
}

/** Only these errors pass by themselves: the same frame may be taken the next time. */
const isTemporary = (code: string): boolean => code.startsWith('service.');

const isSessionError = (code: string): boolean => code === 'session.missing' || code === 'session.expired';

/** API Gateway's own frame for a function that failed: it names neither the action nor the message. */
const gatewayFailure = /^\{"message": ?"(Internal server error|Too Many Requests)"/i;

/** Takes what the server sends to where it belongs. */
export class Incoming {
  readonly #options: IncomingOptions;

  constructor(options: IncomingOptions) {
    this.#options = options;
  }

  /** @returns `refused` if the server does not accept the credential (any more) */
  handle(data: string): 'served' | 'refused' {
    const frame = parseServerFrame(data);
    if (frame?.event === 'error') return this.#handleError(frame);
    if (frame) this.#handleFrame(frame);
    else if (gatewayFailure.test(data)) this.#handleGatewayFailure();
    return 'served';
  }

  #handleFrame(frame: Exclude<ServerFrame, { event: 'error' }>): void {
    const { history, store, thread } = this.#options;
    if ('threadId' in frame && frame.threadId !== store.getSnapshot().threadId) return;
    switch (frame.event) {
      case 'message':
        this.#handleMessage(frame);
        break;
      case 'ack':
        this.#handleAck(frame);
        break;
      case 'history':
        history.handlePage(frame);
        break;
      case 'chunk':
        thread.handleChunk(frame);
        break;
      case 'typing':
        thread.handleTyping(frame);
        break;
      case 'read':
        thread.handleRead(frame);
        break;
      case 'takeover':
        thread.handleTakeover(frame);
        break;
      case 'pong':
        // The link lives, and yet the server may have failed to deliver something on it.
        history.request(thread.catchUp);
        break;
      case 'presence':
        break;
    }
  }

  #handleMessage({ event: _, ...message }: ServerFrame<'message'>): void {
    this.#options.thread.receive([message]);
  }

  #handleAck(ack: ServerFrame<'ack'>): void {
    const { events, outbox, store, thread } = this.#options;
    const outgoing = ack.clientMessageId === undefined ? undefined : outbox.find(ack.clientMessageId);
    if (!outgoing) return;
    const message = storedMessage(ack, outgoing, store.getSnapshot().userId);
    thread.confirm(message);
    outbox.acknowledge(outgoing.clientMessageId);
    events.emit('ack', { message, outgoing });
  }

  #handleError(error: ServerFrame<'error'>): 'served' | 'refused' {
    const { events, history, outbox, thread } = this.#options;
    events.emit('error', error);
    if (isSessionError(error.code)) return 'refused';
    const temporary = isTemporary(error.code);
    if (error.clientMessageId !== undefined || error.action === 'message.send') {
      const given = outbox.reject(error.clientMessageId, { ...error, temporary });
      if (given) events.emit('failed', given);
    } else if (error.action === 'history.get' || error.action === 'thread.resume') {
      const request = history.handleError(temporary);
      if (request) thread.handleRefusal(request, error);
    }
    return 'served';
  }

  #handleGatewayFailure(): void {
    this.#options.history.handleError(true);
    this.#options.outbox.reject(undefined, {
      code: 'service.internal',
      message: 'The service failed.',
      temporary: true,
    });
  }
}

/** The message that an acknowledgement speaks of, as the server keeps it. */
const storedMessage = (
  { messageId, threadId, seq, timestamp }: ServerFrame<'ack'>,
  { clientMessageId, metadata, text }: OutgoingMessage,
  userId = '',
): ChatMessage => ({
  messageId,
  threadId,
  seq,
  timestamp,
  messageType: 'user',
  text,
  sender: userId,
  status: 'sent',
  metadata: { ...metadata },
  clientMessageId,
});
