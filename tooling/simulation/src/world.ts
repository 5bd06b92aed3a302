import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type CallInput, createSimulatedDynamoDb, createSimulatedSns } from './aws-clients.ts';
import { createSimulatedBot } from './bot.ts';
import type { FaultRates } from './faults.ts';
import { createFunctions, type FunctionName, topicArns } from './functions.ts';
import { createGateway } from './gateway.ts';
import type { Acknowledgement, Commit, HumanWindow, RecordedMessage } from './history.ts';
import type { Ending } from './invocation.ts';
import { createLambda } from './lambda.ts';
import { createScheduler } from './scheduler.ts';
import { createSeededRandom } from './seeded-random.ts';
import type { SimulationTables } from './tables.ts';
import { createTopic } from './topic.ts';
import { createTurnstile } from './turnstile.ts';
import { createVirtualClock } from './virtual-clock.ts';

const startAt = Date.UTC(2026, 0, 1);

export interface WorldOptions {
  readonly seed: number;
  readonly endpoint: string;
  readonly tables: SimulationTables;
  /** Begins every id: the engine remembers the tokens of transactions, whatever table they are for. */
  readonly idPrefix: string;
  readonly faults: FaultRates;
}

/** Everything that one run needs, made from its seed. */
export function createWorld({ seed, endpoint, tables, idPrefix, faults }: WorldOptions) {
  const random = createSeededRandom(seed);
  const clock = createVirtualClock(startAt);
  const scheduler = createScheduler(random, clock);
  const turnstile = createTurnstile({ scheduler, clock, random }, faults);
  const lambda = createLambda(clock, random);
  const gateway = createGateway(turnstile);
  const topic = createTopic({ clock, random, lambda }, () => functions.responder);
  const interception = { scheduler, turnstile };
  let ids = 0;
  let botIsWell = false;

  const acknowledgements: Acknowledgement[] = [];
  const commits: Commit[] = [];
  const humanWindows: HumanWindow[] = [];
  const unacknowledged: string[] = [];

  /** The first time that a transaction was applied counts: a repetition changes nothing. */
  const recordCommit = (input: CallInput) => {
    const message = putMessageOf(input, tables.messages);
    if (message === undefined || commits.some((commit) => commit.message.messageId === message.messageId))
      return;
    commits.push({ step: scheduler.trace.length, at: clock.now(), message });
  };

  const dynamoDb = createSimulatedDynamoDb(endpoint, interception, recordCommit);
  const sns = createSimulatedSns(interception, ({ topicArn, message }) => {
    if (topicArn === topicArns.responder) topic.publish(message);
  });
  const functions = createFunctions({
    clock,
    dynamoDb,
    sns,
    gateway,
    tables,
    random: random.next,
    newId: () => {
      ids += 1;
      return `${idPrefix}-${ids}`;
    },
    bot: createSimulatedBot({ clock, random }, () => botIsWell),
  });

  return {
    random,
    clock,
    scheduler,
    gateway,
    acknowledgements,
    commits,
    humanWindows,
    unacknowledged,
    deadLetters: lambda.deadLetters,
    invoke: (name: FunctionName, event: unknown): Promise<Ending<unknown>> =>
      lambda.invoke(functions[name], event),
    /** What anyone may do who can write to the table, as the original documents it. */
    setOverride: async (userId: string, isHumanOverride: boolean): Promise<void> => {
      await dynamoDb.send(
        new UpdateCommand({
          TableName: tables.connections,
          Key: { userId },
          UpdateExpression: 'SET isHumanOverride = :value',
          ExpressionAttributeValues: { ':value': isHumanOverride },
        }),
      );
    },
    /** From now on nothing goes wrong any more. */
    calmDown(): void {
      turnstile.endFaults();
      botIsWell = true;
    },
    close(): void {
      dynamoDb.destroy();
      sns.destroy();
    },
  };
}

export type World = ReturnType<typeof createWorld>;

interface Write {
  readonly Put?: { readonly TableName?: string; readonly Item?: unknown };
}

/** The message that a transaction puts, as the document client was given it. */
function putMessageOf({ TransactItems }: CallInput, tableName: string): RecordedMessage | undefined {
  const writes = Array.isArray(TransactItems) ? (TransactItems as readonly Write[]) : [];
  return writes.find(({ Put }) => Put?.TableName === tableName)?.Put?.Item as RecordedMessage | undefined;
}
