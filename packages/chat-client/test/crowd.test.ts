import { planAttempt } from '../src/connection/reconnect-schedule.ts';
import { ChatSession } from '../src/session/chat-session.ts';
import type { ChatThread } from '../src/thread/chat-thread.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeNetwork } from './fake-network.ts';
import { ModelThread } from './model-thread.ts';

/** The quota of API Gateway: new connections a second, for an account and region. */
const connectionsASecond = 500;

/** A gateway that takes so many connections a second, and as many at once when it has rested. */
class Admission {
  #free = connectionsASecond;
  #last = 0;

  admit(now: number): boolean {
    this.#free = Math.min(connectionsASecond, this.#free + ((now - this.#last) * connectionsASecond) / 1_000);
    this.#last = now;
    if (this.#free < 1) return false;
    this.#free -= 1;
    return true;
  }
}

/** Chance that is the same in every run. Source: Numerical Recipes' linear congruential generator. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Waiting {
  readonly at: number;
  readonly failures: number;
  readonly restMs: number;
}

/** When each of `count` clients is back that lose the gateway at 0, milliseconds; it is away until `outageMs`. */
function returnTimes(count: number, outageMs: number, random: () => number): number[] {
  const admission = new Admission();
  const plan = (now: number, failures: number, restMs: number): Waiting => {
    const next = planAttempt(failures, restMs, { baseMs: 500, capMs: 20_000 }, random);
    return { at: now + next.delayMs, failures, restMs: next.restMs };
  };
  let waiting = Array.from({ length: count }, () => plan(0, 1, 0));
  const times: number[] = [];
  while (waiting.length > 0) {
    waiting.sort((a, b) => a.at - b.at);
    // Those of the next 100 ms are served in order; an attempt that fails is never repeated within them more than once.
    const end = (waiting[0]?.at ?? 0) + 100;
    const later: Waiting[] = [];
    for (const client of waiting) {
      if (client.at >= end) later.push(client);
      else if (client.at >= outageMs && admission.admit(client.at)) times.push(client.at);
      else later.push(plan(client.at, client.failures + 1, client.restMs));
    }
    waiting = later;
  }
  return times.sort((a, b) => a - b);
}

describe('9 000 clients that lose a gateway of 500 connections a second at the same moment', () => {
  const forcedMs = (9_000 / connectionsASecond - 1) * 1_000;

  it.each([
    ['at once', 0, 1.5],
    ['after 5 s', 5_000, 1.25],
    ['after 5 minutes', 300_000, 2.4],
  ])('are all back soon after the limit allows it, when it is there again %s', (_, outageMs, mostTimes) => {
    const times = returnTimes(9_000, outageMs, createRandom(17));
    expect(times).toHaveLength(9_000);
    expect((times.at(-1) ?? 0) - outageMs).toBeLessThan(forcedMs * mostTimes);
    expect((times[4_500] ?? 0) - outageMs).toBeLessThan(forcedMs * 0.7);
  });
});

// biome-ignore lint/style/noProcessEnv: the longer run is the runner's to choose
const size = process.env.SEEDS === undefined ? 600 : 9_000;

describe('a crowd that reconnects while a bot and an operator write', () => {
  it('gets every message, in order, and shows none twice', async () => {
    const crowd = new Crowd(size);
    await crowd.open();
    await crowd.loseEveryone();
    expect(crowd.slowestReturnMs).toBeLessThan((size / connectionsASecond) * 1_500 + 2_000);
    for (const thread of crowd.threads) {
      expect(thread.getSnapshot().messages.map(({ seq }) => seq)).toEqual(
        crowd.model.messages.map(({ seq }) => seq),
      );
    }
  });
});

/** Clients of one thread behind one gateway. */
class Crowd {
  readonly model = new ModelThread();
  readonly threads: readonly ChatThread[];
  slowestReturnMs = 0;
  readonly #clock = new FakeClock();
  readonly #network = new FakeNetwork();
  readonly #sessions: readonly ChatSession[];
  readonly #admission = new Admission();

  constructor(size: number) {
    this.#network.onFrame = (frame, socket) => {
      const { reply } = this.model.handle(frame, 'ada');
      if (reply) socket.deliver(reply);
    };
    this.#sessions = Array.from({ length: size }, (_, index) => this.#createSession(index));
    this.threads = this.#sessions.map((session) => session.thread(this.model.threadId));
  }

  async open(): Promise<void> {
    this.model.append('before the loss');
    this.#network.admits = () => true;
    for (const session of this.#sessions) session.open();
    await this.#clock.advance(1_000);
  }

  async loseEveryone(): Promise<void> {
    const lostAt = this.#clock.now();
    this.#network.admits = () => this.#admission.admit(this.#clock.now());
    for (const session of this.#sessions) {
      session.on('connection', ({ state }) => {
        if (state === 'open') this.slowestReturnMs = this.#clock.now() - lostAt;
      });
    }
    for (const socket of [...this.#network.sockets]) socket.drop(1001, 'Going away');
    for (let written = 0; written < 40; written += 1) {
      this.#write(written);
      await this.#clock.advance(250);
    }
    await this.#clock.advance(30_000);
  }

  #write(number: number): void {
    const sender = number % 2 === 0 ? 'bot' : 'olga';
    const message = this.model.append(`message ${number}`, {
      sender,
      messageType: sender === 'bot' ? 'bot' : 'operator',
    });
    for (const socket of this.#network.sockets) socket.deliver({ event: 'message', ...message });
  }

  #createSession(index: number): ChatSession {
    return new ChatSession({
      url: 'wss://chat.example/test',
      credential: { token: 'secret', userId: 'ada' },
      WebSocket: this.#network.WebSocket,
      clock: this.#clock,
      random: createRandom(index),
      newId: () => 'unused',
    });
  }
}
