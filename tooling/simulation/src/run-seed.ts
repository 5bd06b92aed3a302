import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { userIdOf } from '@switchboard/telegram-email-bot/telegram-thread';
import { runAuditor } from './actors/auditor.ts';
import { checkHistory } from './checks/check-history.ts';
import type { Snapshot } from './checks/history.ts';
import { type FaultRates, usualFaults } from './engine/faults.ts';
import { headOf, waitingKindOf } from './history/head-view.ts';
import type { Item } from './history/journal.ts';
import type { Occurrences } from './history/occurrences.ts';
import { replay } from './history/replay.ts';
import { readStored } from './history/stored.ts';
import { retentionDays } from './services/functions.ts';
import { createTables } from './services/tables.ts';
import { chatIdOf, type StoryName, storiesOf, tellStories } from './stories.ts';
import { createWorld, type World } from './world.ts';

export interface RunOptions {
  readonly seed: number;
  readonly endpoint: string;
  /** A client that nothing stands in the way of. */
  readonly plainClient: DynamoDBDocumentClient;
  /** Begins the tables' names and every id: each run needs its own, at most 30 characters. */
  readonly prefix: string;
  readonly setting?: Setting;
}

/** What is different from the usual run. */
export interface Setting {
  /** @default usualFaults */
  readonly faults?: Partial<FaultRates>;
  /** @default usualRates */
  readonly rates?: Partial<typeof usualRates>;
  /** What is told. @default storiesOf(seed) */
  readonly stories?: readonly StoryName[];
}

export interface RunReport {
  readonly seed: number;
  /** A sentence for each way in which a promise was broken. */
  readonly violations: readonly string[];
  /** What happened, in order: the same for the same seed. */
  readonly trace: readonly string[];
  readonly counts: Counts;
  /** What happened, by its name. */
  readonly occurrences: Occurrences;
}

/** How much happened. */
export interface Counts {
  readonly messages: number;
  /** Lives of threads. */
  readonly conversations: number;
  /** Those that the bot or an operator put into the queue, and those that were given back to the bot. */
  readonly handedOver: number;
  readonly released: number;
}

const minuteMs = 60_000;
/** Longer than the sweeper ever waits between two attempts. */
const sweepPauseMs = 31 * minuteMs;
/** What is still waiting after so many sweeps without a fault waits for good. */
const sweepsAtMost = 12;
const hourMs = 60 * minuteMs;

/** After so long everything that was written begins to expire, and its threads live on if somebody writes there. */
const retentionMs = retentionDays * 24 * hourMs;

/**
 * How long nobody is there before threads have a second life: all that was said has expired. In every fourth run the files that were uploaded
 * may not be sent any more and are gone, in another fourth what is noted of them is gone as well.
 */
const pausesMs = [49 * hourMs, (8 * 24 + 1) * hourMs, 49 * hourMs, 11 * 24 * hourMs];

/**
 * How often the bot of a run fails for hours, threads have a second life, threads live on while what is old in them expires, DynamoDB
 * deletes what has expired before a call, a frame comes twice at once, the bot asks a person.
 */
const usualRates = { failing: 0.08, secondLife: 0.2, ages: 0.2, sweeps: 0.02, sentTwice: 0.1, asks: 0.2 };

/**
 * Runs the platform's functions through conversations whose every step, fault and coincidence comes from the seed; then lets
 * everything calm down, and checks the promises.
 */
export async function runSeed(options: RunOptions): Promise<RunReport> {
  const { seed, endpoint, plainClient, prefix, setting = {} } = options;
  const { stories = storiesOf(seed) } = setting;
  const faults = { ...usualFaults, ...setting.faults };
  const rates = { ...usualRates, ...setting.rates };
  const tables = await createTables(plainClient, prefix);
  const world = createWorld({
    seed,
    endpoint,
    plainClient,
    tables,
    idPrefix: prefix,
    faults,
    sentTwice: rates.sentTwice,
    asks: rates.asks,
    sweeps: rates.sweeps,
  });
  const { random, scheduler, recorder, temper } = world;
  const snapshots: Snapshot[] = [];
  const names = ['anna', 'bela', 'cleo'].slice(0, random.integer(2, 3));

  /** Lets the stories happen, lets everything calm down, and looks at what is there then. */
  async function tell(people: readonly string[]): Promise<void> {
    const isFailing = random.chance(rates.failing);
    world.setHealth(isFailing ? 'failing' : 'moody');
    await until(world, tellStories(world, people, stories));
    if (isFailing) await failForHours(world);
    await calmDown(world, async () => (await readStored(plainClient, tables)).heads);
    const stored = await readStored(plainClient, tables);
    snapshots.push({ ...recorder.moment(), stored, objects: world.bucket.list() });
    await until(world, world.useCalm());
    await until(
      world,
      runAuditor(
        world,
        people.map((userId, index) => world.threadIdOf(index, userId)),
      ),
    );
  }

  function goWrongAgain(): void {
    world.setFaults(faults);
    world.scheduler.letTimePass(true);
    world.repeatPublications();
  }

  const begunAt = world.clock.now();
  try {
    await tell(names);
    if (random.chance(rates.secondLife)) {
      world.clock.advance(pausesMs[seed % pausesMs.length] ?? 0);
      goWrongAgain();
      await tell(namesInNextLife(world, names));
    } else if (random.chance(rates.ages)) {
      world.clock.advance(begunAt + retentionMs - random.integer(0, 2 * minuteMs) - world.clock.now());
      goWrongAgain();
      world.beginNextAct();
      await tell(namesLater(world, names));
    }
    const { journal } = recorder;
    const replayed = replay(journal, { restarts: temper.overlap === 'restart' });
    const violations = checkHistory({ journal, replay: replayed, snapshots });
    const owners = replayed.lives.map(({ states }) => states.map(({ thread }) => thread.owner.type));
    const counts = {
      messages: replayed.lives.flatMap(({ messages }) => messages).length,
      conversations: owners.length,
      handedOver: owners.filter((types) => types.includes('queue')).length,
      released: owners.filter((types) =>
        types.some((type, index) => type === 'bot' && index > 0 && types[index - 1] !== 'bot'),
      ).length,
    };
    return { seed, violations, trace: scheduler.trace, counts, occurrences: world.counts };
  } finally {
    world.close();
  }
}

/** The same people, and newcomers for those who have been erased. */
const namesLater = ({ recorder }: World, names: readonly string[]): readonly string[] =>
  names.map((name, index) => {
    const wasErased = [name, userIdOf(chatIdOf(name))].some((user) =>
      recorder.journal.erasing.includes(user),
    );
    return wasErased ? `newcomer-${index + 1}` : name;
  });

/** The same people in each other's threads, and newcomers for those who have been erased. */
const namesInNextLife = (world: World, names: readonly string[]): readonly string[] =>
  namesLater(world, names.toReversed());

/** Lets everything happen until nothing is left to happen. */
async function until(world: World, acting: Promise<unknown>): Promise<void> {
  await world.scheduler.runUntilIdle();
  await acting;
}

/** The bot goes on failing, until people are asked instead. */
async function failForHours(world: World): Promise<void> {
  for (let sweeps = 1; sweeps <= 9; sweeps += 1) {
    world.clock.advance(sweepPauseMs);
    await until(world, world.invoke('sweeper', {}));
  }
}

/** Nothing goes wrong any more, and the sweeper does what is left to do. */
async function calmDown(world: World, readHeads: () => Promise<readonly Item[]>): Promise<void> {
  world.setFaults();
  world.setHealth('well');
  world.scheduler.letTimePass(false);
  for (let sweeps = 1; sweeps <= sweepsAtMost; sweeps += 1) {
    world.clock.advance(sweepPauseMs);
    await until(world, world.invoke('sweeper', {}));
    const heads = (await readHeads())
      .map(headOf)
      .filter(({ expiresAt }) => expiresAt * 1_000 > world.clock.now());
    const isLeft = heads.some(
      (head) =>
        ['bot', 'operator'].includes(waitingKindOf(head) ?? '') || head.undeliveredSince !== undefined,
    );
    if (!isLeft) break;
  }
  world.recorder.onCalm();
}
