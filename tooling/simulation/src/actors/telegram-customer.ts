import { userIdOf } from '@switchboard/telegram-email-bot/telegram-thread';
import { refusedFile, type TelegramFile } from '../services/telegram.ts';
import type { World } from '../world.ts';

export interface TelegramCustomerOptions {
  readonly chatId: number;
  readonly threadId: string;
}

/** How often somebody sends a file, one that Telegram does not give, one of a kind that is not taken; and what a question asks for. */
const rates = { file: 0.35, refused: 0.15, notTaken: 0.1, answers: 0.3 };

/** The words of the bot's buttons, as people type them. */
const answers = ['Yes', 'No', ' yes', 'NO '] as const;

/** What somebody is told whose message was refused, though nothing is wrong with it. */
const notTaken = 'could not be taken';

/** Telegram gives an update up at some time. */
const triesAtMost = 20;

/** A customer in Telegram, who has no buttons for the bot's questions. Telegram repeats what is not answered. */
export async function runTelegramCustomer(world: World, options: TelegramCustomerOptions): Promise<void> {
  const { clock, random, recorder } = world;
  const { chatId, threadId } = options;
  const messages = random.integer(1, 4);
  for (let number = 1; number <= messages; number += 1) {
    await clock.wait(random.integer(1, 8_000));
    // Somebody who is erased and writes again begins anew.
    if (recorder.journal.erasing.includes(userIdOf(chatId))) return;
    const text = random.chance(rates.answers)
      ? random.pick(answers)
      : `Update ${number} of ${userIdOf(chatId)}`;
    const file = random.chance(rates.file) ? { file: fileOf(number) } : {};
    await send({ updateId: world.updateId(number), chatId, threadId, text, ...file });
  }

  function fileOf(number: number): TelegramFile {
    const content = `file ${number} of ${userIdOf(chatId)}`;
    return {
      fileId: random.chance(rates.refused) ? `${refusedFile}${content}` : content,
      name: `${number}.txt`,
      mimeType: random.chance(rates.notTaken) ? 'application/x-msdownload' : 'text/plain',
      sizeBytes: content.length,
    };
  }

  async function send(update: object): Promise<void> {
    for (let tries = 1; tries <= triesAtMost; tries += 1) {
      const ending = await world.invoke('telegramWebhook', update);
      if (ending.type === 'returned') {
        if (String(ending.value).includes(notTaken)) recorder.onVain(`an update of ${chatId} was not taken`);
        return;
      }
      await clock.wait(random.integer(500, 3_000));
    }
  }
}
