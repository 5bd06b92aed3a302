import type { ServerFrame } from '@switchboard/protocol';
import type { ReplyDraft } from '../bot/reply-draft.ts';

/** At most five posts a second to each device. */
const postIntervalMs = 200;

export interface ChunkStreamOptions {
  readonly threadId: string;
  readonly replyId: string;
  readonly sender: string;
  readonly now: () => number;
  /** Best effort: a chunk that is lost is made good by the final message. */
  readonly post: (chunk: ServerFrame<'chunk'>) => Promise<void>;
}

/** Shows a reply while it grows: numbered chunks, never stored, each with what was added since the one before. */
export function createChunkStream({ threadId, replyId, sender, now, post }: ChunkStreamOptions) {
  let index = 0;
  let shown = '';
  let postedAt = Number.NEGATIVE_INFINITY;

  return async ({ text }: ReplyDraft): Promise<void> => {
    // A bot that puts a whole message in place of its pieces is not streamed any further.
    if (text === shown || !text.startsWith(shown) || now() - postedAt < postIntervalMs) return;
    const offset = shown.length;
    const added = text.slice(offset);
    shown = text;
    postedAt = now();
    await post({ event: 'chunk', threadId, replyId, index, offset, text: added, sender });
    index += 1;
  };
}
