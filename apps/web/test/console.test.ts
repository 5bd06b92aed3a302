import {
  type ChatMessage,
  RequestRefusedError,
  ThreadOwnedError,
  type ThreadRow,
} from '@switchboard/chat-client';
import { loadAlertSettings, saveAlertSettings } from '../src/alerts/alerts.ts';
import { attributesOf, customerOf } from '../src/console/customer-of.ts';
import { findInRows } from '../src/console/find-in-rows.ts';
import { matchingRows } from '../src/console/matching-rows.ts';
import { OperatorSession, SignInError } from '../src/console/operator-session.ts';
import { problemText } from '../src/console/problem-text.ts';
import { commandOf, shortcuts } from '../src/console/shortcuts.ts';
import { standingOf } from '../src/console/standing.ts';
import { waitedFor } from '../src/console/waited-for.ts';
import type { Row } from '../src/conversation/rows.ts';
import { memoryStorage } from '../src/session/usable-storage.ts';

const row = (fields: Partial<ThreadRow>): ThreadRow => ({
  threadId: 't1',
  waiting: 'human',
  since: 1,
  owner: { type: 'queue' },
  customer: { userId: 'ann' },
  unread: 0,
  channel: 'web',
  ...fields,
});

describe('a customer', () => {
  it('is the customer that a list names, or else the one who asks in the conversation', () => {
    const messages = [
      { messageType: 'operator', sender: 'olga' },
      { messageType: 'user', sender: 'c-1' },
    ] as unknown as ChatMessage[];
    const conversation = {
      messages,
      people: new Map([['c-1', { name: 'Ann Lee', picture: 'https://x/a' }]]),
    };
    expect(customerOf(conversation, undefined)).toEqual({
      userId: 'c-1',
      name: 'Ann Lee',
      picture: 'https://x/a',
    });
    expect(customerOf(conversation, { userId: 'c-1', name: 'Ann' })).toMatchObject({ name: 'Ann' });
    expect(customerOf({ messages: [], people: new Map() }, { userId: 'c-2' })).toEqual({ userId: 'c-2' });
  });

  it('is known by what came with the first message that says something', () => {
    const said = (customer: unknown) => ({ metadata: { customer } });
    expect(
      attributesOf([{ metadata: {} }, said({ plan: 'Pro', seats: 3, empty: '' }), said({ plan: 'x' })]),
    ).toEqual([
      ['plan', 'Pro'],
      ['seats', '3'],
    ]);
    expect(attributesOf([said('Ann'), said(null)])).toEqual([]);
  });
});

describe('a search in a conversation', () => {
  const bubble = (key: string, text: string): Row => ({
    type: 'bubble',
    key,
    text,
    time: 1,
    state: 'sent',
    speaker: { kind: 'bot' },
    formatted: true,
    first: true,
    last: true,
  });
  const note = { noteId: 'n', threadId: 't', author: 'olga', timestamp: 1, kind: 'note' } as const;
  const rows: readonly Row[] = [
    bubble('a', 'The café is open'),
    { type: 'notice', key: 'b', notice: { kind: 'ended' }, time: 1 },
    { type: 'memo', key: 'c', note: { ...note, text: 'Likes CAFE' }, time: 1 },
    bubble('d', 'مَرْحَبًا'),
  ];

  it('finds messages and notes, whatever their capitals, accents and vowel signs', () => {
    expect(findInRows(rows, ' Cafe ')).toEqual(['a', 'c']);
    expect(findInRows(rows, 'CAFÉ')).toEqual(['a', 'c']);
    expect(findInRows(rows, 'مرحبا')).toEqual(['d']);
  });

  it('finds nothing where nothing is searched for', () => {
    expect(findInRows(rows, '  ')).toEqual([]);
  });
});

describe('a search in a list', () => {
  it('finds names, ids, summaries and what was said last', () => {
    const rows = [
      row({ threadId: 'a', customer: { userId: 'ann' } }),
      row({ threadId: 'b', customer: { userId: 'u7' }, summary: 'Charged TWICE' }),
      row({
        threadId: 'c',
        customer: { userId: 'u8' },
        lastMessage: { text: 'Hello?', messageType: 'user', timestamp: 1 },
      }),
    ];
    const found = (search: string) => matchingRows(rows, search).map(({ threadId }) => threadId);
    expect([found('Ann'), found(' twice '), found('hello'), found('u8'), found('zzz')]).toEqual([
      ['a'],
      ['b'],
      ['c'],
      ['c'],
      [],
    ]);
    expect(matchingRows(rows, '  ')).toBe(rows);
  });
});

describe('a key', () => {
  const press = (key: string, modifiers = {}) =>
    commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...modifiers });

  it('stands for one command, and for none together with another key', () => {
    expect(new Set(shortcuts.map(({ key }) => key)).size).toBe(shortcuts.length);
    expect(press('c')).toBe('claim');
    expect(press('C')).toBeUndefined();
    for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) {
      expect(press('c', { [modifier]: true })).toBeUndefined();
    }
  });
});

describe('whose conversation it is', () => {
  const standing = (fields: object) =>
    standingOf(
      {
        owner: 'bot',
        operatorId: undefined,
        waiting: 'none',
        closed: false,
        history: { loaded: true, loadingOlder: false, hasOlder: false },
        ...fields,
      },
      'olga',
    );

  it.each([
    [{ owner: 'operator', operatorId: 'olga' }, { kind: 'mine' }],
    [
      { owner: 'operator', operatorId: 'paul' },
      { kind: 'theirs', userId: 'paul' },
    ],
    [{ owner: 'queue' }, { kind: 'queue', failed: false }],
    [{ waiting: 'failed' }, { kind: 'queue', failed: true }],
    [{}, { kind: 'bot' }],
    [{ owner: 'operator', operatorId: 'olga', closed: true }, { kind: 'closed' }],
    [{ history: { loaded: false, loadingOlder: false, hasOlder: false } }, { kind: 'unknown' }],
  ])('%j is %j', (fields, expected) => {
    expect(standing(fields)).toEqual(expected);
  });
});

describe('a time in a list', () => {
  it.each([
    [0, 'now'],
    [59_999, 'now'],
    [60_000, '1 m'],
    [3_600_000, '1 h'],
    [86_400_000 * 3, '3 d'],
    [-5, 'now'],
  ])('%i ms ago is %s', (ago, text) => {
    expect(waitedFor(1_000_000_000 - ago, 1_000_000_000)).toBe(text);
  });
});

describe('a problem', () => {
  it('is told in an operator’s words, and by name', () => {
    const named = { userId: 'olga-kowalska', name: 'Olga Kowalska' };
    expect(problemText(new ThreadOwnedError('t1', named))).toBe('Olga Kowalska has taken this conversation.');
    expect(problemText(new ThreadOwnedError('t1', { userId: 'olga' }))).toBe(
      'Olga has taken this conversation.',
    );
    const refused = { code: 'thread.notOwned', message: '', owner: named } as const;
    expect(problemText(new RequestRefusedError('thread.close', refused))).toBe(
      'Olga Kowalska has this conversation.',
    );
    expect(problemText(new RequestRefusedError('thread.close', { ...refused, owner: undefined }))).toBe(
      'This conversation is no longer yours.',
    );
    expect(problemText(new ThreadOwnedError('t1', undefined))).toBe('Somebody else was faster.');
    expect(problemText(new TypeError('x'))).toBe('That did not work. Try again.');
  });
});

describe('the settings of alerts', () => {
  it('are kept, and are the default where nothing sensible is kept', () => {
    const storage = memoryStorage();
    expect(loadAlertSettings(storage)).toEqual({ sound: true, notifications: false });
    saveAlertSettings(storage, { sound: false, notifications: true });
    expect(loadAlertSettings(storage)).toEqual({ sound: false, notifications: true });
    storage.setItem('switchboard.alerts', '{');
    expect(loadAlertSettings(storage)).toEqual({ sound: true, notifications: false });
  });
});

describe('an operator’s session', () => {
  const requests: { url: string; init: RequestInit }[] = [];
  const create = (status: number, body: object = {}, storage = memoryStorage()) =>
    new OperatorSession({
      http: 'https://api.example',
      storage,
      fetch: async (url, init) => {
        requests.push({ url: String(url), init: init ?? {} });
        return new Response(JSON.stringify(body), { status });
      },
      now: () => 1_000_000,
    });

  beforeEach(() => {
    requests.length = 0;
  });

  it('is issued by name where that is allowed, kept, and revoked when they sign out', async () => {
    const operator = create(200, { userId: 'olga', token: 'secret', expiresAt: 2_000 });
    await operator.signIn('olga');
    expect(JSON.parse(String(requests[0]?.init.body))).toEqual({ userId: 'olga', role: 'operator' });
    expect(operator.current?.userId).toBe('olga');
    await operator.signOut();
    expect(operator.current).toBeUndefined();
    expect(requests[1]).toMatchObject({
      url: 'https://api.example/sessions/revoke',
      init: { headers: { authorization: 'Bearer secret' } },
    });
  });

  it('is issued to whoever has more than one name, and is shown by all of them', async () => {
    const operator = create(200, { userId: 'olga-kovács', token: 'secret', expiresAt: 2_000 });
    for (const name of [' Olga Kovács. ', 'Olga']) await operator.signIn(name);
    expect(requests.map(({ init }) => JSON.parse(String(init.body)))).toEqual([
      { userId: 'olga-kovács', role: 'operator', name: 'Olga Kovács.' },
      { userId: 'olga', role: 'operator' },
    ]);
    await expect(operator.signIn(' ... ')).rejects.toThrow(/at least one letter/);
  });

  it('is explained where it is not issued', async () => {
    await expect(create(403).signIn('olga')).rejects.toThrow(/Open the link/);
    await expect(create(500).signIn('olga')).rejects.toBeInstanceOf(SignInError);
    await expect(create(200, { nothing: 1 }).signIn('olga')).rejects.toBeInstanceOf(SignInError);
  });

  it('comes with a link, and ends with its time', () => {
    const storage = memoryStorage();
    expect(create(200, {}, storage).takeFromLink('#user=olga&token=secret&expires=2000')).toBe(true);
    expect(create(200, {}, storage).current?.token).toBe('secret');
    expect(create(200, {}, storage).takeFromLink('#user=olga')).toBe(false);
    expect(create(200, {}, storage).takeFromLink('')).toBe(false);
    create(200, {}, storage).takeFromLink('#user=olga&token=secret&expires=1000');
    expect(create(200, {}, storage).current).toBeUndefined();
  });
});
