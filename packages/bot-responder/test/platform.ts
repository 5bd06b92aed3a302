import { randomUUID } from 'node:crypto';
import {
  appendMessage,
  type ChatContext,
  claimThread,
  createWebDeliverer,
  queryMessages,
  readThread,
  recordConnect,
} from '@switchboard/chat-core';
import { connectionsTable, messagesTable, threadsTable } from '@switchboard/chat-core/tables';
import { createDocumentClient, createTable, StateStorage } from '@switchboard/data-core';
import { statesTable } from '@switchboard/data-core/tables';
import type { Bot } from '../src/bot/bot.ts';
import { createResponder } from '../src/responder/responder.ts';
import { createManualWait } from './manual-wait.ts';
import { createMortality } from './mortality.ts';

/** What a device was posted. */
type Frame = Readonly<Record<string, unknown>> & { readonly event: string };

const budgetMs = 60_000;

/** The responder on tables of its own, with a clock that the test moves. */
export async function createPlatform() {
  const client = createDocumentClient({
    // biome-ignore lint/style/noProcessEnv: where jest's set-up puts the engine's address
    endpoint: process.env.DYNAMODB_ENDPOINT ?? '',
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const prefix = randomUUID();
  const tables = {
    threads: `${prefix}.threads`,
    messages: `${prefix}.messages`,
    connections: `${prefix}.connections`,
    partitionedKeys: `${prefix}.partitioned_keys`,
    states: `${prefix}.states`,
  };
  await Promise.all([
    createTable(client, threadsTable, tables.threads),
    createTable(client, messagesTable, tables.messages),
    createTable(client, connectionsTable, tables.connections),
    createTable(client, statesTable, tables.states),
  ]);

  const mortality = createMortality();
  let interruption: { readonly commandName: string; readonly act: () => Promise<unknown> } | undefined;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await mortality.pass(() => next(args));
        const current = interruption;
        if (current?.commandName !== commandName) return answer;
        interruption = undefined;
        await current?.act();
        return answer;
      },
    { step: 'finalizeRequest' },
  );

  let time = Date.UTC(2026, 0, 1);
  const now = () => time;
  const chat: ChatContext = { client, tables, now, newId: randomUUID, random: Math.random };
  const states = new StateStorage(tables.states, { client, now });
  const frames: Frame[] = [];
  const deliverer = createWebDeliverer(chat, {
    poster: {
      post: (_connectionId, data) =>
        mortality.pass(async () => {
          frames.push(JSON.parse(data));
          return 'posted' as const;
        }),
    },
  });
  const clock = createManualWait();
  const lines: string[] = [];

  const respondWith = (bot: Bot) => {
    const responder = createResponder({
      chat,
      states,
      deliverer,
      bot,
      botName: 'test',
      wait: clock.wait,
      log: (event, fields) => lines.push(JSON.stringify({ event, ...fields })),
    });
    /** Delivers what SNS would: the function sees no more of it than the thread. */
    return (threadId: string, { requestId = '', remainingMs = budgetMs } = {}) =>
      responder(
        { Records: [{ Sns: { Message: JSON.stringify({ message: { threadId } }) } }] },
        { awsRequestId: requestId || randomUUID(), getRemainingTimeInMillis: () => remainingMs },
      );
  };

  return {
    client,
    tables,
    chat,
    states,
    frames,
    clock,
    mortality,
    lines,
    respondWith,
    /** Does something between the next such call and the caller's seeing its answer. */
    interruptAfter: (commandName: string, act: () => Promise<unknown>) => {
      interruption = { commandName, act };
    },
    passTime: (milliseconds: number) => {
      time += milliseconds;
    },
    connect: (userId: string) => recordConnect(chat, { userId, connectionId: `${userId}-1` }),
    say: (threadId: string, text: string, userId = 'anna') =>
      appendMessage(chat, { threadId, author: { type: 'user', userId }, text }),
    claim: (threadId: string) => claimThread(chat, { threadId, userId: 'olga' }),
    head: (threadId: string) => readThread(chat, threadId),
    texts: async (threadId: string) => {
      const page = await queryMessages(chat, { threadId, limit: 100 });
      return page.outcome === 'page'
        ? page.messages.map(({ messageType, text }) => `${messageType}: ${text}`)
        : [];
    },
  };
}

/** Fulfilled by calling it. */
export function createGate() {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
