import type { ClientFrame, ServerFrame, ThreadRow } from '@switchboard/protocol';
import { OperatorDesk } from '../src/operator/operator-desk.ts';
import { changed, row } from './desk-frames.ts';
import type { FakeSocket } from './fake-network.ts';
import { createSession, type SessionHarness } from './fixtures.ts';

const mine = (threadId: string, since = 1): ThreadRow =>
  row(threadId, since, { owner: { type: 'operator', userId: 'ada' } });

interface Page {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** What a server knows that answers an operator's frames at once. The operator of these tests is ada. */
class Office {
  queue: ThreadRow[] = [];
  inbox: ThreadRow[] = [];
  ada: Pick<ServerFrame<'duty'>, 'status' | 'capacity'> = { status: 'available' };

  handle(frame: ClientFrame, socket: FakeSocket): void {
    if (frame.action === 'queue.get') socket.deliver({ event: 'queue', ...this.#page(this.queue, frame) });
    if (frame.action === 'inbox.get')
      socket.deliver({ event: 'inbox', list: frame.list, ...this.#page(this.inbox, frame) });
    if (frame.action === 'thread.claim')
      socket.deliver(takeover(frame.threadId, { owner: 'operator', userId: 'ada' }));
    if (frame.action === 'thread.release') socket.deliver(takeover(frame.threadId, { owner: 'bot' }));
    if (frame.action === 'thread.requeue') socket.deliver(takeover(frame.threadId, { owner: 'queue' }));
    if (frame.action === 'thread.transfer')
      socket.deliver(takeover(frame.threadId, { owner: 'operator', userId: frame.to }));
    if (frame.action === 'thread.close')
      socket.deliver(takeover(frame.threadId, { owner: 'bot', closed: true }));
    if (frame.action === 'operators.get')
      socket.deliver({ event: 'operators', operators: [{ userId: 'ada', ...this.ada }] });
    if (frame.action === 'duty.set') socket.deliver({ event: 'duty', status: frame.status });
  }

  #page(rows: ThreadRow[], { limit = 20, cursor = '0' }: Page): object {
    const end = Number(cursor) + limit;
    return {
      threads: rows.slice(Number(cursor), end),
      ...(end < rows.length ? { cursor: String(end) } : {}),
    };
  }
}

const takeover = (threadId: string, fields: object) => ({
  event: 'takeover',
  threadId,
  ownerEpoch: 1,
  ...fields,
});

interface DeskHarness extends SessionHarness {
  readonly desk: OperatorDesk;
  readonly office: Office;
  readonly ids: (list: 'queue' | 'mine' | 'bot' | 'closed') => string[];
}

async function open(prepare: (office: Office) => void = () => {}): Promise<DeskHarness> {
  const harness = createSession();
  const office = new Office();
  prepare(office);
  harness.network.onFrame = (frame, socket) => office.handle(frame, socket);
  let ids = 0;
  const desk = new OperatorDesk(harness.session, { pageSize: 3, newId: () => `n${++ids}` });
  harness.session.open();
  await harness.clock.advance(0);
  return {
    ...harness,
    desk,
    office,
    ids: (list) => desk.getSnapshot().lists[list].rows.map(({ threadId }) => threadId),
  };
}

describe('the queue', () => {
  it('is loaded page by page, longest waiting first', async () => {
    const { desk, ids } = await open((office) => {
      office.queue = [1, 2, 3, 4, 5].map((since) => row(`t${since}`, since));
    });
    expect(ids('queue')).toEqual(['t1', 't2', 't3']);
    expect(desk.getSnapshot().lists.queue).toMatchObject({ loaded: true, loading: false, hasMore: true });
    await desk.loadMore('queue');
    expect(ids('queue')).toEqual(['t1', 't2', 't3', 't4', 't5']);
    expect(desk.getSnapshot().lists.queue.hasMore).toBe(false);
    await desk.loadMore('queue');
    expect(ids('queue')).toHaveLength(5);
  });

  it('changes with every thread that begins or ends to wait, and tells of those that begin', async () => {
    const { desk, network, ids } = await open((office) => {
      office.queue = [row('t1', 1), row('t5', 5)];
    });
    const queued: string[] = [];
    desk.on('queued', ({ threadId }) => queued.push(threadId));
    network.socket.deliver(changed('added', row('t3', 3)));
    network.socket.deliver(changed('added', row('t3', 3)));
    network.socket.deliver(changed('updated', row('t5', 2)));
    expect(ids('queue')).toEqual(['t1', 't5', 't3']);
    network.socket.deliver(changed('removed', row('t1', 1, { owner: { type: 'bot' } })));
    expect(ids('queue')).toEqual(['t5', 't3']);
    expect(queued).toEqual(['t3']);
  });

  it('leaves a thread behind what was loaded to its page', async () => {
    const { desk, network, ids, office } = await open((created) => {
      created.queue = [1, 2, 3, 4].map((since) => row(`t${since}`, since));
    });
    office.queue.push(row('t9', 9));
    network.socket.deliver(changed('added', row('t9', 9)));
    expect(ids('queue')).toEqual(['t1', 't2', 't3']);
    await desk.loadMore('queue');
    expect(ids('queue')).toEqual(['t1', 't2', 't3', 't4', 't9']);
  });

  it('is loaded again after a reconnection, as far as it was shown, and replaced at once', async () => {
    const { clock, desk, network, ids, office } = await open((created) => {
      created.queue = [1, 2, 3, 4, 5, 6, 7].map((since) => row(`t${since}`, since));
    });
    await desk.loadMore('queue');
    network.socket.drop();
    office.queue = office.queue.slice(1);
    const shown = new Set<number>();
    desk.subscribe(() => shown.add(ids('queue').length));
    await clock.advance(250);
    expect(ids('queue')).toEqual(['t2', 't3', 't4', 't5', 't6', 't7']);
    expect([...shown]).toEqual([6]);
  });

  it('of thousands of rows is loaded again as far as 200 of them; the rest comes when it is asked for', async () => {
    const { clock, desk, network, ids } = await open((created) => {
      created.queue = Array.from({ length: 400 }, (_, since) => row(`t${since}`, since));
    });
    while (desk.getSnapshot().lists.queue.hasMore) await desk.loadMore('queue');
    expect(ids('queue')).toHaveLength(400);
    const asked = network.sentOf('queue.get').length;
    network.socket.drop();
    await clock.advance(250);
    while (desk.getSnapshot().lists.queue.loading) await clock.advance(0);
    expect(network.sentOf('queue.get').length - asked).toBe(67);
    expect(ids('queue')).toHaveLength(201);
    expect(desk.getSnapshot().lists.queue.hasMore).toBe(true);
    await desk.loadMore('queue');
    expect(ids('queue')).toHaveLength(204);
  });

  it('stays as it is when a page cannot be loaded, which is told', async () => {
    const { desk, network, ids } = await open((office) => {
      office.queue = [1, 2, 3, 4].map((since) => row(`t${since}`, since));
    });
    const failures: unknown[] = [];
    desk.on('failure', (failure) => failures.push(failure));
    network.onFrame = ({ action }, socket) =>
      socket.deliver({ event: 'error', code: 'cursor.invalid', message: 'No.', requestId: 'r', action });
    await desk.loadMore('queue');
    expect(failures).toMatchObject([{ code: 'cursor.invalid' }]);
    expect(ids('queue')).toEqual(['t1', 't2', 't3']);
    expect(desk.getSnapshot().lists.queue.loading).toBe(false);
  });
});

describe('a claim', () => {
  it('moves the thread from the queue to the operator’s own', async () => {
    const { desk, ids } = await open((office) => {
      office.queue = [row('t1', 1)];
    });
    await expect(desk.claim('t1')).resolves.toMatchObject({ owner: 'operator', userId: 'ada' });
    expect(ids('queue')).toEqual([]);
    expect(ids('mine')).toEqual(['t1']);
  });

  it('of a thread whose customer was erased is refused, and the thread leaves every list', async () => {
    const { desk, network, ids } = await open((office) => {
      office.queue = [row('t1', 1), row('t2', 2)];
      office.inbox = [row('t1', 1), row('t2', 2)];
    });
    const lists = ['queue', 'mine', 'bot', 'closed'] as const;
    for (const list of lists) await desk.load(list);
    network.onFrame = ({ action, ...frame }, socket) => {
      const threadId = 'threadId' in frame ? frame.threadId : undefined;
      socket.deliver({
        event: 'error',
        code: 'thread.notFound',
        message: '',
        requestId: '',
        action,
        threadId,
      });
    };
    await expect(desk.claim('t1')).rejects.toMatchObject({ code: 'thread.notFound' });
    for (const list of lists) expect(ids(list)).toEqual(['t2']);
  });

  it('that is gone is told of, also to an operator who asks for nothing', async () => {
    const { desk, network, ids } = await open((office) => {
      office.queue = [row('t1', 1), row('t2', 2)];
    });
    const gone: string[] = [];
    desk.on('gone', ({ threadId }) => gone.push(threadId));
    const failure = { event: 'error', code: 'thread.notFound', message: '', requestId: '' } as const;
    network.socket.deliver({ ...failure, threadId: 't1' });
    expect(gone).toEqual(['t1']);
    expect(ids('queue')).toEqual(['t2']);
  });

  it('that loses the race says who has won it', async () => {
    const { desk, network } = await open();
    network.onFrame = (frame, socket) => {
      if (frame.action === 'thread.claim')
        socket.deliver({
          event: 'error',
          code: 'thread.owned',
          message: '',
          requestId: '',
          action: frame.action,
          ...(frame.threadId === 't1' ? { owner: { userId: 'olga', name: 'Olga Kowalska' } } : {}),
        });
    };
    await expect(desk.claim('t1')).rejects.toMatchObject({
      name: 'ThreadOwnedError',
      code: 'thread.owned',
      ownerId: 'olga',
      ownerName: 'Olga Kowalska',
      message: 'Olga Kowalska has claimed the thread.',
    });
    await expect(desk.claim('t2')).rejects.toMatchObject({
      name: 'ThreadOwnedError',
      ownerId: undefined,
      message: 'Another operator had the thread.',
    });
  });

  it('by another operator takes the thread out of the queue, and out of one’s own', async () => {
    const { network, ids } = await open((office) => {
      office.queue = [row('t1', 1)];
      office.inbox = [mine('t2')];
    });
    for (const threadId of ['t1', 't2'])
      network.socket.deliver(takeover(threadId, { owner: 'operator', userId: 'olga' }));
    expect([...ids('queue'), ...ids('mine')]).toEqual([]);
  });

  it('is told only when somebody else has made the thread the operator’s', async () => {
    const { desk, network, office, ids } = await open((created) => {
      created.queue = [row('t1', 1)];
    });
    const assigned: string[] = [];
    desk.on('assigned', ({ threadId }) => assigned.push(threadId));
    await desk.claim('t1');
    office.inbox = [mine('t1'), mine('t2')];
    network.socket.deliver(takeover('t2', { owner: 'operator', userId: 'ada' }));
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    expect(ids('mine')).toEqual(['t1', 't2']);
    expect(assigned).toEqual(['t2']);
  });
});

describe('a thread of the operator', () => {
  it.each([
    ['released', (desk: OperatorDesk) => desk.release('t1'), { owner: 'bot' }],
    ['put back into the queue', (desk: OperatorDesk) => desk.requeue('t1'), { owner: 'queue' }],
    [
      'transferred',
      (desk: OperatorDesk) => desk.transfer('t1', 'olga'),
      { owner: 'operator', userId: 'olga' },
    ],
    ['closed', (desk: OperatorDesk) => desk.closeThread('t1'), { closed: true }],
  ])('is gone from their list once it is %s', async (_, act, outcome) => {
    const { desk, ids } = await open((office) => {
      office.inbox = [mine('t1')];
    });
    await expect(act(desk)).resolves.toMatchObject(outcome);
    expect(ids('mine')).toEqual([]);
  });

  it('rises to the top with a new message, and counts what is unread until it is seen', async () => {
    const { desk, network, ids } = await open((office) => {
      office.inbox = [mine('t2', 2), mine('t1', 1)];
    });
    network.socket.deliver({
      event: 'message',
      messageId: 'm1',
      threadId: 't1',
      seq: 1,
      timestamp: 9,
      messageType: 'user',
      text: 'hello?',
      sender: 'ann',
      status: 'sent',
      metadata: {},
    });
    expect(ids('mine')).toEqual(['t1', 't2']);
    expect(desk.getSnapshot().lists.mine.rows[0]).toMatchObject({
      unread: 1,
      lastMessage: { text: 'hello?' },
    });
    desk.see('t1');
    expect(desk.getSnapshot().lists.mine.rows[0]?.unread).toBe(0);
    const seen = desk.getSnapshot();
    desk.see('t1');
    expect(desk.getSnapshot()).toBe(seen);
  });

  it('keeps the customer’s words while a person owes an answer, whatever the bot says', async () => {
    const waiting = { ...mine('t1'), waiting: 'human' as const };
    const { desk, network } = await open((office) => {
      office.inbox = [waiting];
    });
    const hear = (messageType: 'user' | 'bot' | 'operator', text: string): string | undefined => {
      const said = { messageId: text, threadId: 't1', seq: 1, timestamp: 9, messageType, text } as const;
      network.socket.deliver({ event: 'message', ...said, sender: 'x', status: 'sent', metadata: {} });
      return desk.getSnapshot().lists.mine.rows[0]?.lastMessage?.text;
    };
    expect(hear('user', 'Where is my order?')).toBe('Where is my order?');
    expect(hear('bot', 'One moment, please.')).toBe('Where is my order?');
    expect(hear('operator', 'It is on its way.')).toBe('It is on its way.');
  });

  it('is written in as an operator, who says what they had seen', async () => {
    const { desk, network } = await open();
    const thread = desk.thread('t1');
    network.socket.deliver({ event: 'history', threadId: 't1', direction: 'backward', messages: [] });
    thread.send('Hello, this is Ada.');
    expect(network.sentOf('message.send')).toMatchObject([{ answersThrough: 0 }]);
    network.socket.deliver({
      event: 'ack',
      messageId: 'm1',
      threadId: 't1',
      seq: 1,
      timestamp: 1,
      clientMessageId: 'c1',
      message: 'Message sent successfully',
    });
    expect(thread.getSnapshot().messages).toMatchObject([{ messageType: 'operator', sender: 'ada' }]);
  });

  it('fault: an answer to a question of the bot’s looked as if the operator had taken the thread over', async () => {
    const { desk, network } = await open();
    const thread = desk.thread('t1');
    network.socket.deliver({ event: 'history', threadId: 't1', direction: 'backward', messages: [] });
    thread.send('Yes', { metadata: { approval: { id: 'q1', approved: true } } });
    const ack = { messageId: 'm1', threadId: 't1', seq: 1, timestamp: 1, clientMessageId: 'c1' };
    network.socket.deliver({ event: 'ack', ...ack, message: 'Message sent successfully' });
    expect(thread.getSnapshot().messages).toMatchObject([{ messageType: 'system', sender: 'ada' }]);
  });
});

describe('a note', () => {
  const note = (noteId: string, timestamp: number, fields: object = {}) => ({
    noteId,
    threadId: 't1',
    text: noteId,
    author: 'olga',
    timestamp,
    kind: 'note',
    ...fields,
  });
  const texts = ({ desk }: DeskHarness): string[] | undefined =>
    desk
      .getSnapshot()
      .notes.get('t1')
      ?.map(({ text }) => text);

  it('is written once, although its answer is lost', async () => {
    const harness = await open();
    const { clock, desk, network } = harness;
    const written = desk.addNote('t1', 'Prefers e-mail.');
    await clock.advance(8_000);
    const ids = network.sentOf('note.add').map(({ clientMessageId }) => clientMessageId);
    expect(ids).toEqual(['n1', 'n1']);
    const frame = { event: 'note', ...note('Prefers e-mail.', 1, { clientMessageId: 'n1', author: 'ada' }) };
    network.socket.deliver(frame);
    network.socket.deliver(frame);
    await expect(written).resolves.toMatchObject({ author: 'ada' });
    expect(texts(harness)).toEqual(['Prefers e-mail.']);
  });

  it('of others is shown with those that were loaded, in order', async () => {
    const harness = await open();
    const { desk, network } = harness;
    const loaded = desk.loadNotes('t1');
    network.socket.deliver({ event: 'note', ...note('third', 3) });
    network.socket.deliver({ event: 'notes', threadId: 't1', notes: [note('first', 1), note('second', 2)] });
    await loaded;
    expect(texts(harness)).toEqual(['first', 'second', 'third']);
  });

  it('that was written before the thread became the operator’s is loaded then', async () => {
    const harness = await open();
    const { desk, network } = harness;
    const loaded = desk.loadNotes('t1');
    network.socket.deliver({ event: 'notes', threadId: 't1', notes: [] });
    await loaded;
    network.socket.deliver(takeover('t1', { owner: 'operator', userId: 'ada' }));
    network.socket.deliver({ event: 'notes', threadId: 't1', notes: [note('missed', 1)] });
    await Promise.resolve();
    await Promise.resolve();
    expect(texts(harness)).toEqual(['missed']);
  });

  it('that is too long is refused, and never sent', async () => {
    const { desk, network } = await open();
    await expect(desk.addNote('t1', 'x'.repeat(10_001))).rejects.toMatchObject({ field: 'text' });
    expect(network.sentOf('note.add')).toEqual([]);
  });
});

describe('the duty', () => {
  it('is that which the service has kept of the operator', async () => {
    const { desk } = await open((office) => {
      office.ada = { status: 'away', capacity: 4 };
    });
    expect(desk.getSnapshot()).toMatchObject({ duty: 'away', capacity: 4 });
  });

  it('is what the operator says, where that crosses what the service has kept', async () => {
    const { desk, network, clock } = await open();
    network.socket.drop();
    const { onFrame } = network;
    network.onFrame = (frame, socket) => frame.action !== 'operators.get' && onFrame(frame, socket);
    await clock.advance(250);
    await desk.setDuty('full');
    network.socket.deliver({ event: 'operators', operators: [{ userId: 'ada', status: 'away' }] });
    await clock.advance(0);
    expect(desk.getSnapshot().duty).toBe('full');
  });

  it('is said again after a reconnection: the service forgets who was gone for hours', async () => {
    const { clock, desk, network } = await open();
    await desk.setDuty('away');
    network.socket.drop();
    await clock.advance(250);
    expect(network.sentOf('duty.set')).toEqual([
      { action: 'duty.set', status: 'away' },
      { action: 'duty.set', status: 'away' },
    ]);
    expect(desk.getSnapshot().duty).toBe('away');
  });

  it('is full where the operator has as many threads as they take, and available again after that', async () => {
    const { desk, network } = await open();
    expect(desk.getSnapshot()).toMatchObject({ duty: 'available', capacity: 0 });
    const { onFrame } = network;
    network.onFrame = (frame, socket) =>
      frame.action === 'duty.set'
        ? socket.deliver({ event: 'duty', status: 'full', capacity: 2 })
        : onFrame(frame, socket);
    await desk.setDuty('available', 2);
    expect(desk.getSnapshot()).toMatchObject({ duty: 'full', capacity: 2 });
    network.socket.deliver({ event: 'duty', status: 'available', capacity: 2 });
    expect(desk.getSnapshot()).toMatchObject({ duty: 'available', capacity: 2 });
  });
});
