import { withDeadline } from '@switchboard/chat-core';
import { answerThread } from './answer-thread.ts';
import type { ResponderDependencies } from './dependencies.ts';
import { noticesOf } from './sns-event.ts';

/** The part of Lambda's context that we read. */
export interface Invocation {
  /** The same when Lambda tries the invocation again. */
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** What a function keeps for its answer and its log when its work must end, milliseconds. */
const reserveMs = 500;

/**
 * The function behind the topic: answers in each thread that an event speaks of.
 *
 * @throws the first failure of the tables, when every thread had its turn: Lambda tries again. A bot that fails is no such
 * failure: its thread waits, and the sweeper asks again
 */
export function createResponder(dependencies: ResponderDependencies) {
  return async (event: unknown, invocation: Invocation): Promise<void> => {
    const deadline = dependencies.chat.now() + invocation.getRemainingTimeInMillis() - reserveMs;
    const chat = withDeadline(dependencies.chat, deadline);
    const failures: unknown[] = [];
    for (const { threadId, customerId } of noticesOf(event)) {
      try {
        const assignment = { threadId, customerId, requestId: invocation.awsRequestId, deadline };
        await answerThread({ ...dependencies, chat }, assignment);
      } catch (error) {
        dependencies.log('reply.failed', { threadId }, error);
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
}
