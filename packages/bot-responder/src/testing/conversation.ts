import { openQuestionOf, type PendingApproval, pendingOf, settleApproval } from '#approval';
import type {
  Approval,
  AttachedFile,
  Bot,
  BotState,
  Customer,
  SettledApproval,
  ToolProgress,
  Utterance,
} from '../bot/bot.ts';
import { type BotContext, type BotModule, createBot } from '../bot/bot-factory.ts';
import type { Reply } from '../bot/reply-draft.ts';
import { askBot } from '../responder/ask-bot.ts';
import { createTestContext } from './test-context.ts';

/** What a bot answered. */
interface TestReply {
  readonly text: string;
  /** What the buttons say. */
  readonly quickReplies: readonly string[];
  /** Absent unless the bot asked for a human. */
  readonly handOver?: Reply['handOver'];
  /** The question that the bot asked; absent if it asked none. */
  readonly approval?: Approval;
  /** Tools that were shown, in order. */
  readonly tools: readonly ToolProgress[];
  /** The reply as people saw it grow: each text that was shown. */
  readonly shown: readonly string[];
}

export interface ConversationOptions {
  /** @default 'ann' */
  readonly userId?: string;
  /** @default 'web' */
  readonly channel?: string;
  /** The customer's profile. @default only the user id */
  readonly customer?: Partial<Customer>;
  /** What the bot finds in its state. @default {} */
  readonly state?: BotState;
  /** What replaces the parts of the context, for a bot that takes one. @default everything in memory */
  readonly context?: Partial<BotContext>;
  /** How long a reply may take, milliseconds. @default 5_000 */
  readonly timeoutMs?: number;
}

/** A conversation with a bot in memory, as the platform would hold it. */
export interface Conversation {
  /**
   * Writes messages and gives the bot's reply to all of them.
   *
   * @throws {BotError} as the platform would log it, if the bot gives no reply
   */
  say(...texts: readonly [string, ...string[]]): Promise<TestReply>;
  /** Writes a message with files, whose links lead nowhere, and gives the bot's reply to it. @throws {BotError} */
  sendFiles(text: string, ...files: readonly Omit<AttachedFile, 'link'>[]): Promise<TestReply>;
  /** The customer, or the operator who is asked, answers the question of an approval as its buttons do. */
  answer(isApproved: boolean): Promise<TestReply>;
  /** Lets the time of the question run out: the bot is asked, although nobody has written. */
  expire(): Promise<TestReply>;
  /** An operator writes: the bot is not asked, and finds it in the history. */
  operatorSays(text: string): void;
  /** Lets time pass, milliseconds. */
  passTime(milliseconds: number): void;
  /** What the bot keeps. */
  readonly state: BotState;
  /** Everything that was said. */
  readonly history: readonly Utterance[];
}

/** What an operator said to a question, as the thread's head has it. */
interface OperatorAnswer {
  readonly isAnswered: true;
  readonly isApproved: boolean;
}

const beginning = Date.UTC(2026, 0, 1);

/**
 * Talks to a bot without the platform: no tables, no network, no processes. Replies are checked by the same rules.
 *
 * @param module what the bot's file exports as `bot`
 * @example
 * const conversation = startConversation(bot);
 * expect((await conversation.say('hello')).text).toBe('Hello!');
 */
export function startConversation(
  module: BotModule,
  {
    userId = 'ann',
    channel = 'web',
    state = {},
    customer,
    context,
    timeoutMs = 5_000,
  }: ConversationOptions = {},
): Conversation {
  let now = beginning;
  let seq = 0;
  let kept = state;
  let pending: PendingApproval | undefined;
  const history: Utterance[] = [];
  const bot: Bot = createBot(
    module,
    createTestContext(() => now, context),
  );

  async function ask(
    texts: readonly string[],
    metadata: Record<string, unknown>,
    {
      attachments = [],
      answer,
    }: { readonly attachments?: readonly AttachedFile[]; readonly answer?: OperatorAnswer } = {},
  ) {
    const write = (text: string) => {
      now += 1;
      seq += 1;
      history.push({ by: 'user', sender: userId, text, timestamp: now, attachments });
      return { messageId: `message-${seq}`, seq, userId, text, timestamp: now, metadata, attachments };
    };
    const messages = texts.map(write);
    const question = pending && { ...openQuestionOf(pending), ...answer };
    const approval: SettledApproval | undefined =
      pending && settleApproval(pending, { question }, messages, now);
    const turn = {
      threadId: userId,
      begunAt: beginning,
      channel,
      customerId: userId,
      messages,
      state: structuredClone(kept),
      ...(approval !== undefined && { approval }),
      history: async (limit = 50) => history.slice(-limit),
      customer: async () => ({ userId, attributes: {}, ...customer }),
    };
    const shown: string[] = [];
    const tools: ToolProgress[] = [];
    const reply = await askBot(bot, turn, AbortSignal.timeout(timeoutMs), {
      onEvent: (event, { text }) => {
        if (event.type === 'tool') tools.push(event.tool);
        else if (shown.at(-1) !== text) shown.push(text);
      },
      checkState: () => {},
    });
    now += 1;
    seq += 1;
    kept = reply.state ?? kept;
    if (approval !== undefined) pending = undefined;
    if (reply.approval !== undefined) pending = pendingOf(reply.approval, userId, now);
    history.push({ by: 'bot', sender: 'bot', text: reply.text, timestamp: now, attachments: [] });
    return toTestReply(reply, tools, shown);
  }

  function asked(): PendingApproval {
    if (pending === undefined) throw new Error('The bot has asked nothing that could be answered.');
    return pending;
  }

  return {
    say: (...texts) => ask(texts, {}),
    sendFiles: (text, ...files) =>
      ask(
        [text],
        {},
        {
          attachments: files.map((file) => ({
            ...file,
            link: () => ({ url: `https://files.invalid/${file.name}`, expiresAt: now + 600_000 }),
          })),
        },
      ),
    answer: (approved) => {
      const { id, askedOf, approve, deny } = asked();
      const text = approved ? approve : deny;
      const metadata = { approval: { id, approved } };
      if (askedOf !== undefined) return ask([text], metadata);
      now += 1;
      seq += 1;
      history.push({ by: 'system', sender: 'operator', text, timestamp: now, attachments: [] });
      return ask([], {}, { answer: { isAnswered: true, isApproved: approved } });
    },
    expire: () => {
      now = asked().expiresAt + 1;
      return ask([], {});
    },
    operatorSays: (text) => {
      now += 1;
      seq += 1;
      history.push({ by: 'operator', sender: 'operator', text, timestamp: now, attachments: [] });
    },
    passTime: (milliseconds) => {
      now += milliseconds;
    },
    get state() {
      return kept;
    },
    history,
  };
}

function toTestReply(reply: Reply, tools: readonly ToolProgress[], shown: readonly string[]): TestReply {
  const { text, quickReplies, handOver, approval } = reply;
  return {
    text,
    quickReplies: quickReplies.map((entry) => entry.text),
    ...(handOver !== undefined && { handOver }),
    ...(approval !== undefined && { approval }),
    tools,
    shown,
  };
}
