import type { ClientFrame, Message, ServerFrame } from '@switchboard/protocol';

/** What a server does with one frame: what the sender is answered, and what every device is told. */
export interface Outcome {
  readonly reply?: ServerFrame;
  /** For every device of the thread, apart from the one that sent the frame. */
  readonly broadcast?: ServerFrame;
}

/** A thread as the server keeps it, in memory: one message for each clientMessageId, `seq` without a gap. */
export class ModelThread {
  readonly messages: Message[] = [];
  readonly threadId: string;

  constructor(threadId = 't1') {
    this.threadId = threadId;
  }

  append(text: string, fields: Partial<Message> = {}): Message {
    const seq = this.messages.length + 1;
    const message: Message = {
      messageId: `m${seq}`,
      threadId: this.threadId,
      seq,
      timestamp: 1_000 * seq,
      messageType: 'bot',
      text,
      sender: 'bot',
      status: 'sent',
      metadata: {},
      ...fields,
    };
    this.messages.push(message);
    return message;
  }

  handle(frame: ClientFrame, sender: string): Outcome {
    switch (frame.action) {
      case 'message.send':
        return this.#send(frame, sender);
      case 'history.get':
        return {
          reply: this.#page(frame.direction ?? 'backward', Number(frame.cursor ?? Number.NaN), frame.limit),
        };
      case 'thread.resume':
        return { reply: this.#page('forward', frame.after / 1_000, frame.limit) };
      case 'ping':
        return { reply: { event: 'pong', timestamp: 0 } };
      default:
        return {};
    }
  }

  #send(frame: ClientFrame<'message.send'>, sender: string): Outcome {
    const clientMessageId = frame.clientMessageId ?? '';
    const known = this.messages.find((message) => message.clientMessageId === clientMessageId);
    const message = known ?? this.append(frame.text, { messageType: 'user', sender, clientMessageId });
    const { messageId, threadId, seq, timestamp } = message;
    const ack = { messageId, threadId, seq, timestamp, clientMessageId } as const;
    return {
      reply: { event: 'ack', ...ack, message: 'Message sent successfully' },
      ...(known ? {} : { broadcast: { event: 'message', ...message } }),
    };
  }

  /** @param from the `seq` next to which the page begins; not a number for the newest page */
  #page(direction: 'backward' | 'forward', from: number, limit = 50): ServerFrame<'history'> {
    const page =
      direction === 'forward'
        ? this.messages.filter(({ seq }) => seq > from).slice(0, limit)
        : this.messages.filter(({ seq }) => Number.isNaN(from) || seq < from).slice(-limit);
    const edge = direction === 'forward' ? page.at(-1)?.seq : page[0]?.seq;
    const end = direction === 'forward' ? this.messages.length : 1;
    return {
      event: 'history',
      threadId: this.threadId,
      direction,
      messages: page,
      ...(edge === undefined || edge === end ? {} : { cursor: String(edge) }),
    };
  }
}
