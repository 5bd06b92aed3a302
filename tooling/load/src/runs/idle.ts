import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Entrance, fetchCredential } from '../conversation/user.ts';
import { expect } from '../expect.ts';
import type { LoadRun } from '../load-run.ts';
import { countDevices } from '../platform/count-devices.ts';
import { memoryOf } from '../platform/memory.ts';
import { type Addresses, withPlatform } from '../platform/platform.ts';
import { inParallel, percentile, seconds, until } from '../timing.ts';

const sizes = {
  full: { users: 150, devices: 60, idleMs: 60_000 },
  small: { users: 5, devices: 60, idleMs: 1_000 },
};

/** Connections that are opened at once, each tried again when the gateway takes no more in this second. */
const openingAtOnce = 64;
const mostTries = 20;

const answerMs = 120_000;

/** API Gateway closes what is idle for ten minutes, and a busy machine may need longer to open them all. In milliseconds. */
const heartbeatMs = 240_000;

/** What one connection may hold of the platform's process, in KB. */
const mostKbOfConnection = 60;

export const idle: LoadRun = {
  about:
    '9 000 idle sockets: none is lost, each is answered and written to, each costs little memory, and none is left behind.',
  run: (size) =>
    withPlatform({}, async (start) => {
      const { users, devices, idleMs } = sizes[size];
      const count = users * devices;
      expectDescriptors(count);
      const platform = await start();
      const tokens: string[] = [];
      await inParallel(users, 8, async (user) => {
        const { token } = await fetchCredential(platform.addresses, {
          userId: `user-${user}`,
          role: 'customer',
        });
        tokens[user] = token;
      });
      const before = memoryOf(platform.pid).platformMb;
      const opening = performance.now();
      const sockets: Listener[] = [];
      let failedHandshakes = 0;
      await inParallel(count, openingAtOnce, async (index) => {
        sockets[index] = await openPatiently(platform.addresses, tokens[index % users] ?? '', () => {
          failedHandshakes += 1;
        });
      });
      const openedMs = performance.now() - opening;
      await delay(idleMs);
      const after = memoryOf(platform.pid).platformMb;
      const kbOfConnection = ((after - before) * 1024) / count;
      const lost = sockets.filter(({ socket }) => socket.readyState !== WebSocket.OPEN);
      expect(lost.length === 0, `${lost.length} of ${count} connections were lost.`);
      if (size === 'full') {
        expect(kbOfConnection < mostKbOfConnection, `A connection holds ${kbOfConnection.toFixed(0)} KB.`);
      }
      const pongs = await askAll(sockets, { action: 'ping' }, ({ event }) => event === 'pong');
      await expectDelivery(sockets, users);
      const known = await countDevices(platform.addresses);
      expect(
        known >= count && known <= count + failedHandshakes,
        `The table holds ${known} devices of ${count}, after ${failedHandshakes} failed handshakes.`,
      );
      for (const { socket } of sockets) socket.terminate();
      const leaving = performance.now();
      const left = await untilNoneLeaves(platform.addresses);
      const leftMs = performance.now() - leaving;
      await expectPruned(platform.addresses, tokens);
      expect(platform.isRunning(), 'The platform has ended.');
      return {
        sockets: count,
        'opened in': seconds(openedMs),
        'left in': seconds(leftMs),
        'removed by a message instead': left,
        'handshakes that failed': failedHandshakes,
        'opened a second': Math.round(count / (openedMs / 1000)),
        'KB of the platform for each': kbOfConnection.toFixed(1),
        'ping answered, median': `${percentile(pongs, 0.5).toFixed(0)} ms`,
        'p99 of all at once': `${percentile(pongs, 0.99).toFixed(0)} ms`,
      };
    }),
};

/** Devices that become no fewer for so long will not leave by themselves, in milliseconds. */
const leavingMs = 30_000;

/**
 * Waits as long as devices become fewer. API Gateway tells of the end of a connection once, best effort: on a busy machine the
 * function may not answer in time, and then its device stays.
 *
 * @returns how many are left
 */
async function untilNoneLeaves(addresses: Addresses): Promise<number> {
  let left = await countDevices(addresses);
  for (let before = Number.POSITIVE_INFINITY; left > 0 && left < before; ) {
    before = left;
    await until(async () => {
      left = await countDevices(addresses);
      return left < before;
    }, leavingMs);
  }
  return left;
}

/**
 * Each user comes back and writes. What the bot answers is posted to every device in the table, and those that are gone leave it.
 *
 * @param tokens of the users, in their order
 */
async function expectPruned(addresses: Addresses, tokens: readonly string[]): Promise<void> {
  const returned: Listener[] = [];
  await inParallel(tokens.length, 8, async (user) => {
    const listener = await openPatiently(addresses, tokens[user] ?? '', () => {});
    returned.push(listener);
    let isAnswered = false;
    listener.heard = ({ event, messageType }) => {
      isAnswered ||= event === 'message' && messageType === 'bot';
    };
    listener.socket.send(
      JSON.stringify({ action: 'message.send', threadId: `user-${user}`, text: 'I am back' }),
    );
    expect(await until(() => isAnswered, answerMs), `user-${user} was not answered after they came back.`);
  });
  let left = 0;
  const isPruned = await until(async () => {
    left = await countDevices(addresses);
    return left === tokens.length;
  }, answerMs);
  expect(isPruned, `${left} devices are in the table, and ${tokens.length} are connected.`);
  for (const { socket } of returned) socket.terminate();
}

/** A socket that keeps nothing but what it waits for. */
interface Listener {
  readonly socket: WebSocket;
  /** Called with each frame. */
  heard: (frame: Readonly<Record<string, unknown>>) => void;
}

/** @throws {Error} with what is to be done, where this process may not open so many files */
function expectDescriptors(count: number): void {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const soft = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
  if (soft < count + 200) {
    throw new Error(
      `This run needs ${count + 200} open files, and may have ${soft}: run \`ulimit -n 20000\` first.`,
    );
  }
}

async function openPatiently(
  { ws }: Entrance,
  token: string,
  onFailedHandshake: () => void,
): Promise<Listener> {
  for (let tries = 1; ; tries += 1) {
    const socket = new WebSocket(`${ws}?token=${token}`);
    const failure = await new Promise<Error | undefined>((resolve) => {
      socket.once('open', () => resolve(undefined));
      socket.once('error', resolve);
    });
    if (failure === undefined) {
      const listener: Listener = { socket, heard: () => {} };
      const heartbeat = setInterval(() => socket.send(JSON.stringify({ action: 'ping' })), heartbeatMs);
      socket.once('close', () => clearInterval(heartbeat));
      socket.on('message', (data) => listener.heard(JSON.parse(String(data)) as Record<string, unknown>));
      return listener;
    }
    if (/\b5\d\d\b/.test(failure.message)) onFailedHandshake();
    if (tries === mostTries) throw failure;
    await delay(1_000);
  }
}

/** Sends a frame on every socket. @returns how long each waited for the frame that fits, in milliseconds */
function askAll(
  sockets: readonly Listener[],
  question: object,
  fits: (frame: Readonly<Record<string, unknown>>) => boolean,
): Promise<readonly number[]> {
  const asked = performance.now();
  const answers = sockets.map(
    (listener) =>
      new Promise<number>((resolve) => {
        listener.heard = (frame) => {
          if (fits(frame)) resolve(performance.now() - asked);
        };
        listener.socket.send(JSON.stringify(question));
      }),
  );
  return Promise.race([
    Promise.all(answers),
    delay(answerMs, undefined, { ref: false }).then(() => {
      throw new Error(`Not every socket was answered within ${answerMs / 1000} s.`);
    }),
  ]);
}

/** One device of one user writes: all of the user's devices get the bot's answer. */
async function expectDelivery(sockets: readonly Listener[], users: number): Promise<void> {
  const ofUser = sockets.filter((_, index) => index % users === 0);
  let answered = 0;
  for (const listener of ofUser) {
    listener.heard = ({ event, messageType }) => {
      if (event === 'message' && messageType === 'bot') answered += 1;
    };
  }
  ofUser[0]?.socket.send(JSON.stringify({ action: 'message.send', threadId: 'user-0', text: 'hello' }));
  const isDelivered = await until(() => answered === ofUser.length, answerMs);
  expect(isDelivered, `${answered} of ${ofUser.length} devices of a user got the bot's answer.`);
}
