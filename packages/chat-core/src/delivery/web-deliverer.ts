import { backoffMs, inParallel } from '@switchboard/data-core';
import { isEphemeral } from '@switchboard/protocol';
import { readConnections } from '../connections/read-connections.ts';
import { removeDevice } from '../connections/record-connection.ts';
import type { ChatContext } from '../context/chat-context.ts';
import { deadlineSignal, remainingMs } from '../context/deadline.ts';
import { pauseFor } from '../context/pause.ts';
import {
  type ConnectionPoster,
  type Deliverer,
  type DeliveryReport,
  type FailedPost,
  type PostOutcome,
  type Target,
  targetsOf,
} from './delivery.ts';

export interface WebDelivererOptions {
  readonly poster: ConnectionPoster;
  /** The most posts at a time. @default 16 */
  readonly postsAtOnce?: number;
  /** The most tries of a durable frame's post. @default 5 */
  readonly mostTries?: number;
}

const backoff = { baseMs: 100, capMs: 2_000 };

/** The outcome of the post to one device. */
type Posted = { readonly target: Target } & (
  | { readonly outcome: PostOutcome }
  | { readonly outcome: 'error'; readonly error: unknown }
);

/** Delivers to browsers: a frame to every live device of every user, over API Gateway's connections. */
export function createWebDeliverer(options: WebDelivererOptions): Deliverer {
  const { poster, postsAtOnce = 16, mostTries = 5 } = options;

  async function postOnce(context: ChatContext, target: Target, data: string): Promise<Posted> {
    try {
      return { target, outcome: await poster.post(target.connectionId, data, deadlineSignal(context)) };
    } catch (error) {
      return { target, outcome: 'error', error };
    }
  }

  async function postSurely(context: ChatContext, target: Target, data: string): Promise<Posted> {
    for (let tries = 1; ; tries += 1) {
      const posted = await postOnce(context, target, data);
      if (posted.outcome === 'posted' || posted.outcome === 'gone' || tries === mostTries) return posted;
      const pauseMs = backoffMs(tries, backoff, context.random);
      if (pauseMs >= remainingMs(context)) return posted;
      await pauseFor(context, pauseMs);
    }
  }

  return {
    findTargets: async (context, userIds) => targetsOf(await readConnections(context, userIds)),
    async post(context, targets, frame) {
      const data = JSON.stringify(frame);
      if (isEphemeral(frame.event)) {
        return reportOf(await inParallel(targets, postsAtOnce, (target) => postOnce(context, target, data)));
      }
      const report = reportOf(
        await inParallel(targets, postsAtOnce, (target) => postSurely(context, target, data)),
      );
      const dead = report.gone.filter((target) => !mayBeOpening(target, context.now()));
      const failures = await inParallel(dead, postsAtOnce, (target) => prune(context, target));
      return { ...report, failed: [...report.failed, ...failures.flat()] };
    },
  };
}

/**
 * The longest that the integration of `$connect` can take, milliseconds; source: API Gateway's quotas for WebSocket
 * APIs.
 */
const longestConnectMs = 29_000;

/**
 * A device is stored before its connection opens, and API Gateway answers 410 until then: if it were removed for that,
 * nothing would ever be posted to someone who is connected.
 */
const mayBeOpening = ({ connectedAt }: Target, now: number): boolean => now - connectedAt < longestConnectMs;

/** Removes a device that is gone. A failure is part of the report: the device is removed after the next post to it. */
async function prune(context: ChatContext, target: Target): Promise<readonly FailedPost[]> {
  try {
    await removeDevice(context, target);
    return [];
  } catch (error) {
    return [{ target, reason: 'error', error }];
  }
}

function reportOf(posts: readonly Posted[]): DeliveryReport {
  const targetsWith = (outcome: PostOutcome) =>
    posts.filter((post) => post.outcome === outcome).map(({ target }) => target);
  const throttled = targetsWith('throttled').map((target) => ({ target, reason: 'throttled' }) as const);
  const errors = posts.flatMap((post) =>
    post.outcome === 'error' ? [{ target: post.target, reason: post.outcome, error: post.error }] : [],
  );
  return { posted: targetsWith('posted'), gone: targetsWith('gone'), failed: [...throttled, ...errors] };
}
