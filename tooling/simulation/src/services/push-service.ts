import { createECDH } from 'node:crypto';
import { createAbortAfter } from '../engine/abort-after.ts';
import { currentInvocation } from '../engine/invocation.ts';
import type { SeededRandom } from '../engine/seeded-random.ts';
import type { Turnstile } from '../engine/turnstile.ts';
import type { VirtualClock } from '../engine/virtual-clock.ts';

export interface PushServiceParts {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly turnstile: Turnstile;
  /** Told of every try, with 0, and again of what became of it: that a browser is gone counts once the function knows it. */
  readonly onPush: (endpoint: string, requestId: string, status: number) => void;
}

/** How a browser's service takes what is pushed. */
export type PushMood = 'well' | 'slow' | 'throttled' | 'gone';

/** How long the platform waits for a push service, milliseconds. */
const patienceMs = 5_000;
const statuses = { well: 201, throttled: 429, gone: 410, slow: 0 } as const;

const browser = createECDH('prime256v1');
const keys = { p256dh: browser.generateKeys('base64url'), auth: Buffer.alloc(16, 7).toString('base64url') };

/** The push service of browsers. */
export function createPushService({ clock, random, turnstile, onPush }: PushServiceParts) {
  const moods = new Map<string, PushMood>();
  const abortAfter = createAbortAfter(clock);

  async function push(endpoint: string, requestId: string): Promise<Response> {
    const mood = moods.get(endpoint) ?? 'gone';
    if (mood !== 'gone') onPush(endpoint, requestId, statuses[mood]);
    return new Response(null, { status: statuses[mood] });
  }

  return {
    /** What a browser subscribes with. Now and then its service is slow, throttles, or does not know it any more. */
    subscribe(name: string): { readonly endpoint: string; readonly keys: typeof keys } {
      const endpoint = `https://fcm.googleapis.com/${name}-${moods.size}`;
      moods.set(endpoint, random.pick(['well', 'well', 'well', 'slow', 'throttled', 'gone'] as const));
      return { endpoint, keys };
    },
    request: (async (endpoint: string) => {
      const requestId = currentInvocation()?.requestId ?? '';
      const signal = abortAfter(patienceMs);
      onPush(endpoint, requestId, 0);
      if (moods.get(endpoint) === 'slow') {
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      }
      const name = `push to ${endpoint}`;
      const answer = await turnstile.pass({ name, signal, make: () => push(endpoint, requestId) });
      if (answer.status === statuses.gone) onPush(endpoint, requestId, statuses.gone);
      return answer;
    }) as typeof fetch,
  };
}

export type SimulatedPushService = ReturnType<typeof createPushService>;

/** Web Push keys, the same in every run. A random key now and then begins with a zero byte, which Node leaves out and `web-push` needs. */
export function vapidKeys() {
  const server = createECDH('prime256v1');
  server.setPrivateKey(Buffer.alloc(32, 7));
  const privateKey = server.getPrivateKey('base64url');
  return { publicKey: server.getPublicKey('base64url'), privateKey, subject: 'mailto:owner@example.com' };
}
