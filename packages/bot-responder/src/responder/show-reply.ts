import { type KnownConnections, showTyping, type Target, targetsOf } from '@switchboard/chat-core';
import type { ToolProgress } from '../bot/bot.ts';
import type { AskOptions } from './ask-bot.ts';
import { type ChunkStream, createChunkStream } from './chunk-stream.ts';
import type { ResponderDependencies } from './dependencies.ts';
import { nameOf } from './errors.ts';
import type { HeldTurn } from './held-turn.ts';

/** What people see of a reply while the bot writes it. Nobody waits for it. */
export interface ReplyView {
  readonly show: AskOptions['onEvent'];
  /** Devices that connected meanwhile get what was written so far, and the tools that run. */
  join(known: Pick<KnownConnections, 'connections'>): void;
  close(): void;
  /** Ends it, and removes from the devices what they have been shown. Once it resolves, they have been told; one that cannot be reached keeps it for a minute. */
  discard(): Promise<void>;
}

export function showReply(dependencies: ResponderDependencies, held: HeldTurn): ReplyView {
  showBeginning(dependencies, held);
  const stream = openStream(dependencies, held);
  const tools = new Map<string, ToolProgress>();
  let devices = targetsOf(held.look.known.connections);
  let isShown = false;
  stream.join(devices);
  return {
    show: (event, { text }) => {
      isShown ||= event.type === 'tool' || text !== '';
      if (event.type === 'tool') {
        tools.set(event.tool.id, event.tool);
        showTool(dependencies, held, event.tool, devices);
      } else stream.show(text);
    },
    join: ({ connections }) => {
      const targets = targetsOf(connections);
      const late = targets.filter(
        ({ connectionId }) => !devices.some((known) => known.connectionId === connectionId),
      );
      devices = [...devices, ...late];
      for (const progress of tools.values())
        if (progress.status === 'running') showTool(dependencies, held, progress, late);
      stream.join(targets);
    },
    close: stream.close,
    discard: async () => {
      stream.close();
      if (isShown) await tellDiscarded(dependencies, held, devices);
    },
  };
}

async function tellDiscarded(
  { chat, announcer, log }: ResponderDependencies,
  { look, replyId }: HeldTurn,
  targets: readonly Target[],
): Promise<void> {
  const { threadId } = look.head;
  try {
    await announcer.deliverer.post(chat, targets, { event: 'reply.discarded', threadId, replyId });
  } catch (error) {
    log('discard.failed', { threadId, error: nameOf(error) });
  }
}

/** Posted once and not waited for: it is soon out of date. */
function showTool(
  { chat, announcer, botName, log }: ResponderDependencies,
  { look, replyId }: HeldTurn,
  { id: callId, title, status }: ToolProgress,
  targets: readonly Target[],
): void {
  const { threadId, lastUserSeq: answersThrough } = look.head;
  const about = { threadId, replyId, sender: botName, answersThrough };
  const frame = { event: 'tool', ...about, callId, title, status } as const;
  announcer.deliverer.post(chat, targets, frame).catch((error: unknown) => {
    log('tool.failed', { threadId, error: nameOf(error) });
  });
}

/** A channel that shows no chunks shows that a reply is being written. */
function showBeginning({ chat, announcer, log }: ResponderDependencies, { look }: HeldTurn): void {
  showTyping(chat, announcer, look.head).catch((error: unknown) => {
    log('typing.failed', { threadId: look.head.threadId, error: nameOf(error) });
  });
}

function openStream(dependencies: ResponderDependencies, { look, replyId }: HeldTurn): ChunkStream<Target> {
  const { chat, botName, wait, announcer, log } = dependencies;
  const { threadId, lastUserSeq: answersThrough } = look.head;
  return createChunkStream<Target>({
    threadId,
    replyId,
    sender: botName,
    answersThrough,
    wait,
    keyOf: ({ connectionId }) => connectionId,
    post: async (target, chunk) => {
      const { posted, gone } = await announcer.deliverer.post(chat, [target], chunk);
      if (posted.length > 0) return 'posted';
      return gone.length > 0 ? 'gone' : 'failed';
    },
    onFailure: (error) => log('chunk.failed', { threadId, error: nameOf(error) }),
  });
}
