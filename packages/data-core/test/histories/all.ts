import type { World } from '../history.ts';
import { chatLogHistory } from './chat-logs.ts';
import { configHistory } from './configs.ts';
import { conversationsHistory } from './conversations.ts';
import { countedOnceHistory } from './counters.ts';
import { doOnceHistory } from './do-once.ts';
import { limitersHistory } from './limiters.ts';
import { fencedSetsHistory, fencedWritesHistory } from './locks.ts';
import { setsHistory } from './sets.ts';
import { statesHistory, unlockedStatesHistory } from './states.ts';
import { revokedTokensHistory, tokensHistory } from './tokens.ts';

export interface History {
  readonly name: string;
  /** What part of the seeds it is tried with: those of one invariant add up to all of them. */
  readonly share: number;
  readonly run: (world: World) => Promise<void>;
}

/** Every history, and the one place that says how many of `SEEDS` each gets. */
export const histories: readonly History[] = [
  { name: 'I6: values under a lock', share: 0.3, run: fencedWritesHistory },
  { name: 'I6: sets and counters under a lock', share: 0.2, run: fencedSetsHistory },
  { name: 'I6: a late holder never overwrites the state of its successor', share: 0.5, run: statesHistory },
  {
    name: 'I6: no save without a lock overwrites what it has not read',
    share: 1,
    run: unlockedStatesHistory,
  },
  { name: 'I12: limiters, while time passes', share: 1, run: limitersHistory },
  { name: 'I13: an action that is done once', share: 1, run: doOnceHistory },
  { name: 'increments with a token count once', share: 1, run: countedOnceHistory },
  { name: 'no element of a set is lost or comes back', share: 1, run: setsHistory },
  { name: 'all who ask for a token get the same', share: 1, run: tokensHistory },
  { name: 'I21: no token survives the revocation of all', share: 1, run: revokedTokensHistory },
  { name: 'no writer of a configuration overwrites what it has not read', share: 1, run: configHistory },
  { name: 'no entry of the chat log is lost or doubled', share: 1, run: chatLogHistory },
  { name: 'no turn of a conversation is lost or doubled', share: 1, run: conversationsHistory },
];

/** How many seeds a history is tried with, of `seeds` in all. */
export const seedsOf = ({ share }: History, seeds: number): number => Math.max(1, Math.ceil(seeds * share));
