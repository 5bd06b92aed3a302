import {
  type AttributeValue,
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

const patienceMs = 300_000;

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

/** Waits until the stored item of each of these chats meets a condition. */
async function untilStored(
  place: TelegramPlace,
  prefix: string,
  chatIds: readonly number[],
  isSo: (item: Readonly<Record<string, AttributeValue>>) => boolean,
): Promise<void> {
  const client = clientOf(place);
  for (const chatId of chatIds) {
    const key = { TableName: `${prefix}.telegram-users`, Key: { chat_id: { N: String(chatId) } } };
    await until(async () => {
      const { Item } = await client.send(new GetItemCommand(key));
      return Item && isSo(Item) ? true : undefined;
    }, patienceMs);
  }
}

/** Waits until digests are due at times that are not over. */
async function untilDue(
  place: TelegramPlace,
  prefix: string,
  digests: readonly string[],
): Promise<readonly Record<string, AttributeValue>[]> {
  const client = clientOf(place);
  return until(async () => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: `${prefix}.partitioned_keys` }));
    const found = Items.filter(({ partitionKey, sortKey }) => {
      const slot = /^telegram-digests-due\.(\d+)$/.exec(partitionKey?.S ?? '')?.[1];
      return Number(slot) * slotMs + slotMs > Date.now() && digests.includes(sortKey?.S ?? '');
    });
    return found.length >= digests.length ? found : undefined;
  }, patienceMs);
}

/** Waits until digests have their times, and lets those be over: no test waits for the full hour. */
async function makeDigestsDue(
  place: TelegramPlace,
  prefix: string,
  digests: readonly string[],
): Promise<void> {
  const client = clientOf(place);
  const TableName = `${prefix}.partitioned_keys`;
  const due = await untilDue(place, prefix, digests);
  for (const { partitionKey = { S: '' }, sortKey = { S: '' }, ...entry } of due) {
    const over = { S: `telegram-digests-due.${Math.floor(Date.now() / slotMs) - 1}` };
    await client.send(new PutItemCommand({ TableName, Item: { ...entry, partitionKey: over, sortKey } }));
    await client.send(new DeleteItemCommand({ TableName, Key: { partitionKey, sortKey } }));
  }
  // A look that has gone by does not keep this one from looking there.
  const cursor = { partitionKey: { S: 'telegram-digests' }, sortKey: { S: 'cursor' } };
  await client.send(new DeleteItemCommand({ TableName, Key: cursor }));
}

type People = ReturnType<typeof peopleAt>;

const isTold =
  ({ fromBot }: People, chatId: number, pattern: RegExp) =>
  async () =>
    (await fromBot(chatId)).find(({ text }) => pattern.test(text));

/** Telegram refuses the next message to this chat for a second: another function sends it later. */
const busy = ({ fault }: People, chatId: number) =>
  fault({ method: 'sendMessage', chatId, status: 429, retryAfter: 1 });

/** Asks to be erased, and waits for the receipt. */
async function erase({ say, tap }: People, chatId: number): Promise<void> {
  const question = await say(chatId, '/delete');
  await tap(chatId, question.messageId, 'erase:all', /[0-9a-f]{16}/);
}

/** Every command that changes nothing for those that follow. */
async function writeCommands({ say, register }: People): Promise<void> {
  const chatId = 6;
  await register(chatId);
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
    await say(chatId, text);
}

/** Mails with a file, with buttons, held back, postponed; answers to them; and all of it erased. */
async function readMails(people: People): Promise<void> {
  const { say, tap, press, told, write, mail, drop, fault, register } = people;
  const address = await register(7);
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
  await fault({ method: 'sendDocument', chatId: 7, status: 413 });
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
  await busy(people, 7);
  await mail(7, { to: address, subject: 'Second', text: 'Hello.', from: 'bea@example.com' }, /^Second/);
  await busy(people, 7);
  await say(7, '/status');
  // Answers to mails: one with a file, one that Telegram has to be told of later.
  const reply = { replyTo: first.messageId };
  await told(7, () => write(7, { text: 'It is paid.', ...reply }));
  const file = { name: 'b.txt', text: 'file' };
  await busy(people, 7);
  await told(7, () => write(7, { text: 'With a file.', file, ...reply }));
  await erase(people, 7);
}

/**
 * Digests, sent by their schedule: one that Telegram asks to wait with, one of what was held, one to somebody who has blocked the bot, and one of
 * somebody who wants no mail now, which is due again.
 */
async function awaitDigests(people: People, place: TelegramPlace, prefix: string): Promise<void> {
  const { say, drop, fault, register } = people;
  const reader = 9;
  const gone = 10;
  const absent = 14;
  const [address, blocking] = [await register(reader), await register(gone)];
  const left = await register(absent);
  await say(reader, '/block eve@example.com');
  for (const chatId of [reader, gone, absent]) await say(chatId, '/digest hourly');
  for (const to of [address, blocking, left])
    await drop({ to, subject: 'Third', text: 'Hello.', from: 'cem@example.com' });
  await drop({ to: address, subject: 'Spam', text: 'Hello.', from: 'eve@example.com' });
  await makeDigestsDue(place, prefix, [
    ...[`${reader}.mail`, `${reader}.held`],
    ...[`${gone}.mail`, `${absent}.mail`],
  ]);
  await say(absent, '/deactivate');
  // Telegram takes messages for these chats at once: what has to wait is sent by another function.
  const isQuiet = ({ next_send_at: next }: Readonly<Record<string, AttributeValue>>): boolean =>
    Number(next?.N) <= Date.now();
  await untilStored(place, prefix, [reader, gone], isQuiet);
  await fault({ method: 'sendMessage', chatId: gone, status: 403 });
  await busy(people, reader);
  await runSchedule(place, 'telegram-digest');
  await until(isTold(people, reader, /^One mail\n\n1\. Third/), patienceMs);
  await until(isTold(people, reader, /^One mail was held back/), patienceMs);
  await until(
    async () => ((await say(gone, '/quarantine')).text.includes('Third') ? true : undefined),
    patienceMs,
  );
  await untilDue(place, prefix, [`${absent}.mail`]);
  await say(reader, '/digest instant');
}

/** A conversation, an operator who takes it over, edits and deletes; what is stored is asked for, and erased. */
async function talk(people: People, place: TelegramPlace, prefix: string): Promise<void> {
  const { say, told, write, register } = people;
  const chatId = 11;
  await register(chatId);
  await say(chatId, 'hello bot');
  await say(chatId, '/newchat');
  await say(chatId, 'about dogs');
  await say(chatId, '/chats');
  await say(chatId, '/switch 1');
  const threadId = `telegram-${chatId}.1`;
  const olga = await actorsOf(place, prefix).enter('olga', { role: 'operator', threadId });
  await olga.ask({ action: 'thread.claim', threadId }, 'takeover');
  await busy(people, chatId);
  let written: Readonly<Record<string, unknown>> = {};
  await told(
    chatId,
    async () => {
      const frame = { action: 'message.send', threadId, text: 'Helo', clientMessageId: 'o1' };
      written = await olga.ask(frame, 'ack');
    },
    /Helo/,
  );
  await say(chatId, '/status');
  const { seq, timestamp } = written;
  await olga.ask(
    { action: 'message.edit', threadId, seq, timestamp, text: 'Hello', clientMessageId: 'e1' },
    'ack',
  );
  await until(isTold(people, chatId, /^olga: Hello$/), patienceMs);
  // Files in a conversation, both ways.
  await told(chatId, () => sendFile(olga, threadId), /look/);
  const picture = { name: 'dog.png', mimeType: 'image/png', text: 'woof' };
  await olga.sees('message', () => write(chatId, { text: 'My dog', file: picture }));
  // The person waits for another operator, and is told so in their language.
  await told(
    chatId,
    () => olga.ask({ action: 'thread.requeue', threadId }, 'takeover'),
    /^You are next in line/,
  );
  await olga.ask({ action: 'thread.claim', threadId }, 'takeover');
  await told(chatId, () => write(chatId, { text: '/export' }), /^/);
  await until(
    async () => (await people.fromBot(chatId)).find(({ document }) => document !== undefined),
    patienceMs,
  );
  await erase(people, chatId);
}

/** A group that becomes a supergroup, and an update that fails until it is set aside. */
async function moveGroup({ say, fault, request, register }: People): Promise<void> {
  await register(-5);
  await fault({ method: 'getChatMember', chatId: -5, status: 502, times: 4 });
  await say(-5, '/deactivate');
  const { chatId: moved } = (await request('POST', '/users/-5/migrate', {})) as { chatId: number };
  await until(
    async () => ((await say(moved, '/status')).text.includes('Addresses: 1') ? true : undefined),
    patienceMs,
  );
}

/** Somebody blocks the bot and is written to. */
async function block({ say, fault, write }: People, place: TelegramPlace, prefix: string): Promise<void> {
  await say(8, 'hello bot');
  await fault({ method: 'sendMessage', chatId: 8, status: 403 });
  await write(8, { text: 'hello again' });
  await untilStored(place, prefix, [8], ({ status }) => status?.S === 'blocked');
}

/**
 * Everything that the functions of Telegram and of mail do, and what they do when something has gone wrong. Each part has a chat of its own, and
 * all run at once, because a chat takes one message a second.
 */
export async function useTelegram(place: TelegramPlace, prefix: string): Promise<void> {
  const people = peopleAt(place);
  await Promise.all([
    writeCommands(people),
    readMails(people),
    awaitDigests(people, place, prefix),
    talk(people, place, prefix),
    moveGroup(people),
    block(people, place, prefix),
  ]);
}
