import type { OutgoingMessage, StoredMessage } from '@switchboard/chat-core';
import type { Button } from '../notices/notice.ts';
import { bold, type RichText, rich } from '../telegram/rich-text.ts';
import { splitText } from '../telegram/split-text.ts';

/** A message of Telegram's, or one of several that a long message is sent as. */
export interface Piece {
  readonly text: RichText;
  readonly buttons?: readonly (readonly Button[])[] | undefined;
}

interface Edit extends Piece {
  readonly messageId: number;
}

/** What is asked of Telegram next for a message of a thread. */
export type Step = {
  /** Nothing is left to be done for the message after it. */
  readonly isLast: boolean;
  /** It goes on with a message of which Telegram has a part. */
  readonly isContinued: boolean;
} & (
  | { readonly type: 'send'; readonly piece: Piece }
  /** Doing it again changes nothing. */
  | { readonly type: 'edit'; readonly edits: readonly [Edit, ...Edit[]] }
  | { readonly type: 'delete'; readonly messageId: number }
);

/**
 * The next step that brings what Telegram shows of a message to what the message is now. A message is sent piece by piece. After a change
 * the pieces that are missing are sent, or those that are too many are deleted, and then the others get their text.
 *
 * @returns undefined where nothing is to be done
 */
export function nextStep({
  message: { change },
  shown,
  shownAs,
}: Pick<OutgoingMessage, 'shown' | 'shownAs'> & { readonly message: StoredMessage }): Step | undefined {
  const pieces = piecesOf(shown);
  const has = shownAs.length;
  const next = pieces[has];
  if (change === undefined) {
    const isLast = has + 1 === pieces.length;
    return next && { type: 'send', piece: next, isLast, isContinued: has > 0 };
  }
  // What was deleted before its turn came was never shown.
  if (has === 0) return undefined;
  if (next) return { type: 'send', piece: next, isLast: false, isContinued: false };
  if (has > pieces.length) {
    const isLast = has === 1;
    return { type: 'delete', messageId: Number(shownAs.at(-1)), isLast, isContinued: false };
  }
  const [first, ...rest] = pieces.map((piece, index) => ({ ...piece, messageId: Number(shownAs[index]) }));
  return first && { type: 'edit', edits: [first, ...rest], isLast: true, isContinued: false };
}

/** What Telegram is to show of a message: nothing of one without words. */
function piecesOf(message: StoredMessage): readonly Piece[] {
  if (message.text.trim() === '' || isUnsaid(message)) return [];
  const texts = splitText(textOf(message));
  return texts.map((text, index) =>
    index === texts.length - 1 ? { text, buttons: buttonsOf(message) } : { text },
  );
}

/** Of what tells of the conversation, a channel shows what it says in words. */
const isUnsaid = ({ messageType, notice }: StoredMessage): boolean =>
  messageType === 'system' && notice === undefined;

/** An operator is named, so that the customer sees that a person speaks. */
const textOf = ({ messageType, sender, text }: StoredMessage): RichText =>
  messageType === 'operator' ? rich(bold(`${sender}: `), text) : rich(text);

/** How many answers are offered under a message, and how long each may be. */
const mostAnswers = 10;
const longestAnswer = 60;

/** The answers that a bot offers, a button each. */
function buttonsOf({ metadata }: StoredMessage): readonly (readonly Button[])[] {
  const offered = metadata.quickReplies;
  const texts = Array.isArray(offered) ? offered.flatMap(answerText) : [];
  return texts.slice(0, mostAnswers).map((text, index) => [{ text, data: `say:${index}` }]);
}

function answerText(offered: unknown): readonly string[] {
  const text = typeof offered === 'object' && offered !== null && 'text' in offered ? offered.text : offered;
  return typeof text === 'string' && text.trim() !== '' ? [text.slice(0, longestAnswer)] : [];
}
