import type { ConnectionPoster, PostOutcome } from '@switchboard/chat-core';
import type { Turnstile } from './turnstile.ts';

/** The devices that are connected. */
export function createGateway(turnstile: Turnstile) {
  const connected = new Set<string>();
  const awaitingChunk: (() => void)[] = [];

  return {
    open(connectionId: string): void {
      connected.add(connectionId);
    },
    /** A device that is gone without a word: nobody is told. */
    vanish(connectionId: string): void {
      connected.delete(connectionId);
    },
    /** Fulfilled when a bot is next seen in the middle of a reply. */
    nextChunk: (): Promise<void> => new Promise((resolve) => awaitingChunk.push(resolve)),
    poster: {
      post: (connectionId: string, data: string): Promise<PostOutcome> =>
        turnstile.pass('PostToConnection', async () => {
          const { event } = JSON.parse(data) as { readonly event: string };
          if (event === 'chunk') for (const resolve of awaitingChunk.splice(0)) resolve();
          return connected.has(connectionId) ? 'posted' : 'gone';
        }),
      close: (connectionId: string): Promise<void> =>
        turnstile.pass('DeleteConnection', async () => {
          connected.delete(connectionId);
        }),
    } satisfies ConnectionPoster,
  };
}

export type SimulatedGateway = ReturnType<typeof createGateway>;
