/**
 * Measures what a conversation takes: requests, units and posts of messages that the rules bot answers, each on one device, counted by the
 * platform's own meter. With `--write` the counts go to `infra/src/cost/measured.json`, from which `npm run cost` makes dollars.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { WebSocket } from 'ws';
import { type Addresses, startPlatform } from './start-platform.ts';

const users = 10;
const messagesOfUser = 20;

interface Reading {
  readonly requests: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly invocations: number;
  readonly calls: Readonly<Record<string, number>>;
}

async function connect({ ws, http }: Addresses, userId: string): Promise<WebSocket> {
  const response = await fetch(`${http}/sessions`, { method: 'POST', body: JSON.stringify({ userId }) });
  const { token } = (await response.json()) as { token: string };
  const socket = new WebSocket(`${ws}?token=${token}`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

/** Sends one message and waits for the bot's answer. */
function exchange(socket: WebSocket, threadId: string, clientMessageId: string): Promise<void> {
  return new Promise((resolve) => {
    const listen = (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as { event: string; messageType?: string };
      if (frame.event !== 'message' || frame.messageType !== 'bot') return;
      socket.off('message', listen);
      resolve();
    };
    socket.on('message', listen);
    socket.send(JSON.stringify({ action: 'message.send', threadId, text: 'hello', clientMessageId }));
  });
}

const platform = await startPlatform({ BOT: 'rules', MESSAGES_PER_MINUTE: '0' });
const { addresses } = platform;
const meterUrl = `${addresses.aws}/_switchboard/meter`;
const talk = async (user: number) => {
  const userId = `bench${user}`;
  const socket = await connect(addresses, userId);
  // The first message opens the thread; what that costs is not what a conversation costs.
  await exchange(socket, userId, 'first');
  return async () => {
    for (let index = 0; index < messagesOfUser; index += 1) await exchange(socket, userId, `c${index}`);
    socket.close();
  };
};
const conversations = await Promise.all(Array.from({ length: users }, (_, user) => talk(user)));
await fetch(meterUrl, { method: 'DELETE' });
await Promise.all(conversations.map((converse) => converse()));
const readings = (await (await fetch(meterUrl)).json()) as Readonly<Record<string, Reading>>;
await platform.stop();

const counted = users * messagesOfUser;
const perMessage = (pick: (reading: Reading) => number): number =>
  ['message-send', 'responder'].reduce((sum, name) => sum + pick(readingOf(name)), 0) / counted;
/** The meter names functions as they are deployed: `<prefix>-<environment>-<name>`. */
const readingOf = (name: string): Reading =>
  Object.entries(readings).find(([physical]) => physical.endsWith(`-${name}`))?.[1] ?? none;
const none: Reading = { requests: 0, readUnits: 0, writeUnits: 0, invocations: 0, calls: {} };

const dynamoDbCalls = ({ calls }: Reading): number =>
  Object.entries(calls).reduce(
    (sum, [action, count]) => sum + (action.startsWith('dynamodb:') ? count : 0),
    0,
  );
const callsOf = (prefix: string) => (reading: Reading) =>
  Object.entries(reading.calls).reduce(
    (sum, [action, count]) => sum + (action.startsWith(prefix) ? count : 0),
    0,
  );

const writeUnits = perMessage((reading) => reading.writeUnits);
const readUnits = perMessage((reading) => reading.readUnits);
const posts = perMessage(callsOf('execute-api:'));
const publishes = perMessage(callsOf('sns:'));
const invocations = perMessage((reading) => reading.invocations);
/** The message itself, its acknowledgement, and what is posted. */
const webSocketMessages = 2 + posts;
const line = (name: string, value: string): boolean => process.stdout.write(`${name.padEnd(36)} ${value}\n`);
line('an answered message', `(${counted} measured)`);
for (const name of ['message-send', 'responder']) {
  const reading = readingOf(name);
  const calls = Object.entries(reading.calls).map(
    ([action, count]) => `${action} ${(count / counted).toFixed(2)}`,
  );
  line(`  ${name}: requests to DynamoDB`, (dynamoDbCalls(reading) / counted).toFixed(2));
  line(
    `  ${name}: read, write units`,
    `${(reading.readUnits / counted).toFixed(2)}, ${(reading.writeUnits / counted).toFixed(2)}`,
  );
  line(`  ${name}: calls`, calls.join(', '));
}
line('write units', writeUnits.toFixed(2));
line('read units', readUnits.toFixed(2));
line('WebSocket messages', webSocketMessages.toFixed(2));
line('publishes', publishes.toFixed(2));
line('invocations', invocations.toFixed(2));

if (process.argv.includes('--write')) {
  const file = new URL('../../../infra/src/cost/measured.json', import.meta.url);
  const measured = JSON.parse(await readFile(file, 'utf8'));
  const rounded = (value: number): number => Number(value.toFixed(2));
  const answeredMessage = {
    ...measured.answeredMessage,
    writeUnits: rounded(writeUnits),
    readUnits: rounded(readUnits),
    invocations: rounded(invocations),
    webSocketMessages: rounded(webSocketMessages),
    publishes: rounded(publishes),
  };
  await writeFile(file, `${JSON.stringify({ ...measured, answeredMessage }, undefined, 2)}\n`);
}
