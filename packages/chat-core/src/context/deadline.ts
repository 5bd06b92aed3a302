import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ChatContext } from './chat-context.ts';

/**
 * Gives an invocation's work a deadline: every request to DynamoDB is aborted when it passes, and loops of retries end
 * before it. What was under way may have been done.
 *
 * @param deadline epoch milliseconds by the context's clock
 */
export function withDeadline(context: ChatContext, deadline: number): ChatContext {
  return { ...context, deadline, client: abortingAt(context.client, () => deadline - context.now()) };
}

/** The milliseconds that are left; `Infinity` without a deadline. */
export const remainingMs = ({
  deadline = Number.POSITIVE_INFINITY,
  now,
}: Pick<ChatContext, 'deadline' | 'now'>): number => deadline - now();

/** The same client, whose requests are aborted when no time is left. */
function abortingAt(client: DynamoDBDocumentClient, remaining: () => number): DynamoDBDocumentClient {
  const limited: DynamoDBDocumentClient = Object.create(client);
  const send = (command: Parameters<DynamoDBDocumentClient['send']>[0]) =>
    client.send(command, { abortSignal: AbortSignal.timeout(Math.max(Math.floor(remaining()), 0)) });
  return Object.assign(limited, { send });
}
