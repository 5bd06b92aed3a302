import { attachmentsBucket } from '@switchboard/chat-core/tables';
import { createAbortAfter } from '../engine/abort-after.ts';
import type { SeededRandom } from '../engine/seeded-random.ts';
import type { Turnstile } from '../engine/turnstile.ts';
import type { VirtualClock } from '../engine/virtual-clock.ts';

/** What lies in the bucket. */
export interface BucketObject {
  readonly key: string;
  readonly type: string;
  readonly content: string;
  /** Epoch milliseconds. */
  readonly storedAt: number;
}

/** What a browser uploads. */
export interface Upload {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string;
}

export interface BucketParts {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly turnstile: Turnstile;
  /** How long messages are kept, days. */
  readonly retentionDays: number;
}

const dayMs = 86_400_000;

/** How long an object is there at the least, by the bucket's rules. */
function lifetimeMs(key: string, retentionDays: number): number {
  const rule = attachmentsBucket.expiry?.find(({ prefix }) => key.startsWith(prefix));
  if (rule === undefined) return Number.POSITIVE_INFINITY;
  return (typeof rule.days === 'number' ? rule.days : retentionDays + rule.days.beyondRetention) * dayMs;
}

/** How long our own functions wait for an answer, and how long an upload can take, milliseconds. */
const patienceMs = 4_000;
const longestUploadMs = 90_000;

const answer = (status: number, { type, content }: Partial<BucketObject> = {}): Response =>
  new Response(content ?? null, {
    status,
    headers: {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(content === undefined ? {} : { 'content-length': String(Buffer.byteLength(content)) }),
    },
  });

const contentOf = (body: RequestInit['body']): string =>
  body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? '');

/** The bucket of attachments, as far as signed links let somebody use it. */
export function createBucket({ clock, random, turnstile, retentionDays }: BucketParts) {
  const objects = new Map<string, BucketObject>();
  const abortAfter = createAbortAfter(clock);

  /** Whether a link holds at this moment. What was begun in time may end later. */
  function holds({ searchParams }: URL): boolean {
    const [, ...parts] = /^(....)(..)(..)T(..)(..)(..)Z$/.exec(searchParams.get('X-Amz-Date') ?? '') ?? [];
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
    const signedAt = Date.UTC(year, month - 1, day, hour, minute, second);
    return clock.now() <= signedAt + Number(searchParams.get('X-Amz-Expires')) * 1_000;
  }

  /** S3 deletes what is older than its rule says: here as soon as it may. */
  function expire(): void {
    for (const { key, storedAt } of objects.values())
      if (clock.now() >= storedAt + lifetimeMs(key, retentionDays)) objects.delete(key);
  }

  function apply(method: string, { pathname }: URL, headers: Headers, content: string): Response {
    const key = pathname.slice(pathname.indexOf('/', 1) + 1);
    expire();
    const object = objects.get(key);
    switch (method) {
      case 'PUT':
        // S3 looks at the condition when the upload ends.
        if (headers.get('if-none-match') === '*' && object !== undefined) return answer(412);
        objects.set(key, { key, type: headers.get('content-type') ?? '', content, storedAt: clock.now() });
        return answer(200);
      case 'DELETE':
        objects.delete(key);
        return answer(204);
      default:
        return object === undefined ? answer(403) : answer(200, object);
    }
  }

  /** The id of a file begins with a text that is another one in every run; the same seed is to give the same steps. */
  const nameOf = ({ pathname }: URL): string => pathname.replace(/[^/]*-(?=\d+$)/, '');

  return {
    /** The requests of the platform's functions. */
    request: (async (url: string, { method = 'GET', headers, body }: RequestInit = {}) => {
      const target = new URL(url);
      return turnstile.pass({
        name: `S3 ${method} ${nameOf(target)}`,
        signal: abortAfter(patienceMs),
        make: async () => apply(method, target, new Headers(headers), contentOf(body)),
        conflict: async () => answer(503),
      });
    }) as typeof fetch,
    /** A browser follows a link that it was given. @returns whether the bucket took the file */
    async upload({ url, headers, content }: Upload): Promise<boolean> {
      const target = new URL(url);
      if (!holds(target)) return false;
      await clock.wait(random.integer(1, random.chance(0.2) ? longestUploadMs : 2_000));
      return turnstile.pass({
        name: `S3 upload ${nameOf(target)}`,
        make: async () => apply('PUT', target, new Headers(headers), content).ok,
      });
    },
    /** Everything that is there. */
    list(): readonly BucketObject[] {
      expire();
      return [...objects.values()];
    },
  };
}

export type SimulatedBucket = ReturnType<typeof createBucket>;
