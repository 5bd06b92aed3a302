import { telegramBotToken, telegramWebhookSecret } from '@switchboard/telegram-email-bot/resources';
import { settingsOf } from '../environment/environment.ts';
import { parameterName } from '../names.ts';
import { CommandError, type Desk } from './desk.ts';
import { openStack } from './stack.ts';

/**
 * Has Telegram send what people write to the bot to a deployed environment, and says what Telegram thinks of it.
 *
 * @throws {CommandError} if the environment has no Telegram or is not deployed, a secret is missing, or Telegram refuses
 */
export async function telegramWebhook(desk: Desk): Promise<void> {
  const { environment, cloud, print } = desk;
  const settings = settingsOf(environment);
  if (settings.TELEGRAM !== 'on') {
    throw new CommandError(
      `${environment.name} has no Telegram. Set TELEGRAM to on in its settings, and deploy it.`,
    );
  }
  const [token, secret] = await Promise.all(
    [telegramBotToken, telegramWebhookSecret].map(async ({ name }) => {
      const value = await cloud.readSecret(parameterName(environment, name));
      if (value !== undefined) return value;
      throw new CommandError(`The secret ${name} is missing: npm run secret -- ${environment.name} ${name}`);
    }),
  );
  await desk.build();
  const stack = await openStack(desk, await desk.synthesise(), environment.name);
  const { telegramWebhookUrl: url, telegramMenus: menus = '[]' } = await stack.outputs();
  if (url === undefined) {
    throw new CommandError(
      `${environment.name} tells no telegramWebhookUrl: npm run deploy -- ${environment.name}`,
    );
  }
  const bot = { apiRoot: settings.TELEGRAM_API_ROOT, token: token ?? '' };
  await connectBot(bot, { url, secret: secret ?? '', menus: JSON.parse(menus) }, print);
}

/** A bot, and where it is known. */
export interface Bot {
  /** Without a slash at its end. */
  readonly apiRoot: string;
  readonly token: string;
}

/** What the bot understands: Telegram sends nothing else. */
const wantedUpdates = ['message', 'callback_query', 'my_chat_member'];

interface WebhookInfo {
  readonly url: string;
  readonly pending_update_count: number;
  readonly last_error_message?: string;
}

/** Where a bot's updates go, and what people see when they type `/`. */
export interface BotConnection {
  readonly url: string;
  readonly secret: string;
  /** The parameters of each call of `setMyCommands`. */
  readonly menus: readonly object[];
}

/**
 * Sets the webhook and the menus of a bot. What people wrote in the meantime is kept, and sent to it.
 *
 * @throws {CommandError} if Telegram refuses
 */
export async function connectBot(
  bot: Bot,
  { url, secret, menus }: BotConnection,
  print: (line: string) => void,
): Promise<void> {
  const { username } = (await call(bot, 'getMe', {})) as { readonly username: string };
  await call(bot, 'setWebhook', { url, secret_token: secret, allowed_updates: wantedUpdates });
  for (const menu of menus) await call(bot, 'setMyCommands', menu);
  const info = (await call(bot, 'getWebhookInfo', {})) as WebhookInfo;
  print(`@${username} sends what people write to ${info.url}`);
  if (info.pending_update_count > 0) print(`  ${info.pending_update_count} updates wait to be sent.`);
  if (info.last_error_message !== undefined) print(`  The last failure was: ${info.last_error_message}`);
  print(`Open https://t.me/${username} and write /register.`);
}

type Answer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly description: string };

/** The token stands in the address, so that no error tells it. */
async function call({ apiRoot, token }: Bot, method: string, parameters: object): Promise<unknown> {
  const answer = await post(`${apiRoot}/bot${token}/${method}`, parameters);
  if (answer === undefined) throw new CommandError(`${apiRoot} gives no answer to ${method}.`);
  if (answer.ok) return answer.result;
  const hint =
    answer.description === 'Unauthorized' ? ' Store the token that @BotFather gives for /mybots.' : '';
  throw new CommandError(`Telegram refuses ${method}: ${answer.description}.${hint}`);
}

/** How long Telegram may take to answer, in milliseconds. */
const timeoutMs = 20_000;

async function post(url: string, parameters: object): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return (await response.json()) as Answer;
  } catch {
    return undefined;
  }
}
