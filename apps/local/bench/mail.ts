/**
 * A burst of mails to many users: whether each comes exactly once, whether Telegram's limits are kept, what a mail costs, and whether the memory
 * of functions grows. The Bot API enforces Telegram's limits and is asked for updates, as Telegram itself would be.
 *
 *     npm run bench:mail -- --mails 1000 --users 50
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startTelegramSimulator, telegramRates } from '@switchboard/telegram-simulator';
import { createTransport } from 'nodemailer';
import { startCountingProxy } from './counting-proxy.ts';
import { functionMemoryOf } from './function-memory.ts';
import { startPlatformOf } from './platform-under-test.ts';
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

const simulator = await startTelegramSimulator({ rates: telegramRates });
const proxy = await startCountingProxy(simulator.root);
const platform = await startPlatformOf(root, {
  TELEGRAM_TOKEN: '4000:bench',
  TERRAFORM_FILE: stackWithApiRoot(proxy.root),
});
const { aws, smtp = '' } = platform.addresses;
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

async function register(chatId: number): Promise<string> {
  const body = JSON.stringify({ text: '/register' });
  await fetch(`${simulator.root}/users/${chatId}/messages`, { method: 'POST', body });
  for (;;) {
    const address = (await saidTo(chatId)).map((text) => /\S+@\S+/.exec(text)?.[0]).find(Boolean);
    if (address !== undefined) return address;
    await delay(20);
  }
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
  await Promise.all(
    Array.from({ length: mails }, (_, mail) =>
      transport.sendMail({
        from: `shop-${Math.floor(mail / users / mailsOfSender)}@example.com`,
        to: addresses[mail % users] ?? '',
        subject: subjectOf(mail),
        text: `Hello,\n\nyour order ${mail} of EUR ${mail}.90 has left our warehouse today. It arrives within three days, and nobody has to be at home. If you want to send it back, do so within a month.\n\nRegards\nThe shop`,
      }),
    ),
  );
  transport.close();
}

interface Reading {
  readonly requests: number;
  readonly invocations: number;
  readonly readUnits?: number;
  readonly writeUnits?: number;
}

const readMeter = async (): Promise<Readonly<Record<string, Reading>>> =>
  (await (await fetch(`${aws}/_switchboard/meter`)).json()) as Readonly<Record<string, Reading>>;

/** How often each mail has come, by its number; and after how long all of them were there, in milliseconds. */
async function awaitAll(chats: readonly number[]): Promise<ReadonlyMap<number, number>> {
  for (const end = performance.now() + patienceSeconds * 1000; ; ) {
    const texts = (await Promise.all(chats.map(saidTo))).flat();
    const numbers = texts.flatMap((text) => /^Order (\d+)\./.exec(text)?.[1] ?? []).map(Number);
    const counts = new Map<number, number>();
    for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
    if (counts.size >= mails || performance.now() > end) return counts;
    await delay(500);
  }
}

const chats = Array.from({ length: users }, (_, index) => 1000 + index);
const addresses: string[] = [];
for (const chatId of chats) addresses.push(await register(chatId));

await fetch(`${aws}/_switchboard/meter`, { method: 'DELETE' });
const callsBefore = new Map(proxy.counts);
const memory: ReadonlyMap<string, number>[] = [];
const sampling = setInterval(() => memory.push(functionMemoryOf(platform.pid)), 1_000);
const started = performance.now();
await sendAll(addresses);
const takenMs = performance.now() - started;
const counts = await awaitAll(chats);
const doneMs = performance.now() - started;
// What is still on its way would come twice now.
await delay(3_000);
clearInterval(sampling);

const twice = [...counts.values()].filter((count) => count > 1).length;
print('mails taken by the port', `${mails} in ${(takenMs / 1000).toFixed(1)} s`);
print('summaries in Telegram', `${counts.size} of ${mails}, ${twice} of them twice`);
print('from the first to the last', `${(doneMs / 1000).toFixed(1)} s`);
for (const [call, count] of proxy.counts) {
  const made = count - (callsBefore.get(call) ?? 0);
  if (made > 0 && !call.startsWith('getUpdates'))
    print(`Bot API: ${call}`, `${made}, ${(made / mails).toFixed(2)} a mail`);
}
for (const [name, reading] of Object.entries(await readMeter())) {
  if (!/-(mail|mail-reply|telegram-\w+)$/.test(name)) continue;
  const per = (value = 0): string => (value / mails).toFixed(2);
  print(
    name.replace(/^switchboard-local-/, ''),
    `a mail: ${per(reading.invocations)} invocations, ${per(reading.requests)} requests, ${per(reading.readUnits)} RCU, ${per(reading.writeUnits)} WCU`,
  );
}
for (const name of ['switchboard-local-mail']) {
  const samples = memory.flatMap((sample) => sample.get(name) ?? []);
  const third = Math.floor(samples.length / 3);
  const largest = (part: readonly number[]): string => `${Math.max(0, ...part).toFixed(0)} MB`;
  print(
    `memory of ${name.replace(/^switchboard-local-/, '')}`,
    `largest process in the first third ${largest(samples.slice(0, third))}, in the last ${largest(samples.slice(-third))}; ${summary(samples)}`.replaceAll(
      / ms/g,
      ' MB',
    ),
  );
}

await platform.stop();
proxy.stop();
await simulator.stop();
if (counts.size < mails || twice > 0) process.exitCode = 1;
