import { randomUUID } from 'node:crypto';
import { loopMark } from '../src/inbound/mail-kind.ts';
import { readMailState } from '../src/notices/mail-state-store.ts';
import { type BotWorld, createBotWorld } from './bot-world.ts';
import { corpus } from './corpus/corpus.ts';
import { markOfAddress } from './corpus/corpus-mail.ts';

describe('a mail with', () => {
  let world: BotWorld;
  let address: string;
  let outcomes = 0;
  beforeAll(async () => {
    world = await createBotWorld();
    address = await world.register(7);
  });
  afterAll(() => world.stop());

  const heard = () => world.people.fromBot(7);

  it.each(corpus)('$name has its outcome', async ({ raw, outcome, verdicts = {}, sender, ...expected }) => {
    const before = (await heard()).length;
    world.advance(3_600_000);
    const own = typeof raw === 'string' ? raw.replace(markOfAddress, loopMark(address)) : raw;
    const mail = { to: address, raw: own, verdicts, ...(sender !== undefined && { sender }) };
    const id = randomUUID();
    // A busy machine may break a connection to the simulator. As in Lambda, the event comes again then.
    await world.receive({ ...mail, id }).catch(() => {
      world.advance(60_000);
      return world.receive({ ...mail, id });
    });
    const state = await readMailState(world.context, `${id}.${address.split('@')[0]}`);
    expect(state).toMatchObject({ status: 'done', outcome });
    const said = (await heard()).slice(before);
    expect(said.length > 0).toBe(outcome !== 'held');
    const text = said.map((message) => message.text).join('\n');
    for (const shown of expected.shows ?? []) expect(text).toContain(shown);
    for (const hidden of expected.hides ?? []) expect(text).not.toContain(hidden);
    const files = said.flatMap(({ document }) => document?.name ?? []);
    expect(files).toEqual(expected.file === undefined ? [] : [expected.file]);
    const buttons = said.flatMap((message) => message.buttons.flat().map((button) => button.text));
    expect(buttons).toEqual(expect.arrayContaining([...(expected.buttons ?? [])]));
    outcomes += 1;
  });

  it('any of at least 80 difficulties has an outcome: none is silent', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(80);
    expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
    expect(outcomes).toBe(corpus.length);
  });
});
