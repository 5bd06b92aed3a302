import type { Log } from '../log.ts';
import { answerThread } from './answer-thread.ts';
import type { ResponderDependencies } from './dependencies.ts';
import { threadIdsOf } from './sns-event.ts';

/** The part of Lambda's context that we read. */
export interface Invocation {
  /** The same when Lambda tries the invocation again. */
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/**
 * The function behind the topic: answers in each thread that an event speaks of.
 *
 * @throws the first failure, when every thread had its turn: Lambda tries again, and what keeps failing ends in the
 * dead-letter queue
 */
export function createResponder(dependencies: ResponderDependencies) {
  return async (event: unknown, invocation: Invocation): Promise<void> => {
    const deadline = dependencies.chat.now() + invocation.getRemainingTimeInMillis();
    const failures: unknown[] = [];
    for (const threadId of threadIdsOf(event)) {
      try {
        await answerThread(dependencies, { threadId, requestId: invocation.awsRequestId, deadline });
      } catch (error) {
        logFailure(dependencies.log, threadId, error);
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
}

function logFailure(log: Log, threadId: string, error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  log('reply.failed', { threadId, error: error instanceof Error ? error.name : typeof error, code });
}
