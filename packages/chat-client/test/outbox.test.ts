import { FrameRefusedError } from '../src/errors.ts';
import { Outbox } from '../src/outbox/outbox.ts';
import { canRetry, type OutgoingMessage } from '../src/outbox/outgoing-message.ts';
import { FakeClock } from './fake-clock.ts';

const message = (id: string, fields: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  clientMessageId: id,
  text: id,
  createdAt: 1,
  status: 'sending',
  ...fields,
});

const busy = { code: 'service.busy', message: 'Busy.' };
const forbidden = { code: 'thread.forbidden', message: 'Not yours.' };

/** An outbox whose surroundings are written down. Messages that are called `refused` are not admitted. */
function setUp(loaded: readonly OutgoingMessage[] = []) {
  const clock = new FakeClock();
  const log = {
    sent: [] as string[],
    saved: [] as string[][],
    limits: [] as unknown[],
    failed: [] as string[],
  };
  const state = { connected: true, silences: 0 };
  const outbox = new Outbox({
    storage: {
      load: () => loaded,
      save: (queue) => void log.saved.push(queue.map(({ clientMessageId }) => clientMessageId)),
    },
    clock,
    random: () => 0.5,
    backoff: { baseMs: 500, capMs: 20_000 },
    ackTimeoutMs: 8_000,
    refusalOf: ({ text }) =>
      text === 'refused'
        ? new FrameRefusedError({ code: 'frame.tooLarge', message: 'Too large.' })
        : undefined,
    send: ({ clientMessageId }) => {
      if (state.connected) log.sent.push(clientMessageId);
      return state.connected;
    },
    onSilence: () => {
      state.silences += 1;
    },
    onChange: () => {},
    onLimited: (until) => log.limits.push(until),
    onFailed: ({ clientMessageId }) => log.failed.push(clientMessageId),
  });
  const statuses = () => outbox.queue.map(({ clientMessageId, status }) => `${clientMessageId} ${status}`);
  return { outbox, clock, log, state, statuses };
}

describe('an outbox', () => {
  it('has nothing in flight before it has sent something', () => {
    const { outbox } = setUp([message('a')]);
    expect(outbox.inFlight).toBeUndefined();
    outbox.rejectTooLarge();
    expect(outbox.inFlight).toBeUndefined();
  });

  it('takes what the protocol refuses out of the storage at once, and keeps the rest there', () => {
    const { log, statuses } = setUp([message('refused'), message('b')]);
    expect(statuses()).toEqual(['refused failed', 'b sending']);
    expect(log.saved).toEqual([['b']]);
  });

  it('keeps failed messages as they are, whatever the protocol says of them now', () => {
    const failed = message('refused', { status: 'failed', error: forbidden });
    const { outbox, log } = setUp([failed]);
    expect(outbox.queue).toEqual([failed]);
    expect(log.saved).toEqual([['refused']]);
  });

  it('sends again what was on its way when a connection opens, even without being told of the loss', () => {
    const { outbox, log } = setUp();
    outbox.add(message('a'));
    outbox.resume();
    expect(log.sent).toEqual(['a', 'a']);
  });

  it('sends nothing while it is paused, and nothing on time that was due before', async () => {
    const { outbox, clock, log, state } = setUp();
    outbox.add(message('a'));
    outbox.pause();
    await clock.advance(60_000);
    expect(log.sent).toEqual(['a']);
    expect(state.silences).toBe(0);
    expect(outbox.inFlight).toBeUndefined();
  });

  it('waits for a connection if there is none, without trying again by itself', async () => {
    const { outbox, clock, log, state } = setUp();
    state.connected = false;
    outbox.add(message('a'));
    expect(outbox.inFlight).toBeUndefined();
    state.connected = true;
    await clock.advance(60_000);
    expect(log.sent).toEqual([]);
    outbox.resume();
    expect(log.sent).toEqual(['a']);
  });

  it('makes sure of the connection before it sends again for want of an answer', async () => {
    const { outbox, clock, log, state } = setUp();
    outbox.add(message('a'));
    await clock.advance(8_000);
    expect([state.silences, log.sent]).toEqual([1, ['a', 'a']]);
    outbox.acknowledge('a');
    await clock.advance(60_000);
    expect([state.silences, log.sent]).toEqual([1, ['a', 'a']]);
  });

  it('does not make sure of the connection after a pause that it chose itself', async () => {
    const { outbox, clock, log, state } = setUp();
    outbox.add(message('a'));
    outbox.reject('a', busy);
    expect(outbox.inFlight).toBeUndefined();
    await clock.advance(250);
    expect([state.silences, log.sent]).toEqual([0, ['a', 'a']]);
    await clock.advance(7_999);
    expect([state.silences, log.sent]).toEqual([0, ['a', 'a']]);
  });

  it('sends nothing twice because one that waits its turn is acknowledged', () => {
    const { outbox, log } = setUp();
    outbox.add(message('a'));
    outbox.add(message('b'));
    outbox.acknowledge('b');
    expect(log.sent).toEqual(['a']);
    outbox.acknowledge('a');
    expect(log.sent).toEqual(['a']);
  });

  it('says what can be retried: what has failed for a while', () => {
    expect(canRetry(message('a'))).toBe(false);
    expect(canRetry(message('a', { status: 'failed', error: busy }))).toBe(true);
    expect(canRetry(message('a', { status: 'failed', error: forbidden }))).toBe(false);
  });

  it('ignores what is said of a message that waits its turn, if it may pass', async () => {
    const { outbox, clock, log, statuses } = setUp();
    outbox.add(message('a'));
    outbox.add(message('b'));
    outbox.reject('b', busy);
    await clock.advance(7_999);
    expect([statuses(), log.sent]).toEqual([['a sending', 'b sending'], ['a']]);
  });

  it('gives up a message that waits its turn, if it is refused for good, and goes on with the one on its way', () => {
    const { outbox, log, statuses } = setUp();
    outbox.add(message('a'));
    outbox.add(message('b'));
    outbox.reject('b', forbidden);
    expect([statuses(), log.failed]).toEqual([['a sending', 'b failed'], ['b']]);
    expect(outbox.inFlight?.clientMessageId).toBe('a');
  });

  it('ignores what is said of messages that it does not know or has given up', () => {
    const { outbox, log, statuses } = setUp();
    outbox.reject('unknown', forbidden);
    outbox.reject(undefined, forbidden);
    outbox.add(message('a'));
    outbox.reject('a', forbidden);
    outbox.reject('a', { code: 'frame.invalidField', message: 'Late.' });
    outbox.acknowledge('unknown');
    expect([statuses(), log.failed]).toEqual([['a failed'], ['a']]);
    expect(outbox.queue[0]?.error).toEqual(forbidden);
  });

  it('fails nothing for its size that waits for its next attempt', () => {
    const { outbox, log, statuses } = setUp();
    outbox.add(message('a'));
    outbox.reject('a', busy);
    outbox.rejectTooLarge();
    expect([statuses(), log.failed]).toEqual([['a sending'], []]);
  });

  it('forgets failed messages only', () => {
    const { outbox, statuses } = setUp();
    outbox.add(message('a'));
    outbox.add(message('b'));
    outbox.reject('a', forbidden);
    for (const id of ['a', 'b', 'unknown']) outbox.discard(id);
    expect(statuses()).toEqual(['b sending']);
  });

  it('retries failed messages only, behind the others and without their error', () => {
    const { outbox, log } = setUp([message('a', { status: 'failed', error: forbidden }), message('b')]);
    outbox.resume();
    outbox.retry('b');
    outbox.retry('unknown');
    outbox.retry('a');
    expect(outbox.queue).toEqual([message('b'), message('a')]);
    outbox.acknowledge('b');
    expect(log.sent).toEqual(['b', 'a']);
  });

  it('waits as long as a limit says, 5 s where it does not say, and tells when it is over', async () => {
    const { outbox, clock, log } = setUp();
    const limited = { code: 'service.limited', message: 'Slow down.' };
    outbox.add(message('a'));
    log.limits.length = 0;
    outbox.reject('a', limited);
    const until = clock.now() + 5_000;
    await clock.advance(4_999);
    outbox.add(message('b'));
    outbox.resume();
    expect([log.sent, log.limits]).toEqual([['a'], [until]]);
    await clock.advance(1);
    expect([log.sent, log.limits]).toEqual([
      ['a', 'a'],
      [until, undefined],
    ]);
    outbox.reject('a', { ...limited, retryAfterMs: 600_000 });
    await clock.advance(600_000);
    expect(log.sent).toEqual(['a', 'a', 'a']);
    outbox.reject('a', { ...limited, retryAfterMs: 600_001 });
    expect(log.failed).toEqual(['a']);
    expect(log.sent).toEqual(['a', 'a', 'a', 'b']);
  });

  it('takes a time to wait for what it is with a limit only', async () => {
    const { outbox, clock, log } = setUp();
    outbox.add(message('a'));
    outbox.reject('a', { ...busy, retryAfterMs: 60_000 });
    await clock.advance(250);
    expect(log.sent).toEqual(['a', 'a']);
  });

  it('counts failures of one message on one connection', async () => {
    const { outbox, clock, log } = setUp();
    const failTimes = async (times: number): Promise<void> => {
      for (let failure = 0; failure < times; failure += 1) {
        outbox.reject('a', busy);
        await clock.advance(20_000);
      }
    };
    outbox.add(message('a'));
    await failTimes(7);
    outbox.resume();
    await failTimes(7);
    expect(log.failed).toEqual([]);
    await failTimes(1);
    expect(log.failed).toEqual(['a']);
  });
});
