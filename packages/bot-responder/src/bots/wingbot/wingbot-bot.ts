import { AsyncLocalStorage } from 'node:async_hooks';
import { type BotApp, type BotAppOptions, Request, ReturnSender, type WingbotResponse } from 'wingbot';
import { type Bot, type BotEvent, handOver, keep, message, quickReplies, type Turn } from '../../bot/bot.ts';
import type { BotContext } from '../../bot/bot-factory.ts';
import { maxQuickReplies } from '../../bot/reply-draft.ts';
import { createTurnStates } from './turn-state.ts';
import type { WingbotStorages } from './wingbot-storages.ts';

type Said = Turn['messages'][number];

export interface WingbotOptions {
  /**
   * Makes the app, once: `new BotApp(router, given)`. `given` holds what the platform provides; plugins, translators and analytics of wingbot
   * go beside it.
   */
  readonly createApp: (given: BotAppOptions) => BotApp;
  /** The storages of wingbot's tokens and chat log. @default none */
  readonly storages?: Partial<Pick<WingbotStorages, 'tokenStorage' | 'chatLogStorage'>>;
  readonly context: Pick<BotContext, 'log'>;
}

/** Wingbot's name for the bot itself, whose messages it ignores. No user id contains a tab, so no user has this name. */
const pageId = '\tswitchboard';

/** Lets a BotApp of wingbot answer in threads. */
export function createWingbot({ createApp, storages = {}, context }: WingbotOptions): Bot {
  const { stateStorage, during } = createTurnStates();
  const { chatLogStorage, tokenStorage } = storages;
  const answered = new AsyncLocalStorage<Turn>();
  const app = createApp({
    // Messages are neither signed nor sent by wingbot here: the secret protects nothing.
    secret: 'unused',
    stateStorage,
    ...(tokenStorage && {
      tokenStorage: {
        // Wingbot names only the sender: which conversation it is about is known here.
        getOrCreateToken: (senderId: string) =>
          tokenStorage.getOrCreateToken(senderId, answered.getStore()?.begunAt ?? 0),
      },
    }),
    log: logOf(context),
  });

  async function answer(turn: Turn, said: Said) {
    const { userId, text, timestamp } = said;
    const request = Request.text(userId, text, timestamp);
    const failures: unknown[] = [];
    const sender = new ReturnSender({}, userId, request, {
      log: (...[user, responses, incoming, metadata]: Logged) =>
        chatLogStorage?.log(user, responses, incoming, entryMetadata(turn, metadata)),
      error: (error: unknown, ...[user, responses, incoming, metadata]: Logged) => {
        failures.push(error);
        return chatLogStorage?.error(error, user, responses, incoming, entryMetadata(turn, metadata));
      },
    });
    // Nobody waits where wingbot would pause to look human.
    sender.propagatesWaitEvent = true;
    const { status, error } = await answered.run(turn, () =>
      app.processor.processMessage(request, pageId, sender, {}),
    );
    await sender.waitForDeferredOps();
    if (failures.length > 0) throw failures[0];
    if (status >= 300) throw new Error(`wingbot refused a message: ${status} ${error ?? ''}`.trim());
    return sender.responses;
  }

  return {
    async *reply(turn, signal) {
      const responses: WingbotResponse[] = [];
      const state = await during(turn.state, async () => {
        for (const said of turn.messages) {
          signal.throwIfAborted();
          responses.push(...(await answer(turn, said)));
        }
      });
      yield* eventsOf(responses);
      yield keep(state);
    },
  };
}

/** What wingbot tells its chat log of a message. */
type Logged = [
  userId: string,
  responses: readonly object[],
  request: Record<string, unknown>,
  metadata: Record<string, unknown>,
];

/** The entry names its conversation. It lies under the user alone, where an erasure finds it: a page of wingbot's would be a part of its key. */
const entryMetadata = (
  { threadId, begunAt }: Turn,
  { pageId: _, ...metadata }: Record<string, unknown> = {},
) => ({ ...metadata, threadId, begunAt });

/** What fails a message is thrown, and logged as every failure of a bot is. Wingbot logs it together with the message, which is no one's business. */
const logOf = ({ log }: Pick<BotContext, 'log'>) => ({
  log: () => {},
  info: () => {},
  warn: (text: unknown) => log('wingbot.warned', { text: String(text).slice(0, 40) }),
  error: (what: unknown, error: unknown) => {
    if (!(what instanceof Error)) log('wingbot.failed', { text: String(what).slice(0, 40) }, error);
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
