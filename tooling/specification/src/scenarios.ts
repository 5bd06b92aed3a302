import type { Action } from './action.ts';
import type { Role, Scenario, Task } from './explorer/scenario.ts';
import { newestOfCustomers } from './thread.ts';

/** How much of everything there is. */
export interface Size {
  /** How many functions die. */
  readonly crashes: number;
  /** How often each responder looks. */
  readonly turns: number;
  readonly sweeps: number;
  /** Whether everybody else acts as well, beside the subject of the scenario. */
  readonly bystanders: boolean;
}

/** Explored in seconds. */
export const small: Size = { crashes: 1, turns: 1, sweeps: 1, bystanders: false };
/** Explored in minutes. */
export const whole: Size = { crashes: 2, turns: 2, sweeps: 2, bystanders: true };

const ann = { kind: 'customer', name: 'ann' } as const;
const ben = { kind: 'customer', name: 'ben' } as const;
const olga = { kind: 'operator', name: 'olga' } as const;
const shop = { kind: 'bot', name: 'shop' } as const;

const does = (label: string, action: Action): Task => ({ label, action: () => action });

const says = (author: typeof ann | typeof ben, id: string, content = id): Task =>
  does(`say ${id}`, { type: 'write', author, id, content });

/** An operator's message answers what its writer had read. */
const writes = (id: string): Task => ({
  label: `write ${id}`,
  action: (seen) => ({
    type: 'write',
    author: olga,
    id,
    content: id,
    answersThrough: newestOfCustomers(seen),
  }),
});

const post = (id: string) => ({ type: 'write', author: shop, id, content: id, opensFor: 'ann' }) as const;

/** A bot of others that says which message it answers. */
const postsAnswer = (id: string): Task => ({
  label: `post ${id}`,
  action: (seen) => ({ ...post(id), answersThrough: newestOfCustomers(seen) }),
});

const operates = (type: 'claim' | 'release' | 'requeue' | 'close', operator = 'olga'): Task =>
  does(type, { type, operator });

const client = (name: string, ...tasks: readonly Task[]): Role => ({ type: 'client', name, tasks });

const asked = (content: string): Action => ({ type: 'write', author: ann, id: content, content });
const claimed: Action = { type: 'claim', operator: 'olga' };
const handedOver: Action = {
  type: 'reply',
  name: 'bot',
  content: 'One moment, please.',
  answersThrough: 1,
  seen: { life: 1, ownerChanges: 1, open: [1] },
  handOver: true,
  onlyIfNewest: false,
};

/** Small worlds that together have everything in them that can happen to a thread. */
export function scenariosOf({ crashes, turns, sweeps, bystanders }: Size): readonly Scenario[] {
  const responder = (name: string, options: object = {}): Role => ({
    type: 'responder',
    name,
    turns,
    ...options,
  });
  const sweeper: Role = { type: 'sweeper', name: 'sweeper', sweeps };
  const time: Role = { type: 'nature', name: 'time', events: [{ type: 'timePasses' }] };
  const beside = (...others: readonly Role[]) => (bystanders ? others : []);
  return [
    {
      name: 'two authors write three messages, one of them twice, while the bot answers',
      crashes,
      before: [asked('a0'), { type: 'join', user: 'ben' }],
      roles: [
        client('ann', says(ann, 'a1'), says(ann, 'a2')),
        client('ben', says(ben, 'a1')),
        responder('responder'),
        responder('late responder'),
      ],
    },
    {
      name: 'a thread begins from two devices at once, with one id for two texts',
      crashes,
      roles: [
        client('phone', says(ann, 'a1', 'hello'), says(ann, 'a2')),
        client('tab', says(ann, 'a1', 'hullo')),
        responder('responder'),
        client('third device', says(ann, 'a3')),
        ...beside(sweeper, time),
      ],
    },
    {
      name: 'an operator takes the thread over, writes and gives it back',
      crashes,
      before: [asked('a0')],
      roles: [
        client('ann', says(ann, 'a1')),
        client('olga', operates('claim'), writes('o1'), operates('release')),
        responder('responder'),
        sweeper,
        ...beside(time),
      ],
    },
    {
      name: 'an operator writes in a thread that nobody has claimed, and closes it',
      crashes,
      before: [asked('a0')],
      roles: [
        client('ann', says(ann, 'a1'), says(ann, 'a2')),
        client('olga', writes('o1'), operates('close')),
        responder('responder'),
        time,
      ],
    },
    {
      name: 'the bot hands over, and two operators want the thread',
      crashes,
      before: [asked('a0')],
      roles: [
        client('ann', says(ann, 'a1')),
        responder('responder', { handsOver: true }),
        client('olga', operates('claim'), operates('requeue')),
        client(
          'paul',
          operates('claim', 'paul'),
          does('transfer', { type: 'transfer', operator: 'paul', to: 'olga' }),
        ),
      ],
    },
    {
      name: 'an operator goes away without a word',
      crashes,
      before: [asked('a0'), claimed],
      roles: [
        client('ann', says(ann, 'a1'), does('cancel', { type: 'cancel' })),
        time,
        sweeper,
        responder('responder'),
        client('olga', writes('o1')),
      ],
    },
    {
      name: 'an operator takes a thread from the queue and goes away without a word',
      crashes,
      before: [asked('a0'), handedOver, claimed],
      roles: [
        client('ann', says(ann, 'a1'), does('cancel', { type: 'cancel' })),
        time,
        sweeper,
        responder('responder', { settles: true }),
        client('olga', writes('o1'), operates('requeue')),
      ],
    },
    {
      name: 'others act where an operator took a thread from the queue and went away without a word',
      crashes,
      before: [asked('a0'), handedOver, claimed],
      roles: [
        client('ann', says(ann, 'a1')),
        time,
        sweeper,
        client('shop', postsAnswer('p1')),
        client('paul', operates('claim', 'paul'), operates('release', 'paul')),
      ],
    },
    {
      name: 'bots of others post what answers nothing, and what answers something',
      crashes,
      before: [asked('a0')],
      roles: [
        client('ann', says(ann, 'a1')),
        client('shop', does('post p1', post('p1')), postsAnswer('p2')),
        responder('responder'),
        client('olga', operates('claim')),
        ...beside(time),
      ],
    },
    {
      name: 'the bot finds that everything has expired, while more is written',
      crashes,
      before: [asked('a0')],
      roles: [
        client('ann', says(ann, 'a1'), says(ann, 'a2')),
        responder('responder', { settles: true }),
        responder('late responder', { onlyIfNewest: true }),
        ...beside(sweeper, time),
      ],
    },
    {
      name: 'the customer cancels the reply',
      crashes,
      before: [asked('a0')],
      roles: [
        client('ann', says(ann, 'a1'), does('cancel', { type: 'cancel', through: 1 }), says(ann, 'a2')),
        responder('responder'),
        client('olga', operates('claim'), operates('release')),
      ],
    },
    {
      name: 'the thread expires and begins again under a bot that is still writing',
      crashes,
      before: [asked('a0')],
      roles: [
        client('ann', says(ann, 'a0', 'another text'), does('cancel', { type: 'cancel' })),
        { type: 'nature', name: 'nature', events: [{ type: 'expire' }] },
        responder('responder', { settles: true }),
        client('olga', writes('o1')),
        sweeper,
      ],
    },
    {
      name: 'the bot fails for hours, and people are asked',
      crashes,
      before: [
        asked('a0'),
        ...Array.from({ length: 5 }, (): Action => ({ type: 'sweep', isOverridden: false })),
      ],
      roles: [
        client('ann', says(ann, 'a1')),
        { type: 'nature', name: 'time', events: [{ type: 'timePasses' }, { type: 'timePasses' }] },
        { type: 'sweeper', name: 'sweeper', sweeps: sweeps + 1 },
        client('shop', does('post p1', post('p1'))),
        ...beside(client('olga', operates('claim'), operates('release'))),
      ],
    },
    {
      name: 'a human takes the customer over from every bot, and gives the customer back',
      crashes,
      before: [asked('a0')],
      roles: [
        client('ann', says(ann, 'a1')),
        {
          type: 'nature',
          name: 'human',
          events: [
            { type: 'override', user: 'ann', isOn: true },
            { type: 'override', user: 'ann', isOn: false },
          ],
        },
        responder('responder'),
        sweeper,
        time,
        ...beside(client('shop', postsAnswer('p1'))),
      ],
    },
  ];
}
