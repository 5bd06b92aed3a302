import type { OwnerChange } from '@switchboard/chat-client';
import { noticesOf } from '../src/conversation/notices.ts';

type MessageType = 'user' | 'bot' | 'operator';

const said = (...messages: (readonly [MessageType, string])[]) =>
  messages.map(([messageType, sender], index) => ({
    seq: index + 1,
    messageType,
    sender,
    timestamp: index + 1,
  }));

const change = (
  afterSeq: number,
  owner: OwnerChange['owner'],
  fields: Partial<OwnerChange> = {},
): OwnerChange => ({
  owner,
  operatorId: undefined,
  ownerEpoch: afterSeq,
  closed: false,
  at: 100 + afterSeq,
  afterSeq,
  ...fields,
});

const told = (...parameters: Parameters<typeof noticesOf>): unknown[] =>
  noticesOf(...parameters).map(({ notice, afterSeq }) => [
    afterSeq,
    'operatorId' in notice ? `${notice.operatorId} ${notice.kind}` : notice.kind,
  ]);

const ann = ['user', 'ann'] as const;
const bot = ['bot', 'rules'] as const;
const olga = ['operator', 'olga'] as const;
const paul = ['operator', 'paul'] as const;

describe('what has happened to a conversation', () => {
  it('is nothing while the bot answers', () => {
    expect(told(said(ann, bot, ann, bot), [])).toEqual([]);
  });

  it('shows in who wrote, where nobody looked on', () => {
    expect(told(said(ann, bot, olga, ann, olga, paul, ann, bot), [])).toEqual([
      [2, 'olga joined'],
      [5, 'paul joined'],
      [7, 'botIsBack'],
    ]);
  });

  it('is told where it happened, and not once more when the operator writes', () => {
    const changes = [change(2, 'queue'), change(3, 'operator', { operatorId: 'olga' }), change(5, 'bot')];
    expect(told(said(ann, bot, ann, olga, ann, bot), changes)).toEqual([
      [2, 'handedOver'],
      [3, 'olga joined'],
      [5, 'botIsBack'],
    ]);
  });

  it('is told behind the last message when nothing was said since', () => {
    expect(told(said(ann, bot), [change(2, 'operator', { operatorId: 'olga' })])).toEqual([
      [2, 'olga joined'],
    ]);
    expect(told([], [change(0, 'queue')])).toEqual([[0, 'handedOver']]);
  });

  it('includes its end, and does not tell of a bot that nobody missed', () => {
    const changes = [
      change(1, 'operator', { operatorId: 'olga' }),
      change(2, 'bot', { closed: true }),
      change(3, 'bot'),
    ];
    expect(told(said(ann, olga, ann, bot), changes)).toEqual([
      [1, 'olga joined'],
      [2, 'ended'],
    ]);
  });

  it('is a person who gives it to another, and to the queue', () => {
    const changes = [change(2, 'operator', { operatorId: 'paul' }), change(2, 'queue', { ownerEpoch: 9 })];
    expect(told(said(ann, olga), changes)).toEqual([
      [1, 'olga joined'],
      [2, 'paul joined'],
      [2, 'handedOver'],
    ]);
  });
});
