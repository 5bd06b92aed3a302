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

  it('of a mail are six: claim, address, pace, sender, count, and the end of it all in one transaction', async () => {
    expect(await costOf(() => world.receive({ to: address, raw: note() }))).toEqual([
      'BatchGetItem',
      'GetItem',
      'TransactWriteItems',
      'UpdateItem',
      'UpdateItem',
      'UpdateItem',
    ]);
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
