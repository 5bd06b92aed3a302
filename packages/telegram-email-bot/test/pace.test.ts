import { reserveSlot } from '../src/users/pace.ts';
import { roundMs } from './bot-world.ts';
import { createTelegramWorld, type TelegramWorld } from './telegram-world.ts';

/** Telegram's rate for a bot. */
const [mostOfBot, secondMs] = [30, 1_000];

const count = 50;
const chats = (idOf: (index: number) => number): readonly number[] =>
  Array.from({ length: count }, (_, index) => idOf(index));

describe('the pace of messages', () => {
  let world: TelegramWorld;
  beforeAll(async () => {
    world = await createTelegramWorld();
  });

  const reserve = async (chatId: number, notBefore?: number): Promise<number> =>
    (await reserveSlot(world.context, chatId, { chats: 'everyone', ...(notBefore && { notBefore }) })).at;

  const mostAtOnce = (moments: readonly number[]): number =>
    Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + secondMs).length));

  it.each([
    ['came to the bot one after the other', chats((index) => 1_000 + index)],
    ['are strangers', chats((index) => 7_000_000_000 + index * index * 7_919)],
    ['are groups', chats((index) => -1_000_000_000_000 - index * 37)],
  ])('keeps to the rate of a bot if several mails at once come for people who %s', async (_, ids) => {
    const now = world.context.now();
    const moments: number[] = [];
    for (const id of ids) {
      const [first = 0, ...waiting] = await Promise.all([1, 2, 3, 4].map(() => reserve(id)));
      expect(Math.min(first, ...waiting)).toBe(now);
      const own = [first, ...waiting].toSorted((left, right) => left - right);
      for (const [index, at] of own.entries())
        if (index > 0)
          expect(at - (own[index - 1] ?? 0)).toBeGreaterThanOrEqual(index === 1 ? 1_000 : roundMs);
      moments.push(...own.slice(1));
    }
    expect(mostAtOnce(moments)).toBeLessThanOrEqual(mostOfBot);
  });

  it('keeps to it if Telegram has asked all of them to wait', async () => {
    const notBefore = world.context.now() + 5_000;
    const moments = await Promise.all(chats((index) => 2_000 + index).map((id) => reserve(id, notBefore)));
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(notBefore);
    expect(mostAtOnce(moments)).toBeLessThanOrEqual(mostOfBot);
    const behind = await reserve(2_000);
    expect(behind).toBeGreaterThanOrEqual((moments[0] ?? 0) + roundMs);
  });
});
