import type { ServerFrame } from '@switchboard/protocol';
import type { Wait } from '../bot/wait.ts';

/** At most five posts a second to each device. */
const postIntervalMs = 200;

/** The outcome of posting a chunk to one device. */
export type ChunkPosted = 'posted' | 'gone' | 'failed';

export interface ChunkStreamOptions<Device> {
  readonly threadId: string;
  readonly replyId: string;
  readonly sender: string;
  /** The newest user message (`seq`) that the reply answers. */
  readonly answersThrough: number;
  readonly wait: Wait;
  /** What tells devices apart. @default the device itself */
  readonly keyOf?: (device: Device) => unknown;
  /** Posts a chunk once. What it throws ends the stream to that device. */
  readonly post: (device: Device, chunk: ServerFrame<'chunk'>) => Promise<ChunkPosted>;
  /** Told of what goes wrong: a chunk that is lost is made good by the final message. */
  readonly onFailure: (error: unknown) => void;
}

/** A reply that is shown while it grows. */
export interface ChunkStream<Device> {
  /** The reply's text so far. Returns at once: nobody waits for a device. */
  show(text: string): void;
  /** Shows the reply to these devices too, from its beginning. Those that see it already are left as they are. */
  join(devices: readonly Device[]): void;
  /** Ends the stream. Nothing is posted any more; what is under way is not waited for. */
  close(): void;
}

/**
 * Shows a reply while it grows, to each device at its own pace: a piece is what the device has not been shown yet, so
 * pieces are merged for a device that is slow, and a device that is gone is left out.
 */
export function createChunkStream<Device>(options: ChunkStreamOptions<Device>): ChunkStream<Device> {
  const {
    threadId,
    replyId,
    sender,
    answersThrough,
    wait,
    post,
    onFailure,
    keyOf = (device) => device,
  } = options;
  const closed = new AbortController();
  let latest = '';
  let changed = Promise.withResolvers<void>();
  const followed = new Set<unknown>();

  /** Invariant: the device has been shown the first `shown.length` characters of the reply as they were then. */
  async function follow(device: Device): Promise<void> {
    let shown = '';
    for (let index = 0; !closed.signal.aborted; ) {
      if (latest === shown) {
        await changed.promise;
        continue;
      }
      const text = latest;
      const offset = commonLength(shown, text);
      const piece = { threadId, replyId, index, offset, text: text.slice(offset), sender, answersThrough };
      const outcome = await post(device, { event: 'chunk', ...piece });
      if (outcome === 'gone') return;
      if (outcome === 'posted') {
        shown = text;
        index += 1;
      }
      await wait(postIntervalMs, closed.signal);
    }
  }

  return {
    show(text) {
      // A piece that ends in the middle of a character is shown with the next one.
      latest = text.isWellFormed() ? text : text.slice(0, -1).toWellFormed();
      changed.resolve();
      changed = Promise.withResolvers<void>();
    },
    join(devices) {
      for (const device of devices) {
        const key = keyOf(device);
        if (followed.has(key)) continue;
        followed.add(key);
        follow(device).catch((error: unknown) => {
          if (!closed.signal.aborted) onFailure(error);
        });
      }
    },
    close: () => closed.abort(),
  };
}

/** How far two texts are the same, not within a character. */
function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return b.slice(0, length).isWellFormed() ? length : length - 1;
}
