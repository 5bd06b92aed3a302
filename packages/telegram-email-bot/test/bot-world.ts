import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLog, type Log } from '@switchboard/chat-core';
import { KeyValueCounter, UserConversations } from '@switchboard/data-core';
import {
  startTelegramSimulator,
  type TelegramSimulator,
  type TelegramSimulatorOptions,
} from '@switchboard/telegram-simulator';
import { type People, peopleOf } from '@switchboard/telegram-simulator/people';
import type { AccountJob } from '../src/account/account-job.ts';
import type { SecretValue } from '../src/aws/secret-value.ts';
import { TelegramConversations } from '../src/chat/conversations.ts';
import { createMailFiles } from '../src/inbound/mail-files.ts';
import { createMailHandler, type MailHandlerDependencies } from '../src/inbound/mail-handler.ts';
import type { MailJob } from '../src/jobs/mail-job.ts';
import { deliverJob } from '../src/jobs/mail-job.ts';
import type { QueueAnswer } from '../src/jobs/queue-event.ts';
import type { ReplyJob } from '../src/replies/reply-job.ts';
import { extractSummary } from '../src/summary/extract-summary.ts';
import { BotApi } from '../src/telegram/bot-api.ts';
import { createTelegramSender, type TelegramSender } from '../src/telegram/telegram-sender.ts';
import type { ChatPort, Saying } from '../src/webhook/chat-port.ts';
import { createWebhook, type HttpAnswer, triesNamespace } from '../src/webhook/handle-webhook.ts';
import { endOfUpdate } from '../src/webhook/update-time.ts';
import { createTelegramWorld, type TelegramWorld } from './telegram-world.ts';

const domain = 'mail.example';

/** The distance between waiting messages to a chat, and so the longest time that one may come after the earliest moment, milliseconds. */
export const roundMs = 2_000;

/** A mail as SES reports it. */
export interface SentMail {
  readonly to: string | readonly string[];
  readonly raw: string | Uint8Array;
  /** SES's id: the same for an event that comes again. @default a new one */
  readonly id?: string;
  readonly sender?: string;
  readonly from?: string;
  readonly subject?: string;
  readonly verdicts?: Readonly<Record<string, unknown>>;
}

/** The bot's functions with a simulated Telegram, the real engine, and a bucket and queues in memory. */
export interface BotWorld extends TelegramWorld {
  readonly simulator: TelegramSimulator;
  readonly token: SecretValue;
  readonly sender: TelegramSender;
  readonly log: Log;
  readonly people: People;
  readonly bucket: Map<string, Uint8Array>;
  /** Jobs that wait, with the time at which they are due. */
  readonly jobs: { readonly job: MailJob; readonly at: number }[];
  readonly replies: ReplyJob[];
  readonly setAside: unknown[];
  /** For how long each of them was to wait, milliseconds. */
  readonly setAsideFor: number[];
  /** The queue of jobs refuses so many from now on. */
  readonly refuseJobs: (count: number) => void;
  /** Gives the function every update that was set aside, as its queue does. Those that fail again stay. */
  readonly redrive: () => Promise<void>;
  readonly accountJobs: AccountJob[];
  /** The files that are to be had by links. */
  readonly linked: Map<string, Uint8Array>;
  readonly said: Saying[];
  readonly logs: Record<string, unknown>[];
  /** Stores the mail and invokes the mail function. @returns SES's id */
  readonly receive: (mail: SentMail) => Promise<string>;
  /** Invokes the mail function once more with a mail that SES took at a time, epoch milliseconds. */
  readonly receiveAgain: (mail: SentMail & { readonly id: string }, atMs: number) => Promise<void>;
  /** Does every job that is due. @returns how many */
  readonly runJobs: () => Promise<number>;
  /** Registers a person. @returns the address */
  readonly register: (chatId: number) => Promise<string>;
  /** Calls the webhook as Telegram does. */
  readonly callWebhook: (update: unknown, headers?: Record<string, string>) => Promise<HttpAnswer>;
  readonly stop: () => Promise<void>;
}

const secret = 'secret-of-the-webhook';
const token = '1000:token';
const constant = (value: string) => ({ get: async () => value, refresh: async () => value });

/** Makes the conversations of a world; without it what people say is remembered and goes nowhere. */
export type ChatFactory = (
  world: TelegramWorld & { readonly log: Log; readonly botApi: BotApi },
) => Promise<ChatPort>;

export interface BotWorldOptions extends TelegramSimulatorOptions {
  /** How long every function still has when it begins, milliseconds. @default 30_000 */
  readonly remainingMs?: number;
}

export async function createBotWorld(
  options: BotWorldOptions = {},
  createChat?: ChatFactory,
): Promise<BotWorld> {
  const { remainingMs = 30_000, ...simulated } = options;
  const world = await createTelegramWorld();
  const simulator = await startTelegramSimulator({
    token,
    now: world.context.now,
    webhooks: { retryBaseMs: 5, retryCapMs: 20 },
    ...simulated,
  });
  const bucket = new Map<string, Uint8Array>();
  const jobs: { job: MailJob; at: number }[] = [];
  const replies: ReplyJob[] = [];
  const setAside: unknown[] = [];
  const setAsideFor: number[] = [];
  let refusals = 0;
  const accountJobs: AccountJob[] = [];
  const linked = new Map<string, Uint8Array>();
  const said: Saying[] = [];
  const logs: Record<string, unknown>[] = [];
  const log = createLog((line) => logs.push(JSON.parse(line)), world.context.now);
  const remembering: ChatPort = {
    async say(saying) {
      if (saying.text === 'poison') throw new Error('This always fails.');
      if (saying.text === 'endless') await new Promise(() => {});
      said.push(saying);
      return undefined;
    },
  };
  const botApi = new BotApi({ token: constant(token), apiRoot: simulator.root, newId: randomUUID });
  const chat = createChat ? await createChat({ ...world, log, botApi }) : remembering;

  const sendJob = async (job: MailJob, afterMs = 0) => {
    if (refusals > 0) {
      refusals -= 1;
      throw new Error('The queue takes nothing.');
    }
    jobs.push({ job, at: world.context.now() + afterMs });
  };
  const rawMail = async (key: string) => bucket.get(key);
  const sender = createTelegramSender(botApi);
  const mailDependencies: MailHandlerDependencies = {
    context: world.context,
    sender,
    rawMail,
    files: createMailFiles(rawMail, async (name, content) => {
      linked.set(name, content);
      return `https://files.example/${encodeURIComponent(name)}`;
    }),
    deliverLater: (claim, afterMs) => sendJob(deliverJob(claim), afterMs),
    sendJob,
    log,
    summarise: async (input) => extractSummary(input),
    domain,
    rawPrefix: 'inbound/',
  };
  const mail = createMailHandler(mailDependencies);
  const webhook = createWebhook({
    context: world.context,
    domain,
    randomBytes: world.randomBytes,
    sendJob,
    sendReply: async (job) => void replies.push(job),
    tries: new KeyValueCounter({
      tableName: world.tables.keys,
      client: world.client,
      now: world.context.now,
      namespace: triesNamespace,
    }),
    setAside: async (update, afterMs) => {
      setAside.push(update);
      setAsideFor.push(afterMs);
    },
    sendAccountJob: async (job) => void accountJobs.push(job),
    chat,
    conversations: new TelegramConversations(
      new UserConversations({ tableName: world.tables.userConversations, client: world.client }),
      world.context,
    ),
    api: new BotApi({
      token: constant(token),
      apiRoot: simulator.root,
      newId: randomUUID,
      ending: endOfUpdate,
    }),
    sender,
    webhookSecret: constant(secret),
    log,
  });
  const invocation = { getRemainingTimeInMillis: () => remainingMs };
  const callWebhook = async (
    update: unknown,
    headers: Record<string, string> = { 'x-telegram-bot-api-secret-token': secret },
  ) => (await webhook({ headers, body: JSON.stringify(update) }, invocation)) as HttpAnswer;
  const server = await serve(
    async (body, headers) => (await webhook({ headers, body }, invocation)) as HttpAnswer,
  );
  const people = peopleOf(simulator.root);
  const hook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await fetch(
    `${simulator.root}/bot${token}/setWebhook?url=${encodeURIComponent(hook)}&secret_token=${secret}`,
  );
  return {
    ...world,
    simulator,
    token: constant(token),
    sender,
    log,
    people,
    bucket,
    jobs,
    replies,
    setAside,
    setAsideFor,
    refuseJobs: (count) => {
      refusals = count;
    },
    accountJobs,
    linked,
    said,
    logs,
    callWebhook,
    async redrive() {
      const updates = setAside.splice(0);
      const Records = updates.map((update, index) => queueRecord(index, update));
      const answer = (await webhook({ Records }, invocation)) as QueueAnswer;
      for (const { itemIdentifier } of answer.batchItemFailures)
        setAside.push(updates[Number(itemIdentifier)]);
    },
    async receive(sent) {
      const id = sent.id ?? randomUUID().replaceAll('-', '');
      bucket.set(`inbound/${id}`, typeof sent.raw === 'string' ? Buffer.from(sent.raw) : sent.raw);
      await mail(sesEvent({ ...sent, id }, world.context.now()), invocation);
      return id;
    },
    async receiveAgain(sent, atMs) {
      await mail(sesEvent(sent, atMs), invocation);
    },
    async runJobs() {
      const due = jobs.filter(({ at }) => at <= world.context.now());
      for (const entry of due) jobs.splice(jobs.indexOf(entry), 1);
      const Records = due.map(({ job }, index) => queueRecord(index, job));
      const answer = due.length === 0 ? undefined : await mail({ Records }, invocation);
      for (const { itemIdentifier } of answer?.batchItemFailures ?? []) {
        const failed = due[Number(itemIdentifier)];
        if (failed) jobs.push({ ...failed, at: world.context.now() + 1_000 });
      }
      return due.length;
    },
    async register(chatId) {
      const before = (await people.fromBot(chatId)).length;
      await people.say(chatId, '/register');
      const answer = (await people.heard(chatId, before + 1)).at(-1);
      const address = /\S+@\S+/.exec(answer?.text ?? '')?.[0];
      if (address === undefined) throw new Error(`No address in "${answer?.text}"`);
      return address;
    },
    async stop() {
      await simulator.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(
  handle: (body: string, headers: Record<string, string>) => Promise<HttpAnswer>,
): Promise<Server> {
  const server = createServer(async (request, response) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const answer = await handle(await text(request), headers);
    response.writeHead(answer.statusCode).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const queueRecord = (index: number, body: unknown) => ({
  eventSource: 'aws:sqs',
  messageId: String(index),
  body: JSON.stringify(body),
});

/** What SES invokes the mail function with. */
export function sesEvent(mail: SentMail & { readonly id: string }, nowMs: number) {
  const { raw, to, id, sender = 'ann@example.com', verdicts } = mail;
  const text = typeof raw === 'string' ? raw : Buffer.from(raw.subarray(0, 20_000)).toString('latin1');
  const headerOf = (name: string) =>
    new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(text.split(/\r?\n\r?\n/)[0] ?? '')?.[1]?.trim();
  const status = (value: string) => ({ status: value });
  const recipients = [to].flat();
  const timestamp = new Date(nowMs).toISOString();
  return {
    Records: [
      {
        eventSource: 'aws:ses',
        eventVersion: '1.0',
        ses: {
          mail: {
            timestamp,
            source: sender,
            messageId: id,
            destination: recipients,
            headersTruncated: false,
            headers: [],
            commonHeaders: {
              from: [mail.from ?? headerOf('From') ?? ''],
              subject: mail.subject ?? headerOf('Subject') ?? '',
            },
          },
          receipt: {
            timestamp,
            recipients,
            spamVerdict: status('PASS'),
            virusVerdict: status('PASS'),
            spfVerdict: status('PASS'),
            dkimVerdict: status('PASS'),
            dmarcVerdict: status('PASS'),
            ...verdicts,
          },
        },
      },
    ],
  };
}
