import type { Update } from '@grammyjs/types';
import { BotApiError } from '../bot-api/bot-api-error.ts';
import type { Telegram } from '../telegram.ts';
import type { BotAccount, PendingUpdate } from './state.ts';

/** Telegram forgets an update that nobody takes, milliseconds. */
const updateLifeMs = 24 * 60 * 60_000;

/**
 * The bot of a token, which begins to be when its token is used for the first time.
 *
 * @throws {BotApiError} 404 where the text is no token, 401 where it is nobody's
 */
export function accountOf(telegram: Telegram, token: string): BotAccount {
  const id = /^(\d{1,16}):[\w-]{3,}$/.exec(token)?.[1];
  if (id === undefined) throw new BotApiError(404, 'Not Found');
  const known = telegram.state.bots[token];
  if (known) return known;
  if (telegram.tokens && !telegram.tokens.includes(token)) throw new BotApiError(401, 'Unauthorized');
  const account = newAccount(telegram, token, Number(id));
  telegram.state.bots[token] = account;
  return account;
}

const newAccount = ({ random }: Telegram, token: string, id: number): BotAccount => ({
  token,
  user: {
    id,
    is_bot: true,
    first_name: `Bot ${id}`,
    username: `simulated_${id}_bot`,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    supports_guest_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  },
  updates: [],
  nextUpdateId: Math.floor(random() * 1_000_000_000) + 1,
});

/** The first bot that there was: the one that people write to unless they name another. */
export const firstAccount = ({ state }: Telegram): BotAccount | undefined => Object.values(state.bots)[0];

type UpdateContent = Omit<Update, 'update_id'>;

/** Puts an update into the bot's queue, unless the bot asked not to get its kind. */
export function publish(
  telegram: Telegram,
  account: BotAccount,
  queue: number,
  content: UpdateContent,
): void {
  const kind = Object.keys(content)[0] ?? '';
  const { allowedUpdates = [] } = account;
  if (allowedUpdates.length > 0 && !allowedUpdates.includes(kind)) return;
  const update = { update_id: account.nextUpdateId, ...content };
  account.nextUpdateId += 1;
  account.updates.push({ update, queue, createdAt: telegram.now() });
  telegram.updatesChanged.give();
}

/** @returns the updates that wait; those that nobody took in time are forgotten first */
export function pendingUpdates(telegram: Telegram, account: BotAccount): readonly PendingUpdate[] {
  const oldest = telegram.now() - updateLifeMs;
  account.updates = account.updates.filter(({ createdAt }) => createdAt > oldest);
  return account.updates;
}

/** Forgets the updates for which it says so: they were taken. */
export function dropUpdates(account: BotAccount, isTaken: (update: PendingUpdate) => boolean): void {
  account.updates = account.updates.filter((update) => !isTaken(update));
}
