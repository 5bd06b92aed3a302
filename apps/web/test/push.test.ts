import { addressOf, notificationOf, readOpenThread, readPush, targetOf } from '../src/push/notification.ts';

describe('a push', () => {
  it('leads an operator to the console, and a customer to their conversation', () => {
    const queued = readPush({ type: 'queued', threadId: 't1', name: 'Ann', text: 'Hello' });
    expect(queued).toEqual({ type: 'queued', threadId: 't1', name: 'Ann', text: 'Hello' });
    expect(queued && addressOf(targetOf(queued))).toBe('/console/?thread=t1');
    const asked = readPush({ type: 'asked', threadId: 't1', name: 'Ann', text: 'Refund it?' });
    expect(asked && addressOf(targetOf(asked))).toBe('/console/?thread=t1');
    const unseen = readPush({ type: 'unseen', threadId: 'ann.2&x' });
    expect(unseen && addressOf(targetOf(unseen))).toBe('/?thread=ann.2%26x');
  });

  it('says what the platform says in the reader’s language, and who wrote or waits', () => {
    const at = { brandName: 'Acme', now: 0 };
    const shown = (data: object, ...languages: readonly string[]) => {
      const push = readPush({ type: 'unseen', threadId: 't1', text: 'You are next in line.', ...data });
      return push && notificationOf(push, { ...at, languages });
    };
    const notice = { type: 'queued', position: 2 };
    expect(shown({ notice }, 'fr', 'de-AT')).toEqual({ title: 'Acme', body: 'Sie sind an 2. Stelle.' });
    expect(shown({ notice }, 'fr')).toEqual({ title: 'Acme', body: 'You are number 2 in line.' });
    expect(shown({ notice: { type: 'later' } }, 'de')?.body).toBe('You are next in line.');
    expect(shown({ name: 'Olga K.', text: 'Hi!\nAnn' }, 'de')).toEqual({ title: 'Olga K.', body: 'Hi! Ann' });
    expect(shown({ type: 'queued', name: 'Ann' })?.title).toBe('Ann is waiting for a person');
    expect(shown({ type: 'asked', name: 'Ann', text: 'Pay **90 euros** back?' })).toEqual({
      title: 'The bot has a question about Ann',
      body: 'Pay 90 euros back?',
    });
  });

  it.each([undefined, '', ' ', 5])('of somebody without a name has none: %j', (name) => {
    expect(readPush({ type: 'unseen', threadId: 't1', name, text: 'Hi!' })?.name).toBeUndefined();
  });

  it.each([undefined, null, 'text', {}, { type: 'other', threadId: 't' }, { type: 'queued', threadId: 1 }])(
    'of a kind that is not known is nothing to show: %j',
    (data) => {
      expect(readPush(data)).toBeUndefined();
    },
  );
});

describe('a click on a notification', () => {
  it('tells the page that is open which conversation it means, and nothing else does', () => {
    expect(readOpenThread({ type: 'switchboard.open', threadId: 't1' })).toBe('t1');
    for (const data of [
      undefined,
      null,
      't1',
      { type: 'other', threadId: 't1' },
      { type: 'switchboard.open' },
    ])
      expect(readOpenThread(data)).toBeUndefined();
  });
});
