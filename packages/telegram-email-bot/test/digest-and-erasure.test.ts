import type { AccountJob } from '../src/account/account-job.ts';
import { sendDigests } from '../src/digests/send-digests.ts';
import { deliverJob, type MailJob } from '../src/jobs/mail-job.ts';
import type { BotWorld } from './bot-world.ts';
import { createErasureWorld, type ErasureWorld, recordOf } from './erasure-world.ts';
import { type Mortal, unharmed } from './seeds/mortal.ts';
import { stepsFrom } from './steps.ts';

/** How long the function of digests lives, milliseconds. */
const lifeMs = 60_000;
const timed = { getRemainingTimeInMillis: () => lifeMs };

describe('a digest of somebody who is erased', () => {
  let world: BotWorld;
  let erasures: ErasureWorld;
  let chatId = 7_000_000_000;
  const again: AccountJob[] = [];
  const jobs: MailJob[] = [];
  beforeAll(async () => {
    erasures = await createErasureWorld();
    ({ world } = erasures);
  });
  afterAll(() => erasures.stop());

  const heard = async () =>
    (await world.people.messages(chatId)).filter(({ from }) => from === 'bot').map(({ text }) => text);
  const isErased = async () => (await heard()).some((text) => text.startsWith('Deleted: '));

  const digests = (mortal: Mortal) =>
    sendDigests({
      context: { ...world.context, client: mortal.client(world.client) },
      sender: mortal.sender(world.sender),
      deliverLater: async (claim) => void jobs.push(deliverJob(claim)),
      leaseMs: lifeMs + 2_000,
      isOver: () => false,
      log: world.log,
    });

  async function erase(): Promise<void> {
    const handler = erasures.accountHandler({ sendAgain: async (job) => void again.push(job) });
    const asked: AccountJob = {
      type: 'erase',
      updateId: chatId % 1_000_000,
      messageId: 1,
      chatId,
      language: 'en',
    };
    expect(await handler(recordOf(again.at(-1) ?? asked), timed)).toEqual({ batchItemFailures: [] });
  }

  async function doJobs(): Promise<void> {
    const handler = erasures.mailHandler({ sendJob: async (job) => void jobs.push(job) });
    for (const job of jobs.splice(0))
      expect(await handler(recordOf(job), timed)).toEqual({ batchItemFailures: [] });
  }

  /** Somebody whose digest is due, and what they say before it is. */
  async function begin(says: readonly string[]): Promise<void> {
    chatId += 1;
    again.length = 0;
    jobs.length = 0;
    const address = await world.register(chatId);
    await world.people.say(chatId, '/digest hourly');
    await world.people.heard(chatId, 2);
    for (let mails = 0; mails < 2; mails += 1) {
      await world.receive({ to: address, raw: 'From: ann@example.com\r\nSubject: Plan\r\n\r\nIt is ready.' });
      world.advance(1);
    }
    for (const text of says) {
      const before = (await heard()).length;
      await world.people.say(chatId, text);
      await world.people.heard(chatId, before + 1);
    }
    world.advance(65 * 60_000);
  }

  it.each([
    ['wants it', []],
    ['wants no mail any more', ['/deactivate']],
  ])(
    'leaves and sends nothing behind the receipt if somebody %s, at whatever step it is',
    async (_, says) => {
      let receiptsBefore = 0;
      for (const stallsAt of stepsFrom(`the digest ${says}`)) {
        expect(stallsAt).toBeLessThan(60);
        await begin(says);
        const mortal = unharmed(stallsAt);
        await mortal.begin(digests(mortal));
        const { isStalled } = mortal;
        // The function has this long to live: an erasure that waits for it is done before, or after.
        for (let looks = 0; looks < 12 && !(await isErased()); looks += 1) {
          await erase();
          world.advance(4_000);
          await doJobs();
        }
        if (isStalled && (await isErased())) receiptsBefore += 1;
        await mortal.wake();
        for (let looks = 0; looks < 20 && !(await isErased()); looks += 1) {
          world.advance(20_000);
          await doJobs();
          await erase();
        }
        world.advance(20_000);
        await doJobs();
        const told = await heard();
        expect(told.findIndex((text) => text.startsWith('Deleted: '))).toBe(told.length - 1);
        expect([stallsAt, await erasures.itemsNaming([String(chatId)])]).toEqual([stallsAt, []]);
        if (!isStalled) break;
      }
      expect(receiptsBefore).toBeGreaterThan(0);
    },
  );
});
