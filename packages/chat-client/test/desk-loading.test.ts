import type { ThreadRow } from '@switchboard/protocol';
import { OperatorDesk } from '../src/operator/operator-desk.ts';
import { changed, row } from './desk-frames.ts';
import { createSession } from './fixtures.ts';

const messageAt = (timestamp: number) => ({
  event: 'message',
  threadId: 't1',
  messageId: `m${timestamp}`,
  seq: timestamp,
  timestamp,
  sender: 'ann',
  messageType: 'user',
  text: `said at ${timestamp}`,
  status: 'sent',
  metadata: {},
});

/** A desk of the operator ada that waits for a page of its queue, which the server has read already. */
async function loading(page: readonly ThreadRow[], shown: readonly ThreadRow[] = page) {
  const { session, clock, network } = createSession();
  network.onFrame = ({ action }, socket) => {
    if (action === 'queue.get') socket.deliver({ event: 'queue', threads: shown });
    if (action === 'inbox.get') socket.deliver({ event: 'inbox', list: 'mine', threads: [] });
  };
  const desk = new OperatorDesk(session, { clock });
  const queued: string[] = [];
  desk.on('queued', ({ threadId }) => queued.push(threadId));
  session.open();
  await clock.advance(0);
  network.onFrame = () => {};
  const loaded = desk.load('queue');
  const arrives = async () => {
    network.socket.deliver({ event: 'queue', threads: page });
    await loaded;
  };
  const rows = () => desk.getSnapshot().lists.queue.rows;
  return { desk, clock, network, queued, arrives, rows, ids: () => rows().map(({ threadId }) => threadId) };
}

describe('what happens while a page of a list is on its way', () => {
  it('adds a thread that began to wait after the page was read, and alerts once', async () => {
    const { network, queued, arrives, ids } = await loading([row('t1', 1)]);
    network.socket.deliver(changed('added', row('t2', 2)));
    await arrives();
    expect(ids()).toEqual(['t1', 't2']);
    expect(queued).toEqual(['t2']);
  });

  it.each([
    ['left the queue', changed('removed', row('t1', 1, { owner: { type: 'bot' } }))],
    ['was taken', { event: 'takeover', threadId: 't1', owner: 'operator', userId: 'bob', ownerEpoch: 2 }],
    [
      'is gone',
      {
        event: 'error',
        code: 'thread.notFound',
        message: '',
        requestId: 'r',
        action: 'typing',
        threadId: 't1',
      },
    ],
  ])('does not bring back a thread that %s', async (_, frame) => {
    const { network, arrives, ids } = await loading([row('t1', 1), row('t2', 2)]);
    network.socket.deliver(frame);
    await arrives();
    expect(ids()).toEqual(['t2']);
  });

  it('keeps what has changed in a thread', async () => {
    const { network, arrives, rows } = await loading([row('t1', 1)]);
    network.socket.deliver(changed('updated', row('t1', 1, { waiting: 'failed' })));
    await arrives();
    expect(rows()).toMatchObject([{ waiting: 'failed' }]);
  });

  it('counts a message once, whether or not the page has it', async () => {
    const lastMessage = { text: 'said at 5', messageType: 'user', timestamp: 5 } as const;
    const { network, arrives, rows } = await loading(
      [row('t1', 1, { unread: 1, lastMessage })],
      [row('t1', 1)],
    );
    for (const timestamp of [5, 6]) network.socket.deliver(messageAt(timestamp));
    await arrives();
    expect(rows()).toMatchObject([{ unread: 2, lastMessage: { timestamp: 6 } }]);
  });

  it('counts for that page alone, and not for a later one', async () => {
    const { desk, network, arrives, ids } = await loading([row('t1', 1)]);
    network.socket.deliver(changed('added', row('t2', 2)));
    await arrives();
    network.onFrame = (_, socket) => socket.deliver({ event: 'queue', threads: [row('t3', 3)] });
    await desk.load('queue');
    expect(ids()).toEqual(['t3']);
  });

  it('counts for the next page of a list as well', async () => {
    const { desk, network, arrives, ids } = await loading([]);
    await arrives();
    network.onFrame = (_, socket) => socket.deliver({ event: 'queue', threads: [row('t1', 1)], cursor: 'c' });
    await desk.load('queue');
    network.onFrame = () => {};
    const more = desk.loadMore('queue');
    network.socket.deliver(changed('removed', row('t2', 2, { owner: { type: 'bot' } })));
    network.socket.deliver({ event: 'queue', threads: [row('t2', 2), row('t3', 3)] });
    await more;
    expect(ids()).toEqual(['t1', 't3']);
  });
});
