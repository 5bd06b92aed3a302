import {
  BotApp,
  type BotAppOptions,
  Request,
  ReturnSender,
  type Router,
  type WingbotResponse,
} from 'wingbot';
import { type Bot, type BotEvent, handOver, keep, message, quickReplies, type Turn } from '../../bot/bot.ts';
import type { BotContext } from '../../bot/bot-factory.ts';
import { maxQuickReplies } from '../../bot/reply-draft.ts';
import { createTurnState } from './turn-state.ts';

export interface WingbotOptions {
  /** The conversation. */
  readonly router: Router;
  readonly context: Pick<BotContext, 'log' | 'logTurn'>;
}

/** Wingbot's name for the bot itself. A thread's id would not do: it may be the customer's, whose messages wingbot would take for its own. */
const pageId = 'switchboard';

/** Lets a wingbot conversation answer in threads. */
export const createWingbot = ({ router, context }: WingbotOptions): Bot => ({
  async *reply(turn: Turn) {
    const stateStorage = createTurnState(turn.state);
    const app = new BotApp(router, { ...optionsOf(context), stateStorage });
    const responses: WingbotResponse[] = [];
    for (const { userId, text, timestamp } of turn.messages) {
      const request = Request.text(userId, text, timestamp);
      const sender = new ReturnSender({}, userId, request);
      // Nobody waits where wingbot would pause to look human.
      sender.propagatesWaitEvent = true;
      await app.processor.processMessage(request, pageId, sender, {});
      await sender.waitForDeferredOps();
      responses.push(...sender.responses);
    }
    yield* eventsOf(responses);
    yield keep(stateStorage.toKeep());
    await logTurn(context, turn, responses);
  },
});

/** Messages are neither signed nor sent by wingbot here: the secret protects nothing. */
const optionsOf = ({ log }: Pick<BotContext, 'log'>): Omit<BotAppOptions, 'stateStorage'> => ({
  secret: 'unused',
  log: {
    log: () => {},
    info: () => {},
    warn: (text: string) => log('wingbot.warned', { text: text.slice(0, 40) }),
    error: (_: string, error: unknown) => log('wingbot.failed', {}, error),
  },
});

const textOf = ({ message: said }: WingbotResponse): string | undefined =>
  said?.text ?? said?.attachment?.payload?.text;

function* eventsOf(responses: readonly WingbotResponse[]): Generator<BotEvent> {
  const texts = responses.flatMap((response) => textOf(response) ?? []);
  if (texts.length > 0) yield message(texts.join('\n\n'));
  const titles = responses.findLast((response) => response.message?.quick_replies !== undefined)?.message
    ?.quick_replies;
  const offered = (titles ?? []).flatMap(({ title }) => title ?? []).slice(0, maxQuickReplies);
  if (offered.length > 0) yield quickReplies(...offered);
  const isHandedOver = responses.some(
    (response) => response.pass_thread_control !== undefined || response.target_app_id !== undefined,
  );
  if (isHandedOver) yield handOver();
}

const logTurn = (
  { logTurn: write }: Pick<BotContext, 'logTurn'>,
  { threadId, customerId, messages }: Turn,
  responses: readonly WingbotResponse[],
): Promise<void> =>
  write({
    userId: customerId,
    threadId,
    request: messages.map(({ text }) => text).join('\n'),
    response: responses.flatMap((response) => textOf(response) ?? []).join('\n'),
  });
