import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createTelegramWorld, type TelegramWorld } from '../../test/telegram-world.ts';
import { userPartition } from '../users/user-partition.ts';
import { readChat } from '../users/user-store.ts';
import { countFromSender, listSenders, removeVerdict, setVerdict } from './sender-store.ts';

const ann = 'ann@example.com';

describe('what a user decided about senders', () => {
  let world: TelegramWorld;
  beforeEach(async () => {
    world = await createTelegramWorld();
  });

  const listed = async (chatId = 7) =>
    (await listSenders(world.context, chatId, (await readChat(world.context, chatId)).domains)).map(
      ({ sender, verdict }) => `${sender} ${verdict}`,
    );
  const register = (chatId: number) =>
    world.client.send(
      new UpdateCommand({
        TableName: world.tables.telegramUsers,
        Key: { chat_id: chatId },
        UpdateExpression: 'SET created_at = :now',
        ExpressionAttributeValues: { ':now': '2026-11-21T10:00:00Z' },
      }),
    );

  it('stays, whatever is counted and however long ago that was', async () => {
    await setVerdict(world.context, 7, { sender: ann, verdict: 'allowed' }, 1);
    expect(await countFromSender(world.context, 7, 'Ann@Example.com')).toEqual({
      verdict: 'allowed',
      mails: 1,
    });
    expect(await countFromSender(world.context, 7, ann)).toEqual({ verdict: 'allowed', mails: 2 });
    world.advance(5 * 3_600_000);
    expect(await countFromSender(world.context, 7, ann)).toEqual({ verdict: 'allowed', mails: 1 });
    expect(await listed()).toEqual([`${ann} allowed`]);
  });

  it('leaves the count as it is when it is taken back', async () => {
    await countFromSender(world.context, 7, ann);
    await setVerdict(world.context, 7, { sender: ann, verdict: 'blocked' }, 1);
    expect(await countFromSender(world.context, 7, ann)).toEqual({ verdict: 'blocked', mails: 0 });
    await removeVerdict(world.context, 7, ann, 2);
    expect(await countFromSender(world.context, 7, ann)).toEqual({ mails: 2 });
    expect(await listed()).toEqual([]);
  });

  it.each([ann, 'example.org'])(
    'is what the latest update decided of %s, though an earlier one still runs',
    async (sender) => {
      await register(7);
      const block = () => setVerdict(world.context, 7, { sender, verdict: 'blocked' }, 5);
      await block();
      await removeVerdict(world.context, 7, sender, 6);
      await block();
      expect(await listed()).toEqual([]);
      await setVerdict(world.context, 7, { sender, verdict: 'allowed' }, 7);
      await removeVerdict(world.context, 7, sender, 6);
      expect(await listed()).toEqual([`${sender} allowed`]);
    },
  );

  it('counts every mail of many that come at the same time, at the turn of the hour too', async () => {
    for (const hour of [1, 2]) {
      const counts = await Promise.all(
        Array.from({ length: 20 }, () => countFromSender(world.context, 7, ann)),
      );
      expect(counts.map(({ mails }) => mails).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, index) => index + 1),
      );
      world.advance(hour * 3_600_000);
    }
  });

  it.each([undefined, 'allowed'] as const)(
    'counts a mail that began before the hour in which others were counted: %s',
    async (verdict) => {
      if (verdict) await setVerdict(world.context, 7, { sender: ann, verdict }, 1);
      const late = { ...world.context, now: () => world.context.now() - 3_600_000 };
      await countFromSender(world.context, 7, ann);
      expect((await countFromSender(late, 7, ann)).mails).toBe(2);
      expect((await countFromSender(world.context, 7, ann)).mails).toBe(3);
    },
  );

  it('lists those that were decided about among those whose mails were only counted', async () => {
    await register(7);
    for (let number = 0; number < 150; number += 1)
      await countFromSender(world.context, 7, `a${number}@example.com`);
    await setVerdict(world.context, 7, { sender: 'zoe@example.com', verdict: 'blocked' }, 1);
    await setVerdict(world.context, 7, { sender: 'example.org', verdict: 'allowed' }, 1);
    expect(await listed()).toEqual(['example.org allowed', 'zoe@example.com blocked']);
    await removeVerdict(world.context, 7, 'example.org', 2);
    expect(await listed()).toEqual(['zoe@example.com blocked']);
  });

  it('makes no item for a count that lasts', async () => {
    await countFromSender(world.context, 7, ann);
    const { Item } = await world.client.send(
      new GetCommand({
        TableName: world.tables.partitionedKeys,
        Key: { partitionKey: userPartition(7), sortKey: `sender.${ann}` },
      }),
    );
    expect(Item?.expiresAt).toBeGreaterThan(world.context.now() / 1000);
    await setVerdict(world.context, 7, { sender: ann, verdict: 'allowed' }, 1);
    const decided = await world.client.send(
      new GetCommand({
        TableName: world.tables.partitionedKeys,
        Key: { partitionKey: userPartition(7), sortKey: `sender.${ann}` },
      }),
    );
    expect(decided.Item).not.toHaveProperty('expiresAt');
  });
});
