import { backoffMs } from '@switchboard/data-core';
import type { UserConnection } from '../connections/connection.ts';
import { readConnections } from '../connections/read-connections.ts';
import { removeDevice } from '../connections/record-connection.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { inParallel } from '../context/in-parallel.ts';
import { pauseFor } from '../context/pause.ts';
import type { ConnectionPoster, Deliverer, DeliveryReport, PostOutcome, Target } from './delivery.ts';

export interface WebDelivererOptions {
  readonly poster: ConnectionPoster;
  /** The most posts at a time. @default 16 */
  readonly postsAtOnce?: number;
  /** The most tries of a post that is throttled. @default 5 */
  readonly mostTries?: number;
}

const backoff = { baseMs: 100, capMs: 2_000 };

/** What became of the post to one device. */
type Posted = { readonly target: Target } & (
  | { readonly outcome: PostOutcome }
  | { readonly outcome: 'error'; readonly error: unknown }
);

/** Delivers to browsers: a frame to every live device of every user, over API Gateway's connections. */
export function createWebDeliverer(context: ChatContext, options: WebDelivererOptions): Deliverer {
  const { poster, postsAtOnce = 16, mostTries = 5 } = options;

  async function postTo(target: Target, data: string): Promise<Posted> {
    for (let tries = 1; ; tries += 1) {
      try {
        const outcome = await poster.post(target.connectionId, data);
        if (outcome !== 'throttled' || tries === mostTries) return { target, outcome };
      } catch (error) {
        return { target, outcome: 'error', error };
      }
      await pauseFor(context, backoffMs(tries, backoff, context.random));
    }
  }

  return {
    findTargets: async (userIds) => targetsIn(await readConnections(context, userIds)),
    async post(targets, frame) {
      const data = JSON.stringify(frame);
      const report = reportOf(await inParallel(targets, postsAtOnce, (target) => postTo(target, data)));
      const dead = report.gone.filter((target) => !mayBeOpening(target, context.now()));
      await inParallel(dead, postsAtOnce, (target) => removeDevice(context, target));
      return report;
    },
  };
}

const targetsIn = (connections: readonly UserConnection[]): readonly Target[] =>
  connections.flatMap(({ userId, devices }) =>
    devices.map(({ connectionId, connectedAt }) => ({ userId, connectionId, connectedAt })),
  );

/** The longest that the integration of `$connect` can take, milliseconds; source: API Gateway's quotas for WebSocket APIs. */
const longestConnectMs = 29_000;

/**
 * A device is written before its connection opens, and API Gateway answers 410 until then: to remove it for that would
 * leave someone connected to whom nothing is ever posted.
 */
const mayBeOpening = ({ connectedAt }: Target, now: number): boolean => now - connectedAt < longestConnectMs;

function reportOf(posts: readonly Posted[]): DeliveryReport {
  const targetsWith = (outcome: PostOutcome) =>
    posts.filter((post) => post.outcome === outcome).map(({ target }) => target);
  const throttled = targetsWith('throttled').map((target) => ({ target, reason: 'throttled' }) as const);
  const errors = posts.flatMap((post) =>
    post.outcome === 'error' ? [{ target: post.target, reason: post.outcome, error: post.error }] : [],
  );
  return { posted: targetsWith('posted'), gone: targetsWith('gone'), failed: [...throttled, ...errors] };
}
