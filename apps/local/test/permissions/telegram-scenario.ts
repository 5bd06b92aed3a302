import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import nodemailer, { type SendMailOptions } from 'nodemailer';
import { until } from '../fixture/until.ts';
import { actorsOf, sendFile } from './scenario.ts';

/** Where a platform with Telegram and mail answers. */
export interface TelegramPlace {
  readonly ws: string;
  readonly http: string;
  readonly aws: string;
  readonly telegram: string;
  readonly smtp: string;
}

interface Seen {
  readonly messageId: number;
  readonly from: 'bot' | 'user';
  readonly text: string;
  readonly buttons: readonly (readonly { readonly data: string }[])[];
  readonly replyTo?: number;
  readonly document?: object;
}

const patienceMs = 60_000;

/** People in the simulated Telegram, and mails to them. */
export function peopleAt({ telegram, smtp }: Pick<TelegramPlace, 'telegram' | 'smtp'>) {
  const request = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${telegram}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path} was answered ${await response.text()}`);
    return response.json();
  };
  const fromBot = async (chatId: number): Promise<readonly Seen[]> =>
    ((await request('GET', `/users/${chatId}/messages`)) as readonly Seen[]).filter(
      ({ from }) => from === 'bot',
    );
  /** Acts, and waits for a message of the bot that fits and was not there before. */
  const told = async (chatId: number, act: () => Promise<unknown>, pattern = /^/): Promise<Seen> => {
    const before = Math.max(0, ...(await fromBot(chatId)).map(({ messageId }) => messageId));
    await act();
    return until(
      async () =>
        (await fromBot(chatId)).find(({ messageId, text }) => messageId > before && pattern.test(text)),
      patienceMs,
    );
  };
  const write = (chatId: number, message: object) => request('POST', `/users/${chatId}/messages`, message);
  const say = (chatId: number, text: string, more: object = {}) =>
    told(chatId, () => write(chatId, { text, ...more }));
  const tap = (chatId: number, messageId: number, data: string, pattern?: RegExp) =>
    told(chatId, () => request('POST', `/users/${chatId}/callbacks`, { messageId, data }), pattern);
  const notices = async (chatId: number) =>
    ((await request('GET', `/users/${chatId}`)) as { readonly notices: readonly unknown[] }).notices.length;
  /** Taps a button whose answer is shown for a moment. */
  const press = async (chatId: number, messageId: number, data: string): Promise<void> => {
    const before = await notices(chatId);
    await request('POST', `/users/${chatId}/callbacks`, { messageId, data });
    await until(async () => ((await notices(chatId)) > before ? true : undefined), patienceMs);
  };
  const port = Number(new URL(smtp).port);
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  return {
    request,
    fromBot,
    told,
    write,
    say,
    tap,
    press,
    fault: (fault: object) => request('POST', '/faults', fault),
    register: async (chatId: number) => /\S+@\S+/.exec((await say(chatId, '/register')).text)?.[0] ?? '',
    /** Sends a mail and waits for what its user is told of it. */
    mail: (chatId: number, mail: SendMailOptions, pattern: RegExp) =>
      told(chatId, () => transport.sendMail({ from: 'Ann <ann@example.com>', ...mail }), pattern),
    drop: (mail: SendMailOptions) => transport.sendMail({ from: 'Ann <ann@example.com>', ...mail }),
  };
}

/** Has the schedule of a function run now. */
async function runSchedule({ aws }: TelegramPlace, functionName: string): Promise<void> {
  const studio = `${aws}/_switchboard/studio/schedules`;
  const schedules = (await (await fetch(studio)).json()) as readonly { readonly name: string }[];
  const name = schedules.find((schedule) => schedule.name.includes(functionName))?.name;
  const { status } = await fetch(`${studio}/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  if (status >= 300) throw new Error(`The schedule ${name} was answered ${status}.`);
}

const slotMs = 5 * 60_000;

const clientOf = ({ aws }: TelegramPlace): DynamoDBClient =>
  new DynamoDBClient({
    endpoint: aws,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

/** Waits until Telegram takes messages for these chats at once: what has to wait is sent by another function. */
async function untilQuiet(place: TelegramPlace, prefix: string, chatIds: readonly number[]): Promise<void> {
  const client = clientOf(place);
  for (const chatId of chatIds) {
    const key = { TableName: `${prefix}.telegram-users`, Key: { chat_id: { N: String(chatId) } } };
    await until(async () => {
      const { Item } = await client.send(new GetItemCommand(key));
      return Number(Item?.next_send_at?.N) <= Date.now() ? true : undefined;
    }, patienceMs);
  }
}

/** Waits until digests have their times, and lets those be over: no test waits for the full hour. */
async function makeDigestsDue(
  place: TelegramPlace,
  prefix: string,
  digests: readonly string[],
): Promise<void> {
  const client = clientOf(place);
  const TableName = `${prefix}.partitioned_keys`;
  const due = await until(async () => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    const found = Items.filter(
      ({ partitionKey, sortKey }) =>
        partitionKey?.S?.startsWith('telegram-digests-due.') && digests.includes(sortKey?.S ?? ''),
    );
    return found.length >= digests.length ? found : undefined;
  }, patienceMs);
  for (const { partitionKey = { S: '' }, sortKey = { S: '' }, ...entry } of due) {
    const over = { S: `telegram-digests-due.${Math.floor(Date.now() / slotMs) - 1}` };
    await client.send(new PutItemCommand({ TableName, Item: { ...entry, partitionKey: over, sortKey } }));
    await client.send(new DeleteItemCommand({ TableName, Key: { partitionKey, sortKey } }));
  }
  // A look that has gone by does not keep this one from looking there.
  const cursor = { partitionKey: { S: 'telegram-digests' }, sortKey: { S: 'cursor' } };
  await client.send(new DeleteItemCommand({ TableName, Key: cursor }));
}

/** Everything that the functions of Telegram and of mail do, and what they do when something has gone wrong. */
export async function useTelegram(place: TelegramPlace, prefix: string): Promise<void> {
  const people = peopleAt(place);
  const { say, tap, press, told, write, mail, drop, fault, register, request } = people;
  const address = await register(7);
  for (const text of [
    '/start',
    '/register',
    '/new shop 2x',
    '/addresses',
    '/status',
    '/block eve@example.com',
    '/block',
    '/allow example.org',
    '/quarantine',
    '/language en',
    '/help',
  ])
    await say(7, text);

  // A mail with a file, and its buttons.
  const attachments = [{ filename: 'a.txt', content: 'hello' }];
  const first = await mail(
    7,
    { to: address, subject: 'First', text: 'Please pay EUR 12.', attachments },
    /^First/,
  );
  await tap(7, first.messageId, 'full', /Please pay/);
  await tap(7, first.messageId, 'why');
  await tap(7, first.messageId, 'files');
  // Telegram takes no file: it goes as a link.
  await fault({ method: 'sendDocument', status: 413 });
  await tap(7, first.messageId, 'files');
  await press(7, first.messageId, 'block');
  await drop({ to: address, subject: 'Held', text: 'held' });
  await until(
    async () => ((await say(7, '/quarantine')).text.includes('1. Held') ? true : undefined),
    patienceMs,
  );
  const list = await say(7, '/quarantine');
  await tap(7, list.messageId, list.buttons.flat()[0]?.data ?? '', /Held/);
  await press(7, first.messageId, 'unblock');
  // What Telegram asks to wait for comes back.
  await fault({ method: 'sendMessage', status: 429, retryAfter: 1 });
  await mail(7, { to: address, subject: 'Second', text: 'Hello.', from: 'bea@example.com' }, /^Second/);
  await fault({ method: 'sendMessage', status: 429, retryAfter: 1 });
  await say(7, '/status');
  // Digests, sent by their schedule: one that Telegram asks to wait with, one of what was held, one to somebody who has blocked the bot.
  const blocking = await register(9);
  for (const chatId of [7, 9]) await say(chatId, '/digest hourly');
  for (const to of [address, blocking])
    await drop({ to, subject: 'Third', text: 'Hello.', from: 'cem@example.com' });
  await drop({ to: address, subject: 'Spam', text: 'Hello.', from: 'eve@example.com' });
  await makeDigestsDue(place, prefix, ['7.mail', '7.held', '9.mail']);
  await untilQuiet(place, prefix, [7, 9]);
  await fault({ method: 'sendMessage', chatId: 9, status: 403 });
  await fault({ method: 'sendMessage', chatId: 7, status: 429, retryAfter: 1 });
  const isTold = (pattern: RegExp) => async () =>
    (await people.fromBot(7)).find(({ text }) => pattern.test(text));
  await runSchedule(place, 'telegram-digest');
  await until(isTold(/^One mail\n\n1\. Third/), patienceMs);
  await until(isTold(/^One mail was held back/), patienceMs);
  await until(
    async () => ((await say(9, '/quarantine')).text.includes('Third') ? true : undefined),
    patienceMs,
  );
  await say(7, '/digest instant');
  const actors = actorsOf(place, prefix);

  // Answers to mails: one with a file, one that Telegram has to be told of later.
  const reply = { replyTo: first.messageId };
  await told(7, () => write(7, { text: 'It is paid.', ...reply }));
  const file = { name: 'b.txt', text: 'file' };
  await fault({ method: 'sendMessage', status: 429, retryAfter: 1 });
  await told(7, () => write(7, { text: 'With a file.', file, ...reply }));

  // A conversation, and an operator who takes it over, edits and deletes.
  await say(7, 'hello bot');
  await say(7, '/newchat');
  await say(7, 'about dogs');
  await say(7, '/chats');
  await say(7, '/switch 1');
  const threadId = 'telegram-7.1';
  const olga = await actors.enter('olga', { role: 'operator', threadId });
  await olga.ask({ action: 'thread.claim', threadId }, 'takeover');
  await fault({ method: 'sendMessage', status: 429, retryAfter: 1 });
  let written: Readonly<Record<string, unknown>> = {};
  await told(
    7,
    async () => {
      const frame = { action: 'message.send', threadId, text: 'Helo', clientMessageId: 'o1' };
      written = await olga.ask(frame, 'ack');
    },
    /Helo/,
  );
  await say(7, '/status');
  const { seq, timestamp } = written;
  await olga.ask(
    { action: 'message.edit', threadId, seq, timestamp, text: 'Hello', clientMessageId: 'e1' },
    'ack',
  );
  await until(async () => (await people.fromBot(7)).find(({ text }) => text === 'olga: Hello'), patienceMs);
  // Files in a conversation, both ways.
  await told(7, () => sendFile(olga, threadId), /look/);
  const picture = { name: 'dog.png', mimeType: 'image/png', text: 'woof' };
  await olga.sees('message', () => write(7, { text: 'My dog', file: picture }));
  // The person waits for another operator, and is told so in their language.
  await told(7, () => olga.ask({ action: 'thread.requeue', threadId }, 'takeover'), /^You are next in line/);
  await olga.ask({ action: 'thread.claim', threadId }, 'takeover');

  // A group that becomes a supergroup, and an update that fails until it is set aside.
  await register(-5);
  await fault({ method: 'getChatMember', status: 502, times: 4 });
  await say(-5, '/deactivate');
  const { chatId: moved } = (await request('POST', '/users/-5/migrate', {})) as { chatId: number };
  await until(
    async () => ((await say(moved, '/status')).text.includes('Addresses: 1') ? true : undefined),
    patienceMs,
  );
  // Somebody who blocks the bot and is written to.
  await say(8, 'hello bot');
  await fault({ method: 'sendMessage', chatId: 8, status: 403 });
  await write(8, { text: 'hello again' });
  await delay(3_000);

  await told(7, () => write(7, { text: '/export' }), /^/);
  await until(
    async () => (await people.fromBot(7)).find(({ document }) => document !== undefined),
    patienceMs,
  );
  const question = await say(7, '/delete');
  await tap(7, question.messageId, 'erase:all', /[0-9a-f]{16}/);
}
