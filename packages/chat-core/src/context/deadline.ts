import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from './chat-context.ts';

/** A context whose work has a deadline, epoch milliseconds. */
export type TimedContext = ChatContext & { readonly deadline: number };

/** The part of Lambda's context that says when the function is ended. */
export interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** What a function keeps for its answer and its log when its work must end, milliseconds. */
const reserveMs = 500;

/** Gives the work of an invocation of Lambda a deadline that leaves the function time to answer. */
export const withinInvocation = (context: ChatContext, invocation: Invocation): TimedContext =>
  withDeadline(context, context.now() + invocation.getRemainingTimeInMillis() - reserveMs);

/**
 * Gives an invocation's work a deadline: every request to DynamoDB is aborted when it passes, and loops of retries end
 * before it. What was under way may have been done.
 *
 * @param deadline epoch milliseconds by the context's clock
 */
export function withDeadline(context: ChatContext, deadline: number): TimedContext {
  const limited = { ...context, deadline };
  return { ...limited, client: abortedBy(context.client, () => deadlineSignal(limited)) };
}

/** The milliseconds that are left; `Infinity` without a deadline. */
export const remainingMs = ({
  deadline = Number.POSITIVE_INFINITY,
  now,
}: Pick<ChatContext, 'deadline' | 'now'>): number => deadline - now();

/** The longest time of a timer, 25 days. A later deadline counts as none. */
const longestTimerMs = 2 ** 31 - 1;

/** Aborts when the deadline passes. @returns `undefined` without one */
export function deadlineSignal(context: DeadlineContext): AbortSignal | undefined {
  const { abortAfter = AbortSignal.timeout } = context;
  const leftMs = Math.max(Math.floor(remainingMs(context)), 0);
  return leftMs > longestTimerMs ? undefined : abortAfter(leftMs);
}

/** The part of a context that says when work ends. */
export type DeadlineContext = Pick<ChatContext, 'deadline' | 'now' | 'abortAfter'>;

interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/** The same client, each of whose requests is also aborted by a signal of its own. */
function abortedBy(
  client: DynamoDBDocumentClient,
  signalOf: () => AbortSignal | undefined,
): DynamoDBDocumentClient {
  const limited: DynamoDBDocumentClient = Object.create(client);
  const send = (command: Parameters<DynamoDBDocumentClient['send']>[0], options: SendOptions = {}) => {
    const signal = signalOf();
    if (signal === undefined) return client.send(command, options);
    const { abortSignal: other } = options;
    const abortSignal = other === undefined ? signal : AbortSignal.any([other, signal]);
    return client.send(command, { ...options, abortSignal });
  };
  return Object.assign(limited, { send });
}
