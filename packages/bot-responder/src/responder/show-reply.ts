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
  const inFlight = createPostsInFlight();
  const stream = openStream(dependencies, held, inFlight);
  const tools = new Map<string, ToolProgress>();
  let devices = targetsOf(held.look.known.connections);
  let isShown = false;
  stream.join(devices);
  return {
    show: (event, { text }) => {
      isShown ||= event.type === 'tool' || text !== '';
      if (event.type === 'tool') {
        tools.set(event.tool.id, event.tool);
        inFlight.add(devices, showTool(dependencies, held, event.tool, devices));
      } else stream.show(text);
    },
    join: ({ connections }) => {
      const targets = targetsOf(connections);
      const late = targets.filter(
        ({ connectionId }) => !devices.some((known) => known.connectionId === connectionId),
      );
      devices = [...devices, ...late];
      for (const progress of tools.values())
        if (progress.status === 'running') inFlight.add(late, showTool(dependencies, held, progress, late));
      stream.join(targets);
    },
    close: stream.close,
    discard: async () => {
      stream.close();
      if (!isShown) return;
      await Promise.all(
        devices.map(async (device) => {
          await inFlight.settled(device);
          await tellDiscarded(dependencies, held, device);
        }),
      );
    },
  };
}

/** What is being posted to each device: whatever takes the reply back comes after it, or the device would show a piece that nobody writes any more. */
interface PostsInFlight {
  add(targets: readonly Target[], post: Promise<unknown>): void;
  /** Resolves once every post to the device has succeeded or failed. A post takes two seconds at most. */
  settled(target: Target): Promise<unknown>;
}

function createPostsInFlight(): PostsInFlight {
  const posts = new Map<string, Promise<unknown>>();
  return {
    add: (targets, post) => {
      for (const { connectionId } of targets)
        posts.set(connectionId, Promise.allSettled([posts.get(connectionId), post]));
    },
    settled: async ({ connectionId }) => posts.get(connectionId),
  };
}

async function tellDiscarded(
  { chat, announcer, log }: ResponderDependencies,
  { look, replyId }: HeldTurn,
  target: Target,
): Promise<void> {
  const { threadId } = look.head;
  try {
    await announcer.deliverer.post(chat, [target], { event: 'reply.discarded', threadId, replyId });
  } catch (error) {
    log('discard.failed', { threadId, error: nameOf(error) });
  }
}

/** Posted once and not waited for: it is soon out of date. */
async function showTool(
  { chat, announcer, botName, log }: ResponderDependencies,
  { look, replyId }: HeldTurn,
  { id: callId, title, status }: ToolProgress,
  targets: readonly Target[],
): Promise<void> {
  const { threadId, lastUserSeq: answersThrough } = look.head;
  const about = { threadId, replyId, sender: botName, answersThrough };
  const frame = { event: 'tool', ...about, callId, title, status } as const;
  await announcer.deliverer.post(chat, targets, frame).catch((error: unknown) => {
    log('tool.failed', { threadId, error: nameOf(error) });
  });
}

/** A channel that shows no chunks shows that a reply is being written. */
function showBeginning({ chat, announcer, log }: ResponderDependencies, { look }: HeldTurn): void {
  showTyping(chat, announcer, look.head).catch((error: unknown) => {
    log('typing.failed', { threadId: look.head.threadId, error: nameOf(error) });
  });
}

function openStream(
  dependencies: ResponderDependencies,
  { look, replyId }: HeldTurn,
  inFlight: PostsInFlight,
): ChunkStream<Target> {
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
      const posting = announcer.deliverer.post(chat, [target], chunk);
      inFlight.add([target], posting);
      const { posted, gone } = await posting;
      if (posted.length > 0) return 'posted';
      return gone.length > 0 ? 'gone' : 'failed';
    },
    onFailure: (error) => log('chunk.failed', { threadId, error: nameOf(error) }),
  });
}
