import { telegramRates } from '@switchboard/telegram-simulator';
import { createBotWorld } from '../bot-world.ts';

/** The whole of it in the long runs. */
// biome-ignore lint/style/noProcessEnv: a test's own setting
const [users, mails] = process.env.SEEDS === undefined ? [5, 30] : [50, 1_000];

describe(`a burst of ${mails} mails to ${users} users`, () => {
  it('comes to everyone, each mail once, at the pace that Telegram asks for', async () => {
    const world = await createBotWorld({ rates: telegramRates });
    const addresses: string[] = [];
    for (let chatId = 1; chatId <= users; chatId += 1) {
      world.advance(2_000);
      addresses.push(await world.register(chatId));
    }
    world.advance(60_000);
    for (let from = 0; from < mails; from += 10) {
      const batch = Array.from({ length: 10 }, (_, index) => from + index);
      await Promise.all(
        batch.map((number) => {
          const to = addresses[number % users] ?? '';
          const raw = `From: ann${number}@example.com\r\nSubject: burst ${number}.\r\n\r\nHello.`;
          return world.receive({ to, raw });
        }),
      );
    }
    for (let seconds = 0; world.jobs.length > 0; seconds += 1) {
      expect(seconds).toBeLessThan(600);
      world.advance(1_000);
      await world.runJobs();
    }
    // A mail that waited and is then refused costs as much again. Few are, because the waiting mails come back evenly.
    const again = world.logs.filter(({ event, outcome }) => event === 'job.done' && outcome === 'later');
    expect(again.length / mails).toBeLessThan(0.1);
    for (let chatId = 1; chatId <= users; chatId += 1) {
      const said = (await world.people.messages(chatId)).filter(({ text }) => text.startsWith('burst '));
      const numbers = said.map(({ text }) => Number(/^burst (\d+)\./.exec(text)?.[1])).sort((a, b) => a - b);
      const expected = Array.from({ length: mails / users }, (_, index) => chatId - 1 + index * users);
      expect(numbers).toEqual(expected);
      const dates = said.map(({ date }) => date);
      expect(new Set(dates).size).toBe(dates.length);
    }
    await world.stop();
  }, 3_600_000);
});
