import type { Update } from '@grammyjs/types';
import { dropUpdates, pendingUpdates } from '../state/accounts.ts';
import type { BotAccount } from '../state/state.ts';
import { conflict } from './bot-api-error.ts';
import type { Call, Method } from './call.ts';
import { keepAllowedUpdates } from './webhooks.ts';

const mostSeconds = 50;
const mostUpdates = 100;

/** The poll that waits, for each bot: Telegram ends it when another one comes. */
const waiting = new WeakMap<BotAccount, AbortController>();

export const getUpdates: Method = async (call): Promise<readonly Update[]> => {
  const { account } = call;
  if (account.webhook) {
    throw conflict(
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  waiting.get(account)?.abort();
  const poll = new AbortController();
  waiting.set(account, poll);
  keepAllowedUpdates(call);
  try {
    return await waitForUpdates(call, AbortSignal.any([poll.signal, call.signal]), poll.signal);
  } finally {
    if (waiting.get(account) === poll) waiting.delete(account);
  }
};

async function waitForUpdates(
  call: Call,
  ended: AbortSignal,
  replaced: AbortSignal,
): Promise<readonly Update[]> {
  const { telegram, account, parameters } = call;
  const timeoutMs = Math.min(Math.max(parameters.integer('timeout') ?? 0, 0), mostSeconds) * 1000;
  const limit = Math.min(Math.max(parameters.integer('limit') ?? mostUpdates, 1), mostUpdates);
  confirm(call);
  // A real clock: the caller waits on a real connection.
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const updates = pendingUpdates(telegram, account).slice(0, limit);
    const leftMs = deadline - performance.now();
    if (updates.length > 0 || leftMs <= 0) return updates.map(({ update }) => update);
    await telegram.updatesChanged.wait(leftMs, ended);
    if (account.webhook) throw conflict('terminated by setWebhook request');
    if (replaced.aborted) {
      throw conflict(
        'terminated by other getUpdates request; make sure that only one bot instance is running',
      );
    }
    if (ended.aborted) return [];
  }
}

/** An offset confirms every update before it; a negative one keeps only so many of the newest. */
function confirm({ telegram, account, parameters }: Call): void {
  const offset = parameters.integer('offset') ?? 0;
  const first = offset < 0 ? (pendingUpdates(telegram, account).at(offset)?.update.update_id ?? 0) : offset;
  dropUpdates(account, ({ update }) => update.update_id < first);
}
