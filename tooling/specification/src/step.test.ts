import type { Action, Outcome } from './action.ts';
import { mostAsked, step } from './step.ts';
import { openIn, type Thread, unusedThread, waitsFor } from './thread.ts';

const ann = { kind: 'customer', name: 'ann' } as const;
const olga = { kind: 'operator', name: 'olga' } as const;
const shop = { kind: 'bot', name: 'shop' } as const;

const says = (id: string, content = id): Action => ({ type: 'write', author: ann, id, content });
const writes = (id: string, answersThrough: number): Action => ({
  type: 'write',
  author: olga,
  id,
  content: id,
  answersThrough,
});
const sweep: Action = { type: 'sweep', isOverridden: false };

/** The bot's reply to everything that is open, by someone who has read the thread as it is. */
const replyTo = (thread: Thread, options: object = {}): Action => ({
  type: 'reply',
  name: 'bot',
  content: 'an answer',
  answersThrough: openIn(thread).at(-1) ?? 0,
  seen: { life: thread.life, ownerChanges: thread.ownerChanges, open: openIn(thread) },
  handOver: false,
  onlyIfNewest: false,
  ...options,
});

/** The thread after all of that. */
const threadAfter = (...actions: readonly Action[]): Thread => actions.reduce(become, unusedThread);

function become(thread: Thread, action: Action): Thread {
  const outcome = step(thread, action);
  if (outcome.type !== 'done') throw new TypeError(`${action.type}: ${JSON.stringify(outcome)}`);
  return outcome.thread;
}

const refused = (why: string): Outcome => ({ type: 'refused', why }) as Outcome;

describe('a thread', () => {
  it('waits for the bot from a customer’s message to the reply', () => {
    const asked = threadAfter(says('a1'));
    expect([waitsFor(asked), openIn(asked)]).toEqual(['bot', [1]]);
    const answered = become(asked, replyTo(asked));
    expect([waitsFor(answered), openIn(answered)]).toEqual(['nobody', []]);
    expect(answered.entries[0]?.fate).toEqual({ type: 'answered', by: 2 });
  });

  it('goes on waiting for what came in while the bot wrote', () => {
    const asked = threadAfter(says('a1'));
    const more = become(asked, says('a2'));
    const answered = become(more, replyTo(asked));
    expect([waitsFor(answered), openIn(answered)]).toEqual(['bot', [2]]);
    expect(step(more, replyTo(asked, { onlyIfNewest: true }))).toEqual(refused('outdated'));
  });

  it('gives a change a number, and goes on waiting as before', () => {
    const asked = threadAfter(says('a1'));
    const edit: Action = { type: 'change', author: ann, id: 'e1', content: 'new', of: 1, deletes: false };
    const edited = become(asked, edit);
    expect([edited.entries.length, waitsFor(edited), openIn(edited)]).toEqual([2, 'bot', [1]]);
    expect(step(edited, edit)).toEqual({ type: 'repeated', number: 2 });
    expect(step(edited, { ...edit, id: 'e2', author: olga })).toEqual(refused('notChangeable'));
    const deletion: Action = { ...edit, id: 'd1', deletes: true };
    const deleted = become(edited, deletion);
    expect(step(deleted, { ...edit, id: 'e3' })).toEqual(refused('notChangeable'));
    expect(step(deleted, { ...edit, id: 'e4', of: 2 })).toEqual(refused('notChangeable'));
  });

  it('takes one reply to one message', () => {
    const asked = threadAfter(says('a1'));
    expect(step(become(asked, replyTo(asked)), replyTo(asked))).toEqual(refused('answered'));
  });

  it('recognises a repetition before it looks at anything else', () => {
    const owned = threadAfter(says('a1'), writes('o1', 1), {
      type: 'transfer',
      operator: 'olga',
      to: 'paul',
    });
    expect(step(owned, writes('o1', 1))).toEqual({ type: 'repeated', number: 2 });
    expect(step(owned, writes('o2', 1))).toEqual(refused('owned'));
    expect(step(owned, says('a1', 'something else'))).toEqual(refused('idReused'));
  });

  it('keeps the ids of its authors apart', () => {
    const twice = threadAfter(says('x'), { type: 'write', author: shop, id: 'x', content: 'x' });
    expect(twice.entries).toHaveLength(2);
  });

  it('is not answered by a post that does not say so', () => {
    const posted = threadAfter(says('a1'), { type: 'write', author: shop, content: 'Sale!' });
    expect(waitsFor(posted)).toBe('bot');
    const answered = become(posted, { type: 'write', author: shop, content: 'Yes', answersThrough: 1 });
    expect(waitsFor(answered)).toBe('nobody');
  });

  it('is silent while an operator has it, and owes what the operator left', () => {
    const asked = threadAfter(says('a1'));
    const claimed = become(asked, { type: 'claim', operator: 'olga' });
    expect(step(claimed, replyTo(asked))).toEqual(refused('owned'));
    const written = become(become(claimed, writes('o1', 1)), says('a2'));
    expect(waitsFor(written)).toBe('human');
    const released = become(written, { type: 'release', operator: 'olga' });
    expect([waitsFor(released), openIn(released)]).toEqual(['bot', [3]]);
    expect(step(released, replyTo(asked))).toEqual(refused('owned'));
  });

  it('is the operator’s who writes in it when nobody has it', () => {
    const { owner } = threadAfter(says('a1'), writes('o1', 1));
    expect(owner).toEqual({ type: 'operator', name: 'olga', lapsed: false, isAwaited: false });
  });

  it('waits in the queue though its messages are answered', () => {
    const asked = threadAfter(says('a1'));
    const queued = become(asked, replyTo(asked, { handOver: true }));
    expect([waitsFor(queued), openIn(queued)]).toEqual(['human', []]);
  });

  it('is the bot’s again when its operator’s time has run out and somebody writes', () => {
    const lapsed = threadAfter(says('a1'), { type: 'claim', operator: 'olga' }, { type: 'lapse' });
    expect(waitsFor(become(lapsed, sweep))).toBe('bot');
    expect(step(lapsed, { type: 'release', operator: 'olga' })).toEqual(refused('notOwned'));
  });

  describe('whose operator has taken it from the queue, and has gone without a word,', () => {
    const asked = threadAfter(says('a1'));
    const queued = become(asked, replyTo(asked, { handOver: true }));
    const gone = become(become(queued, { type: 'claim', operator: 'olga' }), { type: 'lapse' });

    it('waits for a person, and is in the queue again after a sweep', () => {
      expect([waitsFor(gone), openIn(gone)]).toEqual(['human', []]);
      expect(become(gone, sweep).owner).toEqual({ type: 'queue' });
    });

    it('is nobody else’s to move: a customer’s message, a change and a notice leave it to the sweeper, a bot is silent', () => {
      const asked = become(gone, says('a2'));
      const changed = become(asked, {
        type: 'change',
        author: ann,
        content: 'edit 1: hello',
        of: 1,
        deletes: false,
      });
      const told = become(changed, { type: 'notice', name: 'service', content: 'You are next.' });
      expect(told.owner).toEqual(gone.owner);
      expect(waitsFor(told)).toBe('human');
      expect(step(told, replyTo(told))).toEqual(refused('owned'));
      expect(step(told, { type: 'write', author: shop, content: 'Sale!' })).toEqual(refused('owned'));
      expect(step(told, { type: 'cancel' })).toEqual(refused('nothing'));
      expect(step(told, { type: 'settle', through: 3, life: 1 })).toEqual(refused('nothing'));
    });

    it('is any operator’s who takes it, and of one who is back', () => {
      for (const operator of ['olga', 'paul'])
        expect(become(gone, { type: 'claim', operator }).owner).toMatchObject({ name: operator });
      expect(become(gone, writes('o1', 1)).owner).toMatchObject({ name: 'olga', isAwaited: false });
      expect(become(gone, { type: 'requeue', operator: 'paul' }).owner).toEqual({ type: 'queue' });
      expect(become(gone, { type: 'release', operator: 'paul' }).owner).toEqual({ type: 'bot' });
    });

    it('is in the queue again after the next operator has gone, too', () => {
      const claimed = become(gone, { type: 'claim', operator: 'paul' });
      const transferred = become(claimed, { type: 'transfer', operator: 'paul', to: 'olga' });
      expect(become(become(transferred, { type: 'lapse' }), sweep).owner).toEqual({ type: 'queue' });
    });
  });

  it('is the bot’s when its operator, who had taken it from the queue, has written and gone', () => {
    const asked = threadAfter(says('a1'));
    const queued = become(asked, replyTo(asked, { handOver: true }));
    const claimed = become(queued, { type: 'claim', operator: 'olga' });
    const written = become(become(claimed, writes('o1', 0)), { type: 'lapse' });
    expect(become(written, sweep).owner).toEqual({ type: 'bot' });
  });

  it('is in the queue when its bot has failed and the operator who took it has gone', () => {
    const parked = threadAfter(says('a1'), ...Array(mostAsked + 1).fill(sweep));
    const claimed = become(parked, { type: 'claim', operator: 'olga' });
    expect(become(become(claimed, { type: 'lapse' }), sweep).owner).toEqual({ type: 'queue' });
  });

  it('is opened again by its customer when it was closed', () => {
    const closed = threadAfter(says('a1'), { type: 'close', operator: 'olga' });
    expect([closed.closed, waitsFor(closed)]).toEqual([true, 'nobody']);
    const reopened = become(closed, says('a2'));
    expect([reopened.closed, waitsFor(reopened)]).toEqual([false, 'bot']);
  });

  it('is parked when its bot was asked too often, and tried once more when its customer writes', () => {
    const tired = threadAfter(says('a1'), ...Array(mostAsked).fill(sweep));
    expect(waitsFor(tired)).toBe('bot');
    const parked = become(tired, sweep);
    expect(waitsFor(parked)).toBe('failed');
    expect(waitsFor(become(parked, { type: 'write', author: shop, content: 'Sale!' }))).toBe('failed');
    const again = become(parked, says('a2'));
    expect(waitsFor(again)).toBe('bot');
    expect(waitsFor(become(again, sweep))).toBe('failed');
  });

  it('counts no try while a human has its customer', () => {
    const asked = threadAfter(says('a1'), { type: 'override', user: 'ann', isOn: true });
    expect(become(asked, { type: 'sweep', isOverridden: true }).asked).toBe(0);
    expect(step(asked, replyTo(asked))).toEqual(refused('overridden'));
  });

  it('takes no reply from another life', () => {
    const asked = threadAfter(says('a1'));
    const reborn = become(become(asked, { type: 'expire' }), says('a1'));
    expect([reborn.life, reborn.entries.length]).toEqual([2, 1]);
    expect(step(reborn, replyTo(asked))).toEqual(refused('answered'));
    expect(step(reborn, { type: 'deliver', through: 1, life: 1 })).toEqual(refused('nothing'));
  });

  it('is settled only as far as nobody has written more', () => {
    const asked = threadAfter(says('a1'), says('a2'));
    expect(step(asked, { type: 'settle', through: 1, life: 1 })).toEqual(refused('nothing'));
    expect(waitsFor(become(asked, { type: 'settle', through: 2, life: 1 }))).toBe('nobody');
  });

  it('cancels what the bot was to answer, and nothing that comes later', () => {
    const cancelled = threadAfter(says('a1'), { type: 'cancel' }, says('a2'));
    expect(openIn(cancelled)).toEqual([2]);
    expect(cancelled.entries[0]?.fate).toEqual({ type: 'cancelled' });
  });

  it('cancels the reply to some messages, and answers what came in since it began', () => {
    const asked = threadAfter(says('a1'), says('a2'));
    const cancelled = become(asked, { type: 'cancel', through: 1 });
    expect([openIn(cancelled), waitsFor(cancelled)]).toEqual([[2], 'bot']);
    expect(step(cancelled, { type: 'cancel', through: 1 })).toEqual(refused('nothing'));
  });
});
