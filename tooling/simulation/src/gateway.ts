import type { PostOutcome } from '@switchboard/chat-core';
import type { Turnstile } from './turnstile.ts';

/** A frame as a device got it. */
export type Frame = Readonly<Record<string, unknown>>;

/** The devices that are connected, and what they were posted. */
export function createGateway(turnstile: Turnstile) {
  const received = new Map<string, Frame[]>();
  const awaitingChunk: (() => void)[] = [];

  return {
    open(connectionId: string): void {
      received.set(connectionId, []);
    },
    /** A device that is gone without a word: nobody is told. */
    vanish(connectionId: string): void {
      received.delete(connectionId);
    },
    /** Fulfilled when a bot is next seen in the middle of a reply. */
    nextChunk: (): Promise<void> => new Promise((resolve) => awaitingChunk.push(resolve)),
    poster: {
      post: (connectionId: string, data: string): Promise<PostOutcome> =>
        turnstile.pass('PostToConnection', async () => {
          const frames = received.get(connectionId);
          const frame: Frame = JSON.parse(data);
          frames?.push(frame);
          if (frame.event === 'chunk') for (const resolve of awaitingChunk.splice(0)) resolve();
          return frames === undefined ? 'gone' : 'posted';
        }),
    },
  };
}

export type SimulatedGateway = ReturnType<typeof createGateway>;
