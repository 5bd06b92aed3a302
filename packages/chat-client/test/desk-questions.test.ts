import type { ServerFrame, ThreadRow } from '@switchboard/protocol';
import type { Clock } from '../src/clock.ts';
import { OperatorDesk } from '../src/operator/operator-desk.ts';
import { changed, row } from './desk-frames.ts';
import { createSession } from './fixtures.ts';

const minuteMs = 60_000;

/**
 * A desk that has loaded its queue and the threads of the bot. The operator of these tests is ada.
 *
 * @param earlyMs how much too early a long timer fires, milliseconds
 */
async function open(rowsOf: (now: number) => readonly ThreadRow[] = () => [], earlyMs = 0) {
  const { session, clock, network } = createSession();
  const rows = [...rowsOf(clock.now())];
  network.onFrame = ({ action, ...frame }, socket) => {
    if (action === 'queue.get') socket.deliver({ event: 'queue', threads: rows });
    if (action === 'inbox.get') {
      const threads = 'list' in frame && frame.list === 'bot' ? rows : [];
      socket.deliver({ event: 'inbox', ...frame, threads });
    }
  };
  const early: Clock = {
    now: () => clock.now(),
    schedule: (delayMs, callback) =>
      clock.schedule(delayMs > earlyMs ? delayMs - earlyMs : delayMs, callback),
  };
  const desk = new OperatorDesk(session, { clock: early });
  const queued: (string | undefined)[] = [];
  desk.on('queued', ({ question, waiting }) => queued.push(question?.id ?? waiting));
  session.open();
  await clock.advance(0);
  await desk.load('bot');
  const rowsIn = (name: 'queue' | 'bot' | 'mine') =>
    desk.getSnapshot().lists[name].rows.map(({ threadId, question }) => [threadId, question?.id]);
  /** What the server tells, and says again when the lists are loaded over a new connection. */
  const deliver = (change: ServerFrame<'queue.changed'>['change'], thread: ThreadRow, silent = false) => {
    const at = rows.findIndex(({ threadId }) => threadId === thread.threadId);
    rows.splice(at < 0 ? rows.length : at, at < 0 ? 0 : 1, ...(change === 'removed' ? [] : [thread]));
    network.socket.deliver({ ...changed(change, thread), ...(silent ? { silent } : {}) });
  };
  return { desk, clock, network, queued, rowsIn, deliver };
}

const asking = (now: number, id = 'q1', fields: Partial<ThreadRow> = {}): ThreadRow =>
  row('t1', now, {
    waiting: 'none',
    owner: { type: 'bot' },
    question: { id, text: 'Refund the tea?', expiresAt: now + 10 * minuteMs },
    ...fields,
  });

const settled = (now: number): ThreadRow => {
  const { question: _, ...rest } = asking(now);
  return rest;
};

describe('a question of the bot to operators', () => {
  it('is in the queue, and is announced once', async () => {
    const { clock, queued, rowsIn, deliver } = await open();
    deliver('added', asking(clock.now()));
    deliver('added', asking(clock.now()));
    deliver('updated', asking(clock.now(), 'q1', { waiting: 'bot' }));
    expect(rowsIn('queue')).toEqual([['t1', 'q1']]);
    expect(queued).toEqual(['q1']);
    deliver('added', asking(clock.now(), 'q2'));
    expect(queued).toEqual(['q1', 'q2']);
  });

  it('comes back silently if operators know it already', async () => {
    const { clock, queued, rowsIn, deliver } = await open();
    deliver('added', asking(clock.now()), true);
    expect([rowsIn('queue'), queued]).toEqual([[['t1', 'q1']], []]);
  });

  it('leaves the queue, and its mark the list of the bot, when it is answered', async () => {
    const { clock, rowsIn, deliver } = await open((now) => [asking(now)]);
    expect(rowsIn('bot')).toEqual([['t1', 'q1']]);
    deliver('removed', settled(clock.now()));
    expect(rowsIn('queue')).toEqual([]);
    expect(rowsIn('bot')).toEqual([['t1', undefined]]);
  });

  it('marks the list of the bot when it comes', async () => {
    const { clock, rowsIn, deliver } = await open((now) => [settled(now)]);
    deliver('added', asking(clock.now()));
    expect(rowsIn('bot')).toEqual([['t1', 'q1']]);
  });

  it('leaves the lists when its time is up, although no frame says so', async () => {
    const { clock, rowsIn, deliver } = await open((now) => [asking(now)]);
    const later = { threadId: 't2', since: clock.now() + 1 } as const;
    await clock.advance(5 * minuteMs);
    deliver('added', asking(clock.now(), 'q2', later));
    await clock.advance(5 * minuteMs);
    expect(rowsIn('queue')).toEqual([['t2', 'q2']]);
    expect(rowsIn('bot')).toContainEqual(['t1', undefined]);
    await clock.advance(5 * minuteMs);
    expect(rowsIn('queue')).toEqual([]);
  });

  it('leaves the lists at its time, although its timer fires too early', async () => {
    const { clock, rowsIn } = await open((now) => [asking(now)], minuteMs);
    await clock.advance(9 * minuteMs);
    expect(rowsIn('queue')).toEqual([['t1', 'q1']]);
    await clock.advance(minuteMs);
    expect(rowsIn('queue')).toEqual([]);
  });

  it('leaves a thread that waits for people where it is', async () => {
    const { clock, queued, rowsIn, deliver } = await open();
    deliver('added', asking(clock.now()));
    deliver('added', asking(clock.now(), 'q1', { waiting: 'failed' }));
    await clock.advance(10 * minuteMs);
    expect(rowsIn('queue')).toEqual([['t1', undefined]]);
    expect(queued).toEqual(['q1', 'q1']);
  });

  it('goes with a takeover', async () => {
    const { clock, network, rowsIn, deliver } = await open();
    deliver('added', asking(clock.now()));
    network.socket.deliver({
      event: 'takeover',
      threadId: 't1',
      owner: 'operator',
      userId: 'ada',
      ownerEpoch: 2,
    });
    expect([rowsIn('queue'), rowsIn('mine')]).toEqual([[], [['t1', undefined]]]);
  });

  it('is no longer timed once the desk is closed', async () => {
    const { desk, clock, rowsIn } = await open((now) => [asking(now)]);
    desk.close();
    await clock.advance(20 * minuteMs);
    expect(rowsIn('queue')).toEqual([['t1', 'q1']]);
  });
});
