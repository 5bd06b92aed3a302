import { ChatClientError } from '../errors.ts';
import type { ChatMessage, ChatSnapshot } from '../snapshot.ts';
import type { ReadableStore } from '../store.ts';

/** What the transport needs of a `ChatClient` or a `ChatThread`. */
export interface TransportThread extends ReadableStore<ChatSnapshot> {
  send(
    text: string,
    options?: { readonly metadata?: Readonly<Record<string, unknown>> },
  ): {
    readonly clientMessageId: string;
  };
  cancelReply(): Promise<boolean>;
}

/** A message of the AI SDK, as far as it is read here. */
interface UiMessage {
  readonly role: string;
  readonly parts: readonly { readonly type: string; readonly text?: string }[];
}

/** What `useChat` is told while a reply comes in: those chunks of the AI SDK that a reply can be made of. */
export type ReplyChunk =
  | { type: 'start'; messageId: string }
  | { type: 'text-start'; id: string }
  | { type: 'text-delta'; id: string; delta: string }
  | { type: 'text-end'; id: string }
  | { type: 'finish' }
  | { type: 'abort' }
  | { type: 'error'; errorText: string };

interface SendRequest {
  readonly trigger: 'submit-message' | 'regenerate-message';
  readonly messages: readonly UiMessage[];
  readonly abortSignal: AbortSignal | undefined;
}

interface ReconnectRequest {
  readonly abortSignal?: AbortSignal | undefined;
}

/** A `ChatTransport` of the AI SDK, version 7. It needs nothing of the SDK itself. */
export interface AiChatTransport {
  /** A reply that goes on is given from its beginning. */
  readonly resumeStreamIsReplay: true;
  sendMessages(request: SendRequest): Promise<ReadableStream<ReplyChunk>>;
  reconnectToStream(request: ReconnectRequest): Promise<ReadableStream<ReplyChunk> | null>;
}

export interface AiChatTransportOptions {
  /** Told of a reply that could not be cancelled. @default nothing is done */
  readonly onError?: (error: unknown) => void;
}

/** The AI SDK asks for what a thread cannot do. Nothing was sent. */
export class TransportRequestError extends ChatClientError {
  override readonly name = 'TransportRequestError';
  readonly code: 'transport.regenerate' | 'transport.noText';

  constructor(code: TransportRequestError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Lets the AI SDK's `useChat` talk in a thread. Its `stop` cancels the reply on every device; its `resume` goes on with a reply that is
 * being written, from the beginning. While a person has the thread there is no reply to wait for: the request ends, and what the person
 * writes is in `thread.getSnapshot().messages`.
 *
 * @example useChat({ transport: createAiChatTransport(client), messages: uiMessagesOf(client.getSnapshot()), resume: true })
 */
export const createAiChatTransport = (
  thread: TransportThread,
  { onError = () => {} }: AiChatTransportOptions = {},
): AiChatTransport => ({
  resumeStreamIsReplay: true,
  sendMessages: async ({ trigger, messages, abortSignal }) => {
    if (trigger === 'regenerate-message') {
      const message = 'A reply of a thread is not written again: send another message.';
      throw new TransportRequestError('transport.regenerate', message);
    }
    const { clientMessageId } = thread.send(textOf(messages.at(-1)));
    return followReply(thread, { question: { clientMessageId }, abortSignal, onError });
  },
  reconnectToStream: async ({ abortSignal }) => {
    await historyLoaded(thread, abortSignal);
    const question = openQuestion(thread.getSnapshot());
    if (question === undefined) return null;
    return followReply(thread, { question: { seq: question.seq }, abortSignal, onError });
  },
});

/** The messages of a thread as the AI SDK has them, to begin `useChat` with. */
export const uiMessagesOf = ({ messages }: Pick<ChatSnapshot, 'messages'>) =>
  messages.flatMap(({ messageId, messageType, text }) =>
    messageType === 'system'
      ? []
      : [
          {
            id: messageId,
            role: messageType === 'user' ? ('user' as const) : ('assistant' as const),
            parts: [{ type: 'text' as const, text }],
          },
        ],
  );

function textOf(message: UiMessage | undefined): string {
  const text = (message?.parts ?? [])
    .flatMap((part) => (part.type === 'text' ? (part.text ?? '') : []))
    .join('');
  if (text.trim() !== '') return text;
  throw new TransportRequestError(
    'transport.noText',
    'The message has no text. Files are not sent by this transport.',
  );
}

/** The newest message of the customer that the bot has not answered yet. */
function openQuestion({ messages, owner, waiting, closed }: ChatSnapshot): ChatMessage | undefined {
  const newest = messages.at(-1);
  const isOpen = newest?.messageType === 'user' && !closed && (owner === undefined || owner === 'bot');
  return isOpen && waiting !== 'failed' ? newest : undefined;
}

function historyLoaded(thread: TransportThread, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      unsubscribe();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const look = (): void => {
      if (thread.getSnapshot().history.loaded) end();
    };
    const unsubscribe = thread.subscribe(look);
    signal?.addEventListener('abort', end);
    look();
  });
}

interface FollowOptions {
  /** The message whose reply is followed. */
  readonly question: { readonly seq: number } | { readonly clientMessageId: string };
  readonly abortSignal: AbortSignal | undefined;
  readonly onError: (error: unknown) => void;
}

const isQuestion = (message: ChatMessage, asked: FollowOptions['question']): boolean =>
  'seq' in asked ? message.seq === asked.seq : message.clientMessageId === asked.clientMessageId;

const answerTo = ({ seq }: ChatMessage, { messages }: ChatSnapshot): ChatMessage | undefined =>
  messages.find(
    (message) => message.seq > seq && (message.messageType === 'bot' || message.messageType === 'operator'),
  );

/** The message is given up: it will not be stored. */
const isGivenUp = ({ outgoing }: ChatSnapshot, asked: FollowOptions['question']): boolean =>
  outgoing.some(
    ({ clientMessageId, status }) =>
      status === 'failed' && 'clientMessageId' in asked && clientMessageId === asked.clientMessageId,
  );

/** How a request ends that gets no reply; `undefined` while one may still come. */
function endWithoutAnswer(
  snapshot: ChatSnapshot,
  asked: FollowOptions['question'],
  question: ChatMessage | undefined,
): ReplyChunk | undefined {
  if (isGivenUp(snapshot, asked)) return { type: 'error', errorText: 'The message could not be sent.' };
  if (question === undefined) return undefined;
  if (snapshot.waiting === 'failed')
    return { type: 'error', errorText: 'The answer takes longer than usual. A person will look at it.' };
  return snapshot.owner === 'operator' || snapshot.owner === 'queue' ? { type: 'finish' } : undefined;
}

/**
 * The reply to a message as it grows.
 *
 * Invariant: `told` is what the reader has of the reply's text in the part `part`.
 */
function followReply(
  thread: TransportThread,
  { question: asked, abortSignal, onError }: FollowOptions,
): ReadableStream<ReplyChunk> {
  let told = '';
  let part = 0;
  let replyId: string | undefined;
  let stop: () => void = () => {};

  return new ReadableStream<ReplyChunk>({
    start(controller) {
      const tell = (chunk: ReplyChunk): void => controller.enqueue(chunk);
      const endPart = (): void => {
        if (told !== '') tell({ type: 'text-end', id: `text-${part}` });
        told = '';
      };
      const end = (last: ReplyChunk): void => {
        endPart();
        tell(last);
        stop();
        controller.close();
      };
      const begin = (id: string): void => {
        if (replyId === undefined) tell({ type: 'start', messageId: id });
        replyId = id;
      };
      const show = (text: string): void => {
        // What was told cannot be taken back: a text that has become another is a part of its own.
        if (!text.startsWith(told)) {
          endPart();
          part += 1;
        }
        if (text.length === told.length) return;
        if (told === '') tell({ type: 'text-start', id: `text-${part}` });
        tell({ type: 'text-delta', id: `text-${part}`, delta: text.slice(told.length) });
        told = text;
      };

      const look = (): void => {
        const snapshot = thread.getSnapshot();
        const question = snapshot.messages.find((message) => isQuestion(message, asked));
        const answer = question && answerTo(question, snapshot);
        const growing = snapshot.replies.at(-1);
        if (answer) {
          begin(answer.replyId ?? answer.messageId);
          show(answer.text);
        } else if (question && growing && growing.text !== '') {
          begin(growing.replyId);
          show(growing.text);
        }
        const last = answer ? ({ type: 'finish' } as const) : endWithoutAnswer(snapshot, asked, question);
        if (last) end(last);
      };

      const cancel = (): void => {
        // It gives `false` where the reply has ended meanwhile: nothing is left to stop.
        thread.cancelReply().catch(onError);
        end({ type: 'abort' });
      };
      const unsubscribe = thread.subscribe(look);
      abortSignal?.addEventListener('abort', cancel, { once: true });
      stop = () => {
        unsubscribe();
        abortSignal?.removeEventListener('abort', cancel);
      };
      if (abortSignal?.aborted) cancel();
      else look();
    },
    // A page that is gone cancels nothing: another device may still read the reply.
    cancel: () => stop(),
  });
}
