import { documentedTable } from '@switchboard/jest-preset/documented-table';
import { type Cost, costHeading, costRow, measure } from '@switchboard/jest-preset/measure-cost';
import { type BotWorld, createBotWorld, roundMs } from './bot-world.ts';
import { type ChatWorld, chatWorld } from './chat-world.ts';

const note = (from = 'ann@example.com') => `From: ${from}\r\nSubject: Note\r\n\r\nHello.`;

/** What each operation may cost in requests to DynamoDB, however many users and mails there are. */
describe('the requests to DynamoDB', () => {
  let world: BotWorld;
  let chats: ChatWorld;
  let address: string;
  beforeAll(async () => {
    const made = chatWorld();
    world = await createBotWorld({}, made.factory);
    chats = await made.world;
    address = await world.register(7);
  });
  afterAll(async () => {
    await world.stop();
    chats.close();
  });
  const measured = (work: () => Promise<unknown>): Promise<Cost> => {
    world.advance(3_600_000);
    return measure(world.client, work);
  };
  const costOf = async (work: () => Promise<unknown>): Promise<readonly string[]> =>
    (await measured(work)).requests.toSorted();

  it('of a mail are five: claim, address, pace, sender, and the end of it all in one transaction', async () => {
    expect(await costOf(() => world.receive({ to: address, raw: note() }))).toEqual([
      'GetItem',
      'TransactWriteItems',
      'UpdateItem',
      'UpdateItem',
      'UpdateItem',
    ]);
  });

  it('of a mail are five as well where its domain is allowed, and six of a sender who is allowed or wrote in the same hour', async () => {
    await world.people.say(7, '/allow domain.example');
    await world.people.say(7, '/allow bea@example.com');
    await world.people.heard(7, 4);
    const from = async (sender: string) =>
      (await costOf(() => world.receive({ to: address, raw: note(sender) }))).length;
    expect(await from('cem@domain.example')).toBe(5);
    expect(await from('bea@example.com')).toBe(6);
    expect(await from('dora@example.com')).toBe(5);
    world.advance(10_000);
    const soon = await measure(world.client, () =>
      world.receive({ to: address, raw: note('dora@example.com') }),
    );
    expect(soon.requests).toHaveLength(6);
  });

  it('of a mail for a digest are five, and of one that is held six: what becomes of it is one transaction with its end', async () => {
    const other = await world.register(8);
    await world.people.say(8, '/digest hourly');
    await world.people.heard(8, 2);
    const receive = (from: string) => costOf(() => world.receive({ to: other, raw: note(from) }));
    const updates = ['UpdateItem', 'UpdateItem', 'UpdateItem'];
    expect(await receive('ann@example.com')).toEqual(['GetItem', 'TransactWriteItems', ...updates]);
    await world.people.say(8, '/block ann@example.com');
    await world.people.heard(8, 3);
    const reminder = 'PutItem';
    expect(await receive('ann@example.com')).toEqual(['GetItem', reminder, 'TransactWriteItems', ...updates]);
  });

  it('of a mail that waits for the pace of its chat are nine, and four more if Telegram refuses it once', async () => {
    world.advance(3_600_000);
    await world.receive({ to: address, raw: note('fay@example.com') });
    const waiting = () => world.receive({ to: address, raw: note('gil@example.com') });
    expect((await measure(world.client, waiting)).requests).toHaveLength(6);
    world.advance(roundMs + 1_000);
    await world.people.post('/faults', { method: 'sendMessage', status: 429, retryAfter: 1 });
    expect((await measure(world.client, world.runJobs)).requests).toHaveLength(4);
    world.advance(2 * roundMs);
    expect((await measure(world.client, world.runJobs)).requests).toHaveLength(3);
    expect(world.jobs).toEqual([]);
  });

  it('of a mail that comes again are two', async () => {
    world.advance(3_600_000);
    await world.receive({ to: address, raw: note(), id: 'again' });
    const again = () => world.receive({ to: address, raw: note(), id: 'again' });
    expect(await costOf(again)).toEqual(['GetItem', 'UpdateItem']);
  });

  it('of a mail to an address that nobody has are three', async () => {
    const unknown = () => world.receive({ to: 'nobody-x@mail.example', raw: note() });
    expect(await costOf(unknown)).toEqual(['GetItem', 'UpdateItem', 'UpdateItem']);
  });

  it('are in the reference of costs', async () => {
    const again = () => world.receive({ to: address, raw: note('eva@example.com'), id: 'twice' });
    const inOrder = ({ requests, ...cost }: Cost): Cost => ({ ...cost, requests: requests.toSorted() });
    const { actual, expected } = documentedTable('docs/reference/costs.md', 'mails', [
      costHeading,
      costRow('a mail, summarised in Telegram', inOrder(await measured(again))),
      costRow('the same mail once more', inOrder(await measured(again))),
      costRow(
        'a mail to an address that nobody has',
        inOrder(await measured(() => world.receive({ to: 'nobody-y@mail.example', raw: note() }))),
      ),
    ]);
    expect(actual).toEqual(expected);
  });

  it('of updates of Telegram are in the reference of costs', async () => {
    let updateId = 2_000_000_000;
    await world.people.say(20, '/help');
    await world.people.heard(20, 1);
    const update = (chatId: number, text: string) => () => {
      const chat = { id: chatId, type: 'private', first_name: 'Ann' };
      const from = { id: chatId, is_bot: false, first_name: 'Ann' };
      const [command = ''] = text.split(' ');
      const entities = [{ type: 'bot_command', offset: 0, length: command.length }];
      const message = {
        message_id: updateId,
        date: 0,
        chat,
        from,
        text,
        ...(text[0] === '/' && { entities }),
      };
      return world.callWebhook({ update_id: updateId, message });
    };
    const once = async (chatId: number, text: string): Promise<Cost> => {
      updateId += 1;
      return measured(update(chatId, text));
    };
    const { actual, expected } = documentedTable('docs/reference/costs.md', 'updates of Telegram', [
      costHeading,
      costRow('an update that registers', await once(20, '/register')),
      costRow('the same update once more', await measured(update(20, '/register'))),
      costRow('one more address', await once(20, '/new shop')),
      costRow('a setting', await once(20, '/digest hourly')),
      costRow('a question, such as `/status`', await once(20, '/status')),
      costRow('what somebody says first', await once(20, 'hello')),
      costRow('what somebody says next', await once(20, 'hello again')),
    ]);
    expect(actual).toEqual(expected);
  });
});
