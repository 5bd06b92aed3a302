import { type BotWorld, createBotWorld } from './bot-world.ts';

const note = (from = 'ann@example.com') => `From: ${from}\r\nSubject: Note\r\n\r\nHello.`;

/** What each operation may cost in requests to DynamoDB, however many users and mails there are. */
describe('the requests to DynamoDB', () => {
  let world: BotWorld;
  let address: string;
  let requests: string[] = [];
  beforeAll(async () => {
    world = await createBotWorld();
    address = await world.register(7);
    world.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          requests.push(commandName.replace('Command', ''));
          return next(args);
        },
      { step: 'finalizeRequest', priority: 'low', name: 'count' },
    );
  });
  afterAll(() => world.stop());
  const costOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    world.advance(3_600_000);
    requests = [];
    await work();
    return [...requests].sort();
  };

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
    requests = [];
    world.advance(10_000);
    await world.receive({ to: address, raw: note('dora@example.com') });
    expect(requests).toHaveLength(6);
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
});
