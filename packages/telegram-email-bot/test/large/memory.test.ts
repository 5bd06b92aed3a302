import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { addressWrite } from '../../src/addresses/address-store.ts';
import { createMailFiles } from '../../src/inbound/mail-files.ts';
import { createMailHandler } from '../../src/inbound/mail-handler.ts';
import { extractSummary } from '../../src/summary/extract-summary.ts';
import type { SendOutcome } from '../../src/telegram/telegram-sender.ts';
import { commitEffect } from '../../src/users/user-store.ts';
import { sesEvent } from '../bot-world.ts';
import { corpus } from '../corpus/corpus.ts';
import { createTelegramWorld } from '../telegram-world.ts';

/** The whole of it in the long runs. */
// biome-ignore lint/style/noProcessEnv: a test's own setting
const mails = process.env.SEEDS === undefined ? 300 : 3_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What the process holds once everything that nobody needs has gone, MB. */
async function heldMb(): Promise<number> {
  for (let times = 0; times < 3; times += 1) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024 / 1024;
}

describe(`what the mail function holds after ${mails} mails`, () => {
  it('is what it held after the first hundred: it keeps nothing of a mail', async () => {
    const world = await createTelegramWorld();
    const { context } = world;
    const address = 'ann@mail.example';
    const profile = { chatId: 7, firstName: 'Ann', username: '' };
    const change = { emailAddress: address, addresses: {} };
    await commitEffect(context, { profile, updateId: 1, change, answer: null }, [
      addressWrite(context, { address, chatId: 7, label: '' }),
    ]);
    let raw: string | Uint8Array = '';
    let sent = 0;
    const rawMail = async () => (typeof raw === 'string' ? Buffer.from(raw) : raw);
    const take = async (): Promise<SendOutcome> => {
      sent += 1;
      return { outcome: 'sent', messageId: sent };
    };
    const handle = createMailHandler({
      context,
      sender: {
        sendText: take,
        sendDocument: take,
        editText: take,
        editButtons: take,
        deleteMessage: take,
        showTyping: async () => {},
      },
      rawMail,
      files: createMailFiles(rawMail, async () => 'https://files.example/'),
      deliverLater: async () => {},
      sendJob: async () => {},
      log: () => {},
      summarise: async (input) => extractSummary(input),
      domain: 'mail.example',
      rawPrefix: 'inbound/',
    });
    const held: number[] = [];
    for (let number = 1; number <= mails; number += 1) {
      raw = corpus[number % corpus.length]?.raw ?? '';
      world.advance(60_000);
      const event = sesEvent({ raw, to: address, id: `m${number}` }, context.now());
      await handle(event, { getRemainingTimeInMillis: () => 30_000 }).catch(() => {});
      if (number % 100 === 0) held.push(await heldMb());
    }
    const [first = 0] = held;
    const last = held.at(-1) ?? 0;
    process.stdout.write(
      `memory: ${mails} mails, ${sent} messages, ${held.map((mb) => mb.toFixed(1)).join(' ')} MB held after each hundred.\n`,
    );
    expect(sent).toBeGreaterThan(mails / 2);
    expect(last - first).toBeLessThan(3);
  }, 3_600_000);
});
