import type { StoreContext } from '../context/store-context.ts';
import type { Button } from '../notices/notice.ts';
import type { RichText } from '../telegram/rich-text.ts';
import { languageOfCode } from '../texts/language.ts';
import type { Texts } from '../texts/texts.ts';
import { textsIn } from '../texts/texts-in.ts';
import type { TelegramUser } from '../users/telegram-user.ts';
import { commitEffect, type Profile, type UpdateEffect } from '../users/user-store.ts';

/** What the bot answers. It is plain data, so that a repeated update gets the same answer. */
export interface Reply {
  readonly text: RichText;
  readonly buttons?: readonly (readonly Button[])[];
}

/** What every command works with: made once, in the composition root. */
export interface CommandDependencies {
  readonly context: StoreContext;
  /** The domain of the addresses. */
  readonly domain: string;
  /** Bytes that nobody can foresee. */
  readonly randomBytes: (count: number) => Uint8Array;
}

/** A command that a person sent. */
export interface CommandRequest {
  readonly profile: Profile;
  readonly updateId: number;
  /** The message of the command. */
  readonly messageId: number;
  /** What follows the command; '' where nothing does. */
  readonly argument: string;
}

export type Command = (dependencies: CommandDependencies, request: CommandRequest) => Promise<Reply>;

/** The texts in the language of the user, or in the language that Telegram reports for the sender. */
export const textsFor = (user: TelegramUser | undefined, { languageCode }: Profile): Texts =>
  textsIn(user?.language ?? languageOfCode(languageCode));

/**
 * Makes a command's effect once, and gives its answer; for a repeated update the answer of the first time.
 *
 * @param otherwise the answer where a later update has changed the user since (`repeated`), or the effect's own condition does not hold (`refused`);
 * `user` is as they are now
 */
export async function answerOnce(
  { context }: CommandDependencies,
  effect: Omit<UpdateEffect, 'answer'> & { readonly answer: Reply },
  others: Parameters<typeof commitEffect>[2] = [],
  otherwise: (
    user: TelegramUser | undefined,
    outcome: 'repeated' | 'refused',
  ) => Reply | Promise<Reply> = () => effect.answer,
): Promise<Reply> {
  const result = await commitEffect(context, effect, others);
  if (result.outcome === 'done') return effect.answer;
  if (result.outcome === 'refused') return otherwise(result.user, 'refused');
  // Written here alone, some lines above.
  return result.answer === undefined ? otherwise(result.user, 'repeated') : (result.answer as Reply);
}
