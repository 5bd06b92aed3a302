import { AbstractChat, type ChatState, type ChatTransport, type UIMessage } from 'ai';
import { createAiChatTransport, uiMessagesOf } from '../src/adapters/ai-chat-transport.ts';
import { type Harness, openHarness } from './fixtures.ts';

/** `useChat` without React: the AI SDK's own chat on a plain state. */
class PlainChat extends AbstractChat<UIMessage> {
  constructor(transport: ChatTransport<UIMessage>, messages: UIMessage[] = []) {
    const state: ChatState<UIMessage> = {
      status: 'ready',
      error: undefined,
      messages,
      pushMessage: (message) => {
        state.messages = [...state.messages, message];
      },
      popMessage: () => {
        state.messages = state.messages.slice(0, -1);
      },
      replaceMessage: (index, message) => {
        state.messages = state.messages.with(index, message);
      },
      snapshot: (thing) => structuredClone(thing),
    };
    super({ transport, state, onError: () => {} });
  }
}

/** What a person reads. */
const said = ({ messages }: PlainChat): string[] =>
  messages.map(
    ({ role, parts }) => `${role}: ${parts.map((part) => (part.type === 'text' ? part.text : '')).join('|')}`,
  );

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

interface Running extends Harness {
  readonly chat: PlainChat;
  /** The bot writes a piece of its reply. */
  chunk(text: string, offset: number, replyId?: string): Promise<void>;
  /** The bot has written its reply. */
  reply(text: string, replyId?: string): Promise<void>;
  deliver(frame: Record<string, unknown>): Promise<void>;
}

async function setUp(): Promise<Running> {
  const harness = await openHarness();
  const { network, thread, client } = harness;
  // The type is part of the test: the transport is one of the AI SDK.
  const transport: ChatTransport<UIMessage> = createAiChatTransport(client);
  const deliver = async (frame: Record<string, unknown>) => {
    network.socket.deliver(frame);
    await settled();
  };
  return {
    ...harness,
    chat: new PlainChat(transport),
    deliver,
    chunk: (text, offset, replyId = 'r1') =>
      deliver({ event: 'chunk', threadId: 't1', replyId, index: 0, offset, text, sender: 'bot' }),
    reply: (text, replyId = 'r1') => deliver({ event: 'message', ...thread.append(text, { replyId }) }),
  };
}

describe("the AI SDK's chat in a thread", () => {
  it('sends a message, shows the reply as it grows, and is ready when it is there', async () => {
    const { chat, chunk, reply, network } = await setUp();
    const sending = chat.sendMessage({ text: 'hi' });
    await settled();
    expect(network.sentOf('message.send')).toMatchObject([{ text: 'hi' }]);
    expect(chat.status).toBe('submitted');
    await chunk('Hel', 0);
    await chunk('lo', 3);
    expect(said(chat)).toEqual(['user: hi', 'assistant: Hello']);
    expect(chat.status).toBe('streaming');
    await reply('Hello!');
    await sending;
    expect(said(chat)).toEqual(['user: hi', 'assistant: Hello!']);
    expect(chat.status).toBe('ready');
  });

  it('stops the reply on the server, by a command of its own, and keeps the connection', async () => {
    const { chat, chunk, network } = await setUp();
    const sending = chat.sendMessage({ text: 'hi' });
    await settled();
    await chunk('Hel', 0);
    await chat.stop();
    await sending;
    expect(network.sentOf('reply.cancel')).toHaveLength(1);
    expect([chat.status, network.socket.isOpen]).toEqual(['ready', true]);
  });

  it('resumes a reply that is being written, from its beginning, and can stop it there', async () => {
    const { client, chat, chunk, deliver, thread, network } = await setUp();
    await deliver({ event: 'message', ...thread.append('hi', { messageType: 'user', sender: 'ada' }) });
    const page = new PlainChat(createAiChatTransport(client), uiMessagesOf(client.getSnapshot()));
    await chunk('Hel', 0);
    const resuming = page.resumeStream();
    await settled();
    await chunk('lo', 3);
    expect(said(page)).toEqual(['user: hi', 'assistant: Hello']);
    await page.stop();
    await resuming;
    expect(network.sentOf('reply.cancel')).toHaveLength(1);
    expect(chat.status).toBe('ready');
  });

  it('resumes nothing where nothing is being written', async () => {
    const { client, reply } = await setUp();
    await reply('Hello!');
    expect(await createAiChatTransport(client).reconnectToStream({})).toBeNull();
  });

  it('shows a text that has become another as a part of its own', async () => {
    const { chat, chunk, reply } = await setUp();
    const sending = chat.sendMessage({ text: 'hi' });
    await settled();
    await chunk('Half of', 0);
    await reply('Another answer.');
    await sending;
    expect(said(chat)).toEqual(['user: hi', 'assistant: Half of|Another answer.']);
  });

  it('ends without a reply where a person has taken the thread over', async () => {
    const { chat, deliver } = await setUp();
    const sending = chat.sendMessage({ text: 'hi' });
    await settled();
    await deliver({ event: 'takeover', threadId: 't1', owner: 'operator', userId: 'olga', ownerEpoch: 1 });
    await sending;
    expect(chat.status).toBe('ready');
  });

  it('says so where the bot has failed for good', async () => {
    const { chat, deliver } = await setUp();
    const sending = chat.sendMessage({ text: 'hi' });
    await settled();
    await deliver({ event: 'waiting', threadId: 't1', waiting: 'failed', since: 1 });
    await sending;
    expect([chat.status, chat.error?.message]).toEqual([
      'error',
      'The answer takes longer than usual. A person will look at it.',
    ]);
  });

  it('refuses to write a reply again, and to send a message without a text', async () => {
    const { client, network } = await setUp();
    const transport = createAiChatTransport(client);
    const request = { messages: [{ role: 'user', parts: [] }], abortSignal: undefined };
    await expect(transport.sendMessages({ ...request, trigger: 'regenerate-message' })).rejects.toMatchObject(
      {
        code: 'transport.regenerate',
      },
    );
    await expect(transport.sendMessages({ ...request, trigger: 'submit-message' })).rejects.toMatchObject({
      code: 'transport.noText',
    });
    expect(network.sentOf('message.send')).toEqual([]);
  });
});
