import { type Invocation as Timed, withinInvocation } from '@switchboard/chat-core';
import { answerThread } from './answer-thread.ts';
import type { ResponderDependencies } from './dependencies.ts';
import { noticesOf } from './sns-event.ts';

/** The part of Lambda's context that we read. */
export interface Invocation extends Timed {
  /** The same when Lambda tries the invocation again. */
  readonly awsRequestId: string;
}

/**
 * The function behind the topic: answers in each thread that an event speaks of.
 *
 * @throws the first failure of the tables, when every thread had its turn: Lambda tries again. A bot that fails is no
 * such failure: its thread waits, and the sweeper asks again
 */
export function createResponder(dependencies: ResponderDependencies) {
  return async (event: unknown, invocation: Invocation): Promise<void> => {
    const chat = withinInvocation(dependencies.chat, invocation);
    const failures: unknown[] = [];
    for (const notice of noticesOf(event)) {
      const { threadId } = notice;
      try {
        const assignment = { ...notice, requestId: invocation.awsRequestId, deadline: chat.deadline };
        await answerThread({ ...dependencies, chat }, assignment);
      } catch (error) {
        dependencies.log('reply.failed', { threadId }, error);
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  };
}
