/** A numbered piece of a reply that is still being written. */
export interface Chunk {
  readonly replyId: string;
  /** 0, 1, 2, ... within the reply. */
  readonly index: number;
  readonly text: string;
}

/** A reply that a bot is writing. The message that is committed in the end, with the same `replyId`, takes its place. */
export interface StreamingReply {
  readonly replyId: string;
  /** What can be read: every piece up to the first that is missing. */
  readonly text: string;
  /** The pieces by number, some of which may have overtaken others. */
  readonly chunks: ReadonlyMap<number, string>;
  /** When the last piece came, in epoch milliseconds. */
  readonly updatedAt: number;
}

function readableText(chunks: ReadonlyMap<number, string>): string {
  let text = '';
  for (let index = 0; ; index += 1) {
    const chunk = chunks.get(index);
    if (chunk === undefined) return text;
    text += chunk;
  }
}

/**
 * Adds a piece, wherever its place is. A second piece of the same number changes nothing: delivery is at least once. A
 * thread has one bot, which writes one reply at a time: the first piece of another means that the one before was given up.
 *
 * @returns the same array if there was nothing new
 */
export function addChunk(
  replies: readonly StreamingReply[],
  { replyId, index, text }: Chunk,
  now: number,
): readonly StreamingReply[] {
  const current = replies.find((reply) => reply.replyId === replyId);
  if (current?.chunks.has(index)) return replies;
  const chunks = new Map(current?.chunks).set(index, text);
  return [{ replyId, text: readableText(chunks), chunks, updatedAt: now }];
}

/** Removes the replies whose message has come, and those that nobody is writing any more. */
export function removeReplies(
  replies: readonly StreamingReply[],
  isOver: (reply: StreamingReply) => boolean,
): readonly StreamingReply[] {
  return replies.some(isOver) ? replies.filter((reply) => !isOver(reply)) : replies;
}
