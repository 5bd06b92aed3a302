/** A piece of a reply that is still being written. */
export interface Piece {
  /** Where it begins in the reply's text, in UTF-16 code units. */
  readonly offset: number;
  readonly text: string;
}

export interface Chunk extends Piece {
  readonly replyId: string;
}

/**
 * A reply that a bot is writing. The message with the same `replyId` takes its place in the end.
 *
 * Invariant: `text` is everything from the beginning up to the first gap, and every piece in `ahead` begins behind that gap.
 */
export interface StreamingReply {
  readonly replyId: string;
  /** What can be read. Empty while the beginning is missing, as on a device that joined late. */
  readonly text: string;
  /** Pieces that have overtaken others, by offset. */
  readonly ahead: readonly Piece[];
  /** When the last piece came, in epoch milliseconds. */
  readonly updatedAt: number;
}

/**
 * Adds a piece wherever its place is. Pieces come in any order, more than once, and merged with others; what two of them
 * have in common is the same text. A thread has one bot, which writes one reply at a time, so the first piece of another
 * reply means that the one before was given up.
 *
 * @returns the same array if there was nothing new
 */
export function addChunk(
  replies: readonly StreamingReply[],
  { replyId, offset, text }: Chunk,
  now: number,
): readonly StreamingReply[] {
  const current = replies.find((reply) => reply.replyId === replyId);
  const known = current ?? { replyId, text: '', ahead: [] };
  if (current && isKnown(current, { offset, text })) return replies;
  return [{ ...joined(known.text, [...known.ahead, { offset, text }]), replyId, updatedAt: now }];
}

const endOf = ({ offset, text }: Piece): number => offset + text.length;

const isKnown = ({ text, ahead }: StreamingReply, piece: Piece): boolean =>
  endOf(piece) <= text.length ||
  ahead.some((other) => other.offset <= piece.offset && endOf(piece) <= endOf(other));

function joined(start: string, pieces: readonly Piece[]): Pick<StreamingReply, 'text' | 'ahead'> {
  let text = start;
  const ahead: Piece[] = [];
  for (const piece of [...pieces].sort((a, b) => a.offset - b.offset)) {
    if (piece.offset > text.length) ahead.push(piece);
    else if (endOf(piece) > text.length) text += piece.text.slice(text.length - piece.offset);
  }
  return { text, ahead };
}

/** Removes the replies, or what belongs to them, whose message has come, and those that nobody is writing any more. */
export function removeReplies<Part extends { readonly replyId: string }>(
  replies: readonly Part[],
  isOver: (reply: Part) => boolean,
): readonly Part[] {
  return replies.some(isOver) ? replies.filter((reply) => !isOver(reply)) : replies;
}
