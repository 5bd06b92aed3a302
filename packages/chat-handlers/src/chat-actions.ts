import type { ChatContext, Deliverer, Publisher } from '@switchboard/chat-core';
import { getHistory, resumeThread } from './actions/history.ts';
import { claim, release } from './actions/takeover.ts';
import { markThreadRead, signalTyping } from './actions/thread-signals.ts';
import { createFrameHandler } from './frames/frame-handler.ts';
import { createIdentify } from './frames/identify.ts';
import type { Log } from './log.ts';

export interface ChatActionsDependencies {
  readonly context: ChatContext;
  readonly publisher: Publisher;
  readonly deliverer: Deliverer;
  readonly log: Log;
}

/** The function behind every route but `message.send`, and behind `$default`: what nobody understands ends here. */
export function createChatActions(dependencies: ChatActionsDependencies) {
  const { context, log } = dependencies;
  return createFrameHandler({
    actions: {
      'history.get': (request) => getHistory(context, request),
      'thread.resume': (request) => resumeThread(context, request),
      typing: (request) => signalTyping(dependencies, request),
      read: (request) => markThreadRead(dependencies, request),
      ping: async () => ({ event: 'pong', timestamp: context.now() }),
      'thread.claim': (request) => claim(dependencies, request),
      'thread.release': (request) => release(dependencies, request),
    },
    identify: createIdentify(context),
    log,
  });
}
