import type { BucketDefinition, QueueDefinition, SecretDefinition } from '@switchboard/declarations';

/** Where SES stores mail, below this prefix. */
export const inboundPrefix = 'inbound/';

/** Where files lie, below this prefix, that Telegram did not take: people get them by links. */
export const attachmentsPrefix = 'attachments/';

/** The mails as they came. What is held can be brought back as long as they are kept. */
export const mailBucket: BucketDefinition = {
  name: 'mail',
  expiry: [
    { prefix: inboundPrefix, days: 14 },
    { prefix: attachmentsPrefix, days: 1 },
  ],
};

/** Work of the mail function: notices that had to wait, and what people ask for by buttons. */
export const mailJobsQueue: QueueDefinition = { name: 'mail-jobs' };

/** Answers to mails, on their way out. */
export const mailRepliesQueue: QueueDefinition = { name: 'mail-replies' };

/** Exports and erasures of everything that is stored about a chat. */
export const telegramAccountsQueue: QueueDefinition = { name: 'telegram-accounts' };

/** Threads whose messages had to wait for Telegram. */
export const telegramDeliveriesQueue: QueueDefinition = { name: 'telegram-deliveries' };

/** Updates that failed again and again, out of the way of those behind them. */
export const telegramUpdatesQueue: QueueDefinition = { name: 'telegram-updates', maximumReceives: 3 };

export const telegramBotToken: SecretDefinition = {
  name: 'telegram-bot-token',
  description: 'The token of the bot. @BotFather in Telegram gives it for /newbot.',
};

export const summaryApiKey: SecretDefinition = {
  name: 'summary-api-key',
  description:
    'The key of the API at LLM_BASE_URL, for summaries by a model. Your own server may not need one.',
};

export const telegramWebhookSecret: SecretDefinition = {
  name: 'telegram-webhook-secret',
  description:
    'Telegram sends it with every update, to prove that the update is from Telegram: 32 or more random letters and digits, for example from `openssl rand -hex 32`.',
};
