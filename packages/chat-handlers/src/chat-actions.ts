import type { Announcer, ChatContext, Log, Publisher, ThreadIdPolicy } from '@switchboard/chat-core';
import { chatFrameSchemas, createFrameParser } from '@switchboard/protocol';
import { takeoverFrameSchemas } from '@switchboard/protocol/operator';
import { getHistory, resumeThread } from './actions/history.ts';
import { listOwnThreads } from './actions/own-threads.ts';
import { markThreadRead, signalTyping } from './actions/signals.ts';
import { cancel, takeOver } from './actions/take-over.ts';
import type { ConnectionCloser } from './connection/connection-closer.ts';
import { createFrameHandler } from './frames/frame-handler.ts';

export interface ChatActionsDependencies {
  readonly context: ChatContext;
  readonly publisher: Publisher;
  readonly announcer: Announcer;
  readonly closer: ConnectionCloser;
  readonly threadIds: ThreadIdPolicy;
  readonly log: Log;
}

const parse = createFrameParser({ ...chatFrameSchemas, ...takeoverFrameSchemas });

/** The function behind every route that has none of its own, and behind `$default`, which answers what nobody understands. */
export function createChatActions(dependencies: ChatActionsDependencies) {
  const { context, closer, threadIds, log } = dependencies;
  return createFrameHandler({
    actions: {
      'history.get': (request) => getHistory(threadIds, request),
      'thread.resume': (request) => resumeThread(threadIds, request),
      'threads.list': listOwnThreads,
      typing: (request) => signalTyping(dependencies, request),
      read: (request) => markThreadRead(dependencies, request),
      // On AWS API Gateway itself answers; a frame that comes here nevertheless gets the same answer.
      ping: async () => ({ event: 'pong' }),
      'reply.cancel': (request) => cancel(dependencies, request),
      'thread.claim': (request) => takeOver(dependencies, request),
      'thread.release': (request) => takeOver(dependencies, request),
      'thread.requeue': (request) => takeOver(dependencies, request),
      'thread.transfer': (request) => takeOver(dependencies, request),
      'thread.close': (request) => takeOver(dependencies, request),
    },
    parse,
    context,
    closer,
    log,
  });
}
