import type { ConnectionPoster, PostOutcome } from '@switchboard/chat-core';
import { brokenConnection } from '../engine/faults.ts';
import type { SeededRandom } from '../engine/seeded-random.ts';
import type { Turnstile } from '../engine/turnstile.ts';
import type { VirtualClock } from '../engine/virtual-clock.ts';

/** How a device takes what is posted to it. */
export type Mood =
  | 'well'
  /** The service throttles most posts. */
  | 'throttled'
  /** A chunk arrives late: what is posted after it may overtake it. */
  | 'slow'
  /** Posts hang: a chunk until its sender's time is up, anything else until the client's time limit. */
  | 'deaf';

/** What is posted to a device. */
export interface Frame {
  readonly event: string;
  readonly [field: string]: unknown;
}

interface OpenConnection {
  readonly connectionId: string;
  readonly mood: Mood;
  readonly onFrame: (frame: Frame) => void;
  /** Told that the connection is no more, though the device did not close it. @default nobody is told */
  readonly onCut?: () => void;
}

/** When the client of API Gateway gives a post up, milliseconds. */
const postLimitMs = 2_000;
const throttledPosts = 0.6;
/** How long a chunk is on its way to a slow device, milliseconds. */
const slowMs = [200, 1_900] as const;

export interface GatewayParts {
  readonly turnstile: Turnstile;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** Told of every try to post a chunk. */
  readonly onChunk: (connectionId: string, frame: Frame) => void;
  /** Told of every frame that reaches a device, and of every ping. */
  readonly onFrame: (way: 'sent' | 'received', event: string) => void;
}

/** The devices that are connected. */
export function createGateway({ turnstile, clock, random, onChunk, onFrame }: GatewayParts) {
  const connected = new Map<string, OpenConnection>();
  const awaitingChunk: ((chunk: Frame) => void)[] = [];
  const given = new Map<string, number>();

  async function hang(event: string, signal: AbortSignal | undefined): Promise<never> {
    if (event !== 'chunk') await clock.wait(postLimitMs, signal);
    else await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    throw brokenConnection();
  }

  async function deliver(connectionId: string, frame: Frame): Promise<PostOutcome> {
    const connection = connected.get(connectionId);
    if (connection === undefined) return 'gone';
    if (connection.mood === 'throttled' && random.chance(throttledPosts)) return 'throttled';
    onFrame('received', frame.event);
    connection.onFrame(frame);
    return 'posted';
  }

  /** It has left its sender, and arrives even if the sender has ended. */
  const arriveLate = (connectionId: string, frame: Frame): Promise<PostOutcome> =>
    clock.wait(random.integer(...slowMs)).then(() => deliver(connectionId, frame));

  function cut(connectionId: string): void {
    const connection = connected.get(connectionId);
    connected.delete(connectionId);
    connection?.onCut?.();
  }

  return {
    /** Breaks a connection: its device notices. */
    cut,
    /** An id that no other connection has had. @param name of the device */
    newConnectionId(name: string): string {
      const count = (given.get(name) ?? 0) + 1;
      given.set(name, count);
      return count === 1 ? name : `${name}.${count}`;
    },
    open(connection: OpenConnection): void {
      connected.set(connection.connectionId, connection);
    },
    /** A device that is gone without a word: nobody is told. */
    vanish(connectionId: string): void {
      connected.delete(connectionId);
    },
    /** Answers a ping itself, without a function. */
    async pong(): Promise<Frame> {
      onFrame('sent', 'ping');
      await clock.wait(20);
      onFrame('received', 'pong');
      return { event: 'pong' };
    },
    isOpen: (connectionId: string): boolean => connected.has(connectionId),
    /** Fulfilled when a bot is next seen in the middle of a reply. */
    nextChunk: (): Promise<Frame> => new Promise((resolve) => awaitingChunk.push(resolve)),
    poster: {
      post(connectionId: string, data: string, signal?: AbortSignal): Promise<PostOutcome> {
        const frame: Frame = JSON.parse(data);
        if (frame.event === 'chunk') {
          onChunk(connectionId, frame);
          for (const resolve of awaitingChunk.splice(0)) resolve(frame);
        }
        const mood = connected.get(connectionId)?.mood;
        if (mood === 'deaf') return hang(frame.event, signal);
        const name = `post ${frame.event} to ${connectionId}`;
        if (mood === 'slow' && frame.event === 'chunk') {
          const make = async () => ({ arrival: arriveLate(connectionId, frame) });
          return turnstile.pass({ name, signal, make }).then(({ arrival }) => arrival);
        }
        return turnstile.pass({ name, signal, make: () => deliver(connectionId, frame) });
      },
      close: (connectionId: string, signal?: AbortSignal): Promise<void> =>
        turnstile.pass({
          name: `close ${connectionId}`,
          signal,
          make: async () => cut(connectionId),
        }),
    } satisfies ConnectionPoster,
  };
}

export type SimulatedGateway = ReturnType<typeof createGateway>;
