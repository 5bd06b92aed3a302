/** Why a turn ended without a reply. The user's messages still wait, and the turn is tried again. */
export type BotErrorCode =
  | 'bot.failed'
  | 'bot.timeout'
  | 'bot.invalidEvent'
  | 'bot.emptyReply'
  /** What the bot keeps is more than about 300 KB. It is thrown where the bot yields it, so that the bot can keep less. */
  | 'bot.stateTooLarge';

/** The bot gave no reply that could be committed: nothing of it was stored. */
export class BotError extends Error {
  override readonly name = 'BotError';
  readonly code: BotErrorCode;

  constructor(code: BotErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
