import { answerAtOnce, createHarness, type Harness } from './fixtures.ts';

const takeover = (owner: string, ownerEpoch: number, fields: object = {}) => ({
  event: 'takeover',
  threadId: 't1',
  owner,
  ownerEpoch,
  ...fields,
});

const page = (owner: object) => ({
  event: 'history',
  threadId: 't1',
  direction: 'backward',
  messages: [],
  owner,
});

const waiting = (kind: string) => ({ event: 'waiting', threadId: 't1', waiting: kind, since: 7 });

async function open(): Promise<Harness> {
  const harness = createHarness();
  harness.thread.append('hello', { messageType: 'user', sender: 'ada' });
  answerAtOnce(harness);
  harness.client.open();
  await harness.clock.advance(0);
  return harness;
}

const live = ({ network, thread }: Harness, messageType: 'user' | 'bot' | 'operator'): void => {
  network.socket.deliver({ event: 'message', ...thread.append('text', { messageType, sender: 'x' }) });
};

describe('what happens to a conversation', () => {
  it('is told with its place in the conversation', async () => {
    const harness = await open();
    const { client, clock, network } = harness;
    network.socket.deliver(takeover('queue', 1));
    live(harness, 'bot');
    network.socket.deliver(takeover('operator', 2, { userId: 'olga' }));
    network.socket.deliver(takeover('bot', 3, { closed: true }));
    expect(client.getSnapshot().ownerChanges).toEqual([
      { owner: 'queue', operatorId: undefined, ownerEpoch: 1, closed: false, at: clock.now(), afterSeq: 1 },
      { owner: 'operator', operatorId: 'olga', ownerEpoch: 2, closed: false, at: clock.now(), afterSeq: 2 },
      { owner: 'bot', operatorId: undefined, ownerEpoch: 3, closed: true, at: clock.now(), afterSeq: 2 },
    ]);
    expect(client.getSnapshot()).toMatchObject({ owner: 'bot', closed: true, ownerEpoch: 3 });
  });

  it('is told once, although an operator renews the lease and frames come twice or late', async () => {
    const { client, network } = await open();
    network.socket.deliver(takeover('operator', 2, { userId: 'olga' }));
    network.socket.deliver(takeover('operator', 2, { userId: 'olga' }));
    network.socket.deliver(takeover('operator', 3, { userId: 'olga' }));
    network.socket.deliver(takeover('queue', 1));
    expect(client.getSnapshot().ownerChanges).toHaveLength(1);
    expect(client.getSnapshot()).toMatchObject({ owner: 'operator', operatorId: 'olga' });
  });

  it('is told when it happened while the client was away, but not how things stood at the start', async () => {
    const harness = createHarness();
    const { client, clock, network } = harness;
    client.open();
    await clock.advance(0);
    network.socket.deliver(page({ type: 'operator', userId: 'olga', ownerEpoch: 2 }));
    expect(client.getSnapshot().ownerChanges).toEqual([]);
    network.socket.drop();
    await clock.advance(250);
    network.socket.deliver(page({ type: 'bot', ownerEpoch: 3 }));
    expect(client.getSnapshot().ownerChanges).toMatchObject([{ owner: 'bot' }]);
  });

  it('comes with the name of an operator who has not been named before', async () => {
    const { client, clock, network } = createHarness();
    const told: unknown[] = [];
    client.subscribe(() => {
      const { ownerChanges, people } = client.getSnapshot();
      if (ownerChanges.length > 0) told.push(people.get('olga-k')?.name);
    });
    client.open();
    await clock.advance(0);
    network.socket.deliver(page({ type: 'bot', ownerEpoch: 1 }));
    network.socket.drop();
    await clock.advance(250);
    const people = { 'olga-k': { name: 'Olga Kowalska' } };
    network.socket.deliver({ ...page({ type: 'operator', userId: 'olga-k', ownerEpoch: 2 }), people });
    expect(told[0]).toBe('Olga Kowalska');
  });

  it('is told with the name that an operator has now, and with none once they have none', async () => {
    const { client, network } = await open();
    const name = () => client.getSnapshot().people.get('olga')?.name;
    network.socket.deliver(takeover('operator', 2, { userId: 'olga', name: 'Olga', picture: 'https://o' }));
    network.socket.deliver(takeover('operator', 2, { userId: 'olga', name: 'Olga K.' }));
    expect(client.getSnapshot().people.get('olga')).toEqual({ name: 'Olga K.' });
    network.socket.deliver(takeover('operator', 3, { userId: 'olga' }));
    expect(name()).toBeUndefined();
    expect(client.getSnapshot().ownerChanges).toHaveLength(1);
  });

  it('is told with the name that was said last, in whatever order frames and pages arrive', async () => {
    const { client, network } = await open();
    const name = () => client.getSnapshot().people.get('olga')?.name;
    const frame = (ownerEpoch: number, fields: object) =>
      network.socket.deliver(takeover('operator', ownerEpoch, { userId: 'olga', ...fields }));
    frame(2, { name: 'Olga B.', asOf: 20 });
    // The claim, which was delayed past the new name.
    frame(2, { name: 'Olga A.', asOf: 10 });
    expect(name()).toBe('Olga B.');
    frame(2, { asOf: 15 });
    expect(name()).toBe('Olga B.');
    const owner = { type: 'operator', userId: 'olga', ownerEpoch: 2 };
    network.socket.deliver({ ...page(owner), people: { olga: { name: 'Olga A.', asOf: 10 } } });
    expect(name()).toBe('Olga B.');
    // A renewed claim, before which the name was read.
    frame(3, { name: 'Olga B.', asOf: 20 });
    frame(2, { name: 'Olga C.', asOf: 30 });
    expect(name()).toBe('Olga C.');
    expect(client.getSnapshot().ownerEpoch).toBe(3);
    frame(3, { asOf: 40 });
    expect(name()).toBeUndefined();
    frame(2, { name: 'Olga C.', asOf: 30 });
    expect(name()).toBeUndefined();
  });

  it('is read with the names that people have now: who has none there has none any more', async () => {
    const harness = createHarness();
    const { client, clock, network, thread } = harness;
    client.open();
    await clock.advance(0);
    const messages = [thread.append('hello', { messageType: 'operator', sender: 'olga' })];
    const owner = { type: 'operator', userId: 'otto', ownerEpoch: 2 };
    const people = { olga: { name: 'Olga' }, otto: { name: 'Otto' }, ada: { name: 'Ada' } };
    network.socket.deliver({ ...page(owner), messages, people });
    expect(client.getSnapshot().people.size).toBe(3);
    network.socket.drop();
    await clock.advance(250);
    network.socket.deliver({
      ...page(owner),
      direction: 'forward',
      messages,
      people: { olga: {}, otto: {} },
    });
    expect([...client.getSnapshot().people]).toEqual([['ada', { name: 'Ada' }]]);
  });

  it('includes what nobody answers any more, as a page of history says it', async () => {
    const harness = createHarness();
    const { client, clock, network, thread } = harness;
    client.open();
    await clock.advance(0);
    const messages = [thread.append('hello')];
    network.socket.deliver({ ...page({ type: 'bot', ownerEpoch: 0 }), messages, waiting: 'bot' });
    expect(client.getSnapshot().settledThrough).toBe(0);
    network.socket.drop();
    await clock.advance(250);
    network.socket.deliver({ ...page({ type: 'bot', ownerEpoch: 0 }), direction: 'forward', messages });
    expect(client.getSnapshot().settledThrough).toBe(messages[0]?.seq);
  });

  it('includes whose answer is awaited, until it has come', async () => {
    const harness = await open();
    const { client, network } = harness;
    network.socket.deliver(waiting('bot'));
    expect(client.getSnapshot()).toMatchObject({ waiting: 'bot', waitingSince: 7 });
    live(harness, 'bot');
    expect(client.getSnapshot().waiting).toBe('none');
    network.socket.deliver(waiting('human'));
    live(harness, 'bot');
    expect(client.getSnapshot().waiting).toBe('human');
    live(harness, 'operator');
    expect(client.getSnapshot().waiting).toBe('none');
    network.socket.deliver(waiting('failed'));
    expect(client.getSnapshot().waiting).toBe('failed');
    network.socket.deliver(waiting('none'));
    expect(client.getSnapshot().waiting).toBe('none');
  });

  it('includes whose answer is awaited as a page of history says it, which may be nobody’s', async () => {
    const { client, clock, network } = await open();
    network.socket.deliver(waiting('human'));
    network.onFrame = () => {};
    network.socket.drop();
    await clock.advance(250);
    const owner = { type: 'bot', ownerEpoch: 4 };
    const page = { event: 'history', threadId: 't1', direction: 'forward', messages: [] };
    network.socket.deliver({ ...page, owner, waiting: 'failed' });
    expect(client.getSnapshot().waiting).toBe('failed');
    network.socket.drop();
    await clock.advance(1_000);
    network.socket.deliver({ ...page, owner });
    expect(client.getSnapshot().waiting).toBe('none');
  });

  it('begins anew with a message in a conversation that was closed', async () => {
    const harness = await open();
    harness.network.socket.deliver(takeover('bot', 3, { closed: true }));
    live(harness, 'user');
    expect(harness.client.getSnapshot().closed).toBe(false);
    harness.network.socket.deliver(takeover('bot', 4, { closed: true }));
    harness.client.send('one more thing');
    expect(harness.client.getSnapshot().closed).toBe(false);
  });
});
