/**
 * A burst of mails to many users: whether each comes exactly once, whether Telegram's limits are kept, what a mail costs, and whether the memory
 * of functions grows. The Bot API enforces Telegram's limits and is asked for updates, as Telegram itself would be.
 *
 *     npm run bench:mail -- --mails 1000 --users 50
 *
 * Each phase says what it waits for, and ends with an error when that does not happen within `--patience` seconds.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startTelegramSimulator, telegramRates } from '@switchboard/telegram-simulator';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import { startCountingProxy } from './counting-proxy.ts';
import { functionMemoryOf } from './function-memory.ts';
import { startPlatformOf } from './platform-under-test.ts';
import { difference, type ProcessorTime, processorTimeOf } from './process-cpu.ts';
import { summary } from './summary.ts';

const { values } = parseArgs({
  options: {
    mails: { type: 'string', default: '1000' },
    users: { type: 'string', default: '50' },
    patience: { type: 'string', default: '300' },
  },
});
const [mails, users, patienceSeconds] = [values.mails, values.users, values.patience].map(Number) as [
  number,
  number,
  number,
];
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Mails of one sender above this many in an hour are held: more senders take turns. */
const mailsOfSender = 20;

/** Connections that bring mail at the same time. */
const connections = 10;

const print = (name: string, text: string): boolean => process.stdout.write(`${name.padEnd(30)} ${text}\n`);

/** The stack of `local`, with another Bot API. @returns its file, beside that whose bundles it names */
function stackWithApiRoot(apiRoot: string): string {
  const stack = join(root, 'infra/cdktf.out/stacks/local/cdk.tf.json');
  const file = join(dirname(stack), 'bench-of-mail.json');
  writeFileSync(file, readFileSync(stack, 'utf8').replaceAll('https://api.telegram.org', apiRoot));
  return file;
}

interface Seen {
  readonly from: string;
  readonly text: string;
}

/** What the bot has said to a user. */
async function saidTo(chatId: number): Promise<readonly string[]> {
  const response = await fetch(`${simulator.root}/users/${chatId}/messages`);
  return ((await response.json()) as readonly Seen[])
    .filter(({ from }) => from === 'bot')
    .map(({ text }) => text);
}

/** What a phase waits for, for those who wait with it. */
interface Progress {
  readonly done: number;
  readonly of: number;
}

/** How often a phase says how far it has come, milliseconds. */
const tellMs = 10_000;

/**
 * Asks again and again until a phase is done.
 *
 * @returns after how many milliseconds it was
 * @throws where it is not done within the patience
 */
async function waitFor(phase: string, ask: () => Promise<Progress>, pauseMs: number): Promise<number> {
  const began = performance.now();
  for (let told = began; ; ) {
    const { done, of } = await ask();
    const now = performance.now();
    if (done >= of) return now - began;
    if (now - began > patienceSeconds * 1000)
      throw new Error(`${phase}: ${done} of ${of} after ${patienceSeconds} s (--patience).`);
    if (now - told > tellMs) {
      told = now;
      process.stderr.write(`waits for: ${phase}, ${done} of ${of}\n`);
    }
    await delay(pauseMs);
  }
}

/** Has every chat register at once, as after an announcement. @returns their addresses */
async function registerAll(chats: readonly number[]): Promise<readonly string[]> {
  const body = JSON.stringify({ text: '/register' });
  await Promise.all(
    chats.map((chatId) => fetch(`${simulator.root}/users/${chatId}/messages`, { method: 'POST', body })),
  );
  const addresses = new Map<number, string>();
  const ask = async () => {
    for (const chatId of chats.filter((known) => !addresses.has(known))) {
      const address = (await saidTo(chatId)).map((text) => /\S+@\S+/.exec(text)?.[0]).find(Boolean);
      if (address !== undefined) addresses.set(chatId, address);
    }
    return { done: addresses.size, of: chats.length };
  };
  const ms = await waitFor('answers to /register', ask, 200);
  print('users registered', `${chats.length} at once, all answered after ${(ms / 1000).toFixed(1)} s`);
  return chats.map((chatId) => addresses.get(chatId) ?? '');
}

/** A subject that no other mail has. */
const subjectOf = (mail: number): string => `Order ${mail}.`;

async function sendAll(addresses: readonly string[]): Promise<void> {
  const { hostname, port } = new URL(smtp);
  const transport = createTransport({
    host: hostname,
    port: Number(port),
    ignoreTLS: true,
    pool: true,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  let taken = 0;
  const sending = Promise.all(
    Array.from({ length: mails }, async (_, mail) => {
      await sendSurely(transport, {
        from: `shop-${Math.floor(mail / users / mailsOfSender)}@example.com`,
        to: addresses[mail % users] ?? '',
        subject: subjectOf(mail),
        text: `Hello,\n\nyour order ${mail} of EUR ${mail}.90 has left our warehouse today. It arrives within three days, and nobody has to be at home. If you want to send it back, do so within a month.\n\nRegards\nThe shop`,
      });
      taken += 1;
    }),
  );
  const taking = waitFor('mails taken by the port', async () => ({ done: taken, of: mails }), 20);
  await Promise.all([sending, taking]);
  transport.close();
}

/** Sends a mail as a mail server does: again where it is told to, or where the connection broke. */
async function sendSurely(transport: Transporter, mail: SendMailOptions): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await transport.sendMail(mail);
      return;
    } catch (error) {
      const { responseCode = 400 } = error as { readonly responseCode?: number };
      if (responseCode >= 500 || tries === mostTries) throw error;
      process.stderr.write(`a mail is sent again: ${(error as Error).message}\n`);
      await delay(1_000 * tries);
    }
  }
}

const mostTries = 10;

interface Reading {
  readonly requests: number;
  readonly invocations: number;
  readonly readUnits?: number;
  readonly writeUnits?: number;
}

const readMeter = async (): Promise<Readonly<Record<string, Reading>>> =>
  (await (await fetch(`${aws}/_switchboard/meter`)).json()) as Readonly<Record<string, Reading>>;

/** How often each mail has come, by its number. */
async function comeTo(chats: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const texts = (await Promise.all(chats.map(saidTo))).flat();
  const numbers = texts.flatMap((text) => /^Order (\d+)\./.exec(text)?.[1] ?? []).map(Number);
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}

/** What functions of Telegram and mail have cost since the meter was cleared. */
async function printCosts(of: number, what: string): Promise<void> {
  for (const [name, reading] of Object.entries(await readMeter())) {
    if (!/-(mail|mail-reply|telegram-\w+)$/.test(name) || reading.invocations === 0) continue;
    const per = (value = 0): string => (value / of).toFixed(2);
    print(
      name.replace(/^switchboard-local-/, ''),
      `${what}: ${per(reading.invocations)} invocations, ${per(reading.requests)} requests, ${per(reading.readUnits)} RCU, ${per(reading.writeUnits)} WCU`,
    );
  }
}

function printProcessorTime({ functions, platform: own, engine }: ProcessorTime, seconds: number): void {
  const per = (milliseconds: number): string => `${(milliseconds / mails).toFixed(0)} ms`;
  const all = functions + own + engine;
  print(
    'processor time of a mail',
    `${per(all)}: functions ${per(functions)}, platform ${per(own)}, engine ${per(engine)}; ${(all / 1000 / seconds).toFixed(1)} processors busy`,
  );
}

function printMemory(samples: readonly number[]): void {
  const third = Math.floor(samples.length / 3);
  const largest = (part: readonly number[]): string => `${Math.max(0, ...part).toFixed(0)} MB`;
  print(
    'memory of mail',
    `largest process in the first third ${largest(samples.slice(0, third))}, in the last ${largest(samples.slice(-third))}; ${summary(samples)}`.replaceAll(
      / ms/g,
      ' MB',
    ),
  );
}

/** @returns whether every mail came, and once */
async function run(): Promise<boolean> {
  const chats = Array.from({ length: users }, (_, index) => 1000 + index);
  const clearMeter = () => fetch(`${aws}/_switchboard/meter`, { method: 'DELETE' });
  await clearMeter();
  const addresses = await registerAll(chats);
  await printCosts(users, 'a user');
  await clearMeter();
  const callsBefore = new Map(proxy.counts);
  const memory: number[] = [];
  const sampling = setInterval(() => {
    memory.push(...[functionMemoryOf(platform.pid).get('switchboard-local-mail') ?? []].flat());
  }, 1_000);
  const started = performance.now();
  const processorTime = processorTimeOf(platform.pid);
  try {
    await sendAll(addresses);
    const takenMs = performance.now() - started;
    print('mails taken by the port', `${mails} in ${(takenMs / 1000).toFixed(1)} s`);
    const ask = async () => ({ done: (await comeTo(chats)).size, of: mails });
    await waitFor('summaries in Telegram', ask, 500);
    const seconds = (performance.now() - started) / 1000;
    print('from the first to the last', `${seconds.toFixed(1)} s`);
    printProcessorTime(difference(processorTimeOf(platform.pid), processorTime), seconds);
  } finally {
    clearInterval(sampling);
  }
  // What is still on its way would come twice now.
  await delay(5_000);
  const counts = await comeTo(chats);
  const twice = [...counts.values()].filter((count) => count > 1).length;
  print('summaries in Telegram', `${counts.size} of ${mails}, ${twice} of them twice`);
  for (const [call, count] of proxy.counts) {
    const made = count - (callsBefore.get(call) ?? 0);
    if (made > 0 && !call.startsWith('getUpdates'))
      print(`Bot API: ${call}`, `${made}, ${(made / mails).toFixed(2)} a mail`);
  }
  await printCosts(mails, 'a mail');
  printMemory(memory);
  const told = await Promise.all(chats.map(saidTo));
  const again = told.filter(
    (texts, index) => texts.filter((text) => text.includes(addresses[index] ?? '')).length > 1,
  );
  print('registrations answered twice', `${again.length}`);
  return counts.size === mails && twice === 0 && again.length === 0;
}

const simulator = await startTelegramSimulator({ rates: telegramRates });
const proxy = await startCountingProxy(simulator.root);
const platform = await startPlatformOf(root, {
  TELEGRAM_TOKEN: '4000:bench',
  TERRAFORM_FILE: stackWithApiRoot(proxy.root),
});
const { aws, smtp = '' } = platform.addresses;
let isGood = false;
try {
  isGood = await run();
} catch (error) {
  process.stderr.write(`bench:mail failed. ${error instanceof Error ? error.message : error}\n`);
} finally {
  await platform.stop();
  proxy.stop();
  await simulator.stop();
}
// A connection that nobody waits for any more does not keep the bench from its end.
process.exit(isGood ? 0 : 1);
