import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ChatLimits, ThreadIdPolicy } from '@switchboard/chat-core';
import { BotTokenStorage } from '@switchboard/data-core';
import type { Fault, FaultRates } from './engine/faults.ts';
import type { Ending } from './engine/invocation.ts';
import { createLambda } from './engine/lambda.ts';
import { createScheduler } from './engine/scheduler.ts';
import { createSeededRandom } from './engine/seeded-random.ts';
import { createTurnstile, type Hold } from './engine/turnstile.ts';
import { createVirtualClock } from './engine/virtual-clock.ts';
import { headOf } from './history/head-view.ts';
import { createCounter } from './history/occurrences.ts';
import { createRecorder } from './history/recorder.ts';
import { createSimulatedDynamoDb, createSimulatedSns } from './services/aws-clients.ts';
import { createSimulatedBot, type Health, type Temper } from './services/bot.ts';
import { createBucket } from './services/bucket.ts';
import type { Identity } from './services/events.ts';
import { createFunctions, type FunctionName, retentionDays, topicArns } from './services/functions.ts';
import { createGateway } from './services/gateway.ts';
import { createPushService } from './services/push-service.ts';
import type { SimulationTables } from './services/tables.ts';
import { createTimeToLive } from './services/time-to-live.ts';
import { createTopic } from './services/topic.ts';

const startAt = Date.UTC(2026, 0, 1);

/** In every third run threads belong to the customer whose id begins theirs; in every fourth, customers may write little. */
const rulesOf = (seed: number): { readonly threadIds: ThreadIdPolicy; readonly limits: ChatLimits } => ({
  threadIds: seed % 3 === 0 ? 'own' : 'any',
  limits: seed % 4 === 1 ? { messagesPerMinute: 4 } : {},
});

/** A file that was uploaded, and not sent yet. */
export interface KeptUpload {
  readonly userId: string;
  readonly threadId: string;
  readonly attachmentId: string;
  /** Epoch milliseconds. */
  readonly uploadedAt: number;
}

/** How often the bot of a run is of that kind. */
const tempers = { restarts: 0.3, answersAtOnce: 0.2 };

export interface WorldOptions {
  readonly seed: number;
  readonly endpoint: string;
  /** A client that nothing stands in the way of. */
  readonly plainClient: DynamoDBDocumentClient;
  readonly tables: SimulationTables;
  /** Begins every id: the engine remembers the tokens of transactions, whatever table they are for. */
  readonly idPrefix: string;
  readonly faults: FaultRates;
  /** How often a frame comes twice at once, as when a client sends it again over a new connection. */
  readonly sentTwice: number;
  /** How often the bot asks a person before it goes on. */
  readonly asks: number;
  /** How often DynamoDB deletes what has expired just before a function's call. */
  readonly sweeps: number;
}

/** Everything that one run needs, made from its seed. */
export function createWorld(options: WorldOptions) {
  const { seed, endpoint, plainClient, tables, idPrefix, faults, sentTwice, asks, sweeps } = options;
  const random = createSeededRandom(seed);
  const clock = createVirtualClock(startAt);
  const scheduler = createScheduler(random, clock);
  const { counts, count, ...counter } = createCounter();
  const onFault = (fault: Fault): void => count('fault', fault);
  const beforeCall = async (): Promise<void> => {
    if (random.chance(sweeps)) await timeToLive.sweep();
  };
  const turnstile = createTurnstile({ scheduler, clock, random, onFault, beforeCall }, faults);
  const recorder = createRecorder({ clock, scheduler, tables, readHead });
  const timeToLive = createTimeToLive({
    client: plainClient,
    tables,
    clock,
    random,
    onDeleted(kind, item) {
      count('expired', kind);
      scheduler.note(`  DynamoDB deletes from ${kind}`);
      if (kind === 'threads') recorder.onHeadExpired(String(item.threadId));
    },
  });
  const lambda = createLambda({
    clock,
    random,
    onStart(invocation) {
      counter.onStart(invocation.functionName, invocation.event);
      recorder.onStart(invocation);
    },
    onOverdue: recorder.onOverdue,
    onReturned(invocation, value) {
      counter.onReturned(value);
      recorder.onReturned(invocation, value);
    },
  });
  const gateway = createGateway({ turnstile, clock, random, onChunk: recorder.onChunk, onFrame: count });
  const bucket = createBucket({ clock, random, turnstile, retentionDays });
  const pushService = createPushService({ clock, random, turnstile, onPush: recorder.onPush });
  const toResponder = createTopic({ clock, random, lambda }, () => [functions.responder]);
  const toTelegram = createTopic({ clock, random, lambda }, () => [functions.telegramPush]);
  const toAlerts = createTopic({ clock, random, lambda }, () => [functions.alerts, functions.webPush]);
  const interception = { scheduler, turnstile };
  const temper: Temper = {
    overlap: random.chance(tempers.restarts) ? 'restart' : 'together',
    answersAtOnce: random.chance(tempers.answersAtOnce),
    asks,
  };
  const { threadIds, limits } = rulesOf(seed);
  const forCalm: (() => Promise<void>)[] = [];
  const shared = new Set<string>();
  let kept: readonly KeptUpload[] = [];
  let ids = 0;
  let act = 1;
  let health: Health = 'moody';

  const dynamoDb = createSimulatedDynamoDb(endpoint, interception, recorder.onApplied);
  const sns = createSimulatedSns(interception, ({ topicArn, message }) => {
    if (topicArn === topicArns.alerts) {
      recorder.onAlert(message);
      return toAlerts.publish(message);
    }
    if (topicArn !== topicArns.responder) return toTelegram.publish(message);
    recorder.onPublished(message);
    toResponder.publish(message);
  });
  const functions = createFunctions({
    clock,
    turnstile,
    dynamoDb,
    sns,
    gateway,
    bucket,
    pushService,
    tables,
    random,
    threadIds,
    limits,
    newId: () => {
      ids += 1;
      return `${idPrefix}-${ids}`;
    },
    bot: createSimulatedBot({ clock, random, temper, health: () => health, onAsked: recorder.onAsked }),
    isErasing: (userId) => recorder.journal.erasing.includes(userId),
    onTaken: recorder.onTaken,
    comeBack: (threadId, notBefore) => void pushAgain(threadId, notBefore),
  });

  async function pushAgain(threadId: string, notBefore: number): Promise<void> {
    await clock.wait(Math.max(notBefore - clock.now(), 0));
    const Message = JSON.stringify({ threadId, type: 'message' });
    await lambda.invokeAsynchronously(functions.telegramPush, { Records: [{ Sns: { Message } }] });
  }

  async function readHead(threadId: string): Promise<Record<string, unknown> | null> {
    const get = new GetCommand({ TableName: tables.threads, Key: { threadId }, ConsistentRead: true });
    const { Item } = await plainClient.send(get);
    return Item ?? null;
  }

  /** What is done without any function by somebody who may write to a table. It waits for its turn as a call does. */
  const doOutside = <T>(name: string, make: () => Promise<T>): Promise<T> => turnstile.pass({ name, make });

  return {
    random,
    clock,
    scheduler,
    gateway,
    bucket,
    pushService,
    recorder,
    /** What has happened so far, and how often. */
    counts,
    temper,
    sentTwice,
    threadIds,
    /** People do the same again, in the same lives of their threads: what they name is new. */
    beginNextAct(): void {
      act += 1;
    },
    /** Whether a thread has had a second customer, about whom others may have written there. */
    isShared: (threadId: string): boolean => shared.has(threadId),
    /** Somebody has uploaded a file for a thread, and sends it in a later act. */
    keepUpload(upload: Pick<KeptUpload, 'userId' | 'threadId' | 'attachmentId'>): void {
      kept = [...kept, { ...upload, uploadedAt: clock.now() }];
    },
    /** What somebody has uploaded for a thread and kept. It is given once. */
    takeUploads(whose: Pick<KeptUpload, 'userId' | 'threadId'>): readonly KeptUpload[] {
      const isTheirs = ({ userId, threadId }: KeptUpload): boolean =>
        userId === whose.userId && threadId === whose.threadId;
      const taken = kept.filter(isTheirs);
      kept = kept.filter((upload) => !isTheirs(upload));
      return taken;
    },
    /** What somebody calls a message of theirs in this act. */
    named: (name: string): string => (act === 1 ? name : `${name}.act${act}`),
    /** The number of an update of Telegram's in this act. */
    updateId: (number: number): number => act * 100 + number,
    /** The thread of a story and its customer. Each seed has other ids, and so other shards. */
    threadIdOf: (index: number, userId: string): string =>
      threadIds === 'own' ? `${userId}.${seed}` : `thread-${seed}-${index + 1}`,
    /** Something to be done when all is calm. */
    whenCalm(work: () => Promise<void>): void {
      forCalm.push(work);
    },
    /** Does what was to be done when all is calm. */
    useCalm: async (): Promise<void> => {
      await Promise.all(forCalm.splice(0).map((work) => work()));
    },
    setHealth(next: Health): void {
      health = next;
    },
    setFaults: turnstile.setFaults,
    /** Lets the next transaction hang of that function, when it was invoked with an event that says this. */
    holdTransaction: (functionName: FunctionName, mentions: string): Hold =>
      turnstile.holdNext({
        functionName: functions[functionName].name,
        name: 'TransactWriteItems',
        mentions,
      }),
    invoke: (name: FunctionName, event: unknown): Promise<Ending<unknown>> =>
      lambda.invoke(functions[name], event),
    /** The topics deliver again what they were told long ago. */
    repeatPublications(): void {
      toResponder.repeat();
      toTelegram.repeat();
      toAlerts.repeat();
    },
    /** A token of the user, as an authorised caller gets it. */
    issueToken: ({ userId, role }: Identity): Promise<string> =>
      doOutside('issue token', async () => {
        const tokens = new BotTokenStorage(tables.tokens, undefined, { client: plainClient, now: clock.now });
        const { token } = await tokens.issueToken({ senderId: userId, role, ttlSeconds: 86_400 });
        return token;
      }),
    /**
     * What anyone may do who can write to the table, as kx-chat-server documents it.
     *
     * @returns whether it counts: in an item that has expired it does not
     */
    setOverride: (user: string, isOn: boolean): Promise<boolean> =>
      doOutside(`override ${user} ${isOn}`, async () => {
        const update = new UpdateCommand({
          TableName: tables.connections,
          Key: { userId: user },
          UpdateExpression: 'SET isHumanOverride = :value',
          ExpressionAttributeValues: { ':value': isOn },
          ReturnValues: 'ALL_NEW',
        });
        const { Attributes: { expiresAt = Number.POSITIVE_INFINITY } = {} } = await plainClient.send(update);
        const counts = Number(expiresAt) * 1_000 > clock.now();
        if (counts) recorder.onOverride(user, isOn);
        return counts;
      }),
    /** Lets another customer take part in a thread, if it exists. @returns whether it does */
    join: (threadId: string, user: string): Promise<boolean> =>
      doOutside(`${user} joins ${threadId}`, async () => {
        const head = await readHead(threadId);
        if (head === null || headOf(head).expiresAt * 1_000 <= clock.now()) return false;
        const update = new UpdateCommand({
          TableName: tables.threads,
          Key: { threadId },
          UpdateExpression: 'SET participants = list_append(participants, :user), version = version + :one',
          ExpressionAttributeValues: { ':user': [{ userId: user, role: 'customer' }], ':one': 1 },
        });
        await plainClient.send(update);
        shared.add(threadId);
        await recorder.onHeadChanged(threadId);
        return true;
      }),
    close(): void {
      dynamoDb.destroy();
      sns.destroy();
    },
  };
}

export type World = ReturnType<typeof createWorld>;
