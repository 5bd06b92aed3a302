import type { OutgoingMessage, StoredMessage } from '@switchboard/chat-core';
import { type Attachment, cutText } from '@switchboard/protocol';
import type { Button } from '../notices/notice.ts';
import { bold, type RichText, rich } from '../telegram/rich-text.ts';
import { longestMessage, splitText } from '../telegram/split-text.ts';

/** A message of Telegram's, or one of several that a message with files or a long text is sent as. */
export type Piece = TextPiece | FilePiece;

interface TextPiece {
  readonly text: RichText;
  readonly buttons?: readonly (readonly Button[])[] | undefined;
}

export interface FilePiece {
  readonly file: Pick<Attachment, 'attachmentId' | 'name'>;
  readonly caption: RichText;
}

export interface Edit extends TextPiece {
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

type Asked = Pick<OutgoingMessage, 'shown' | 'shownAs'> & {
  readonly message: StoredMessage;
  /** The name before the text. @default none */
  readonly speaker?: string | undefined;
};

/**
 * The next step that brings what Telegram shows of a message to what the message is now. A message is sent piece by piece. After a change
 * the pieces that are missing are sent, or those that are too many are deleted, and then the others get their text.
 *
 * @returns undefined where nothing is to be done
 */
export function nextStep({ message: { change }, shown, shownAs, speaker }: Asked): Step | undefined {
  const pieces = piecesOf(shown, speaker);
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
  const [first, ...rest] = pieces.flatMap((piece, index) => {
    // What was sent for this change has its text.
    const isCurrent = shownAs[index] !== shown.shownAs?.[index];
    return 'file' in piece || isCurrent ? [] : [{ ...piece, messageId: Number(shownAs[index]) }];
  });
  return first && { type: 'edit', edits: [first, ...rest], isLast: true, isContinued: false };
}

/** What Telegram is to show of a message: nothing of one without words. The files come first: an edit changes only what follows them. */
function piecesOf(message: StoredMessage, speaker: string | undefined): readonly Piece[] {
  if (message.text.trim() === '' || isUnsaid(message)) return [];
  const { attachments = [] } = message;
  const named = speaker === undefined ? [] : [bold(`${cutText(speaker, longestSpeaker)}: `)];
  const files = attachments.map(({ attachmentId, name }) => ({
    file: { attachmentId, name },
    caption: rich(...named),
  }));
  // A message of files alone has their names for a text.
  if (files.length > 0 && message.text === attachments.map(({ name }) => name).join(', ')) return files;
  // The cuts depend on the text alone: an operator's name may change between two pieces.
  const longest = longestMessage - (speaker === undefined ? 0 : longestSpeaker + 2);
  const [first = [], ...others] = splitText(rich(message.text), longest);
  const texts = [rich(...named, first), ...others];
  const pieces = texts.map((text, index) =>
    index === texts.length - 1 ? { text, buttons: buttonsOf(message) } : { text },
  );
  return [...files, ...pieces];
}

/** How long the name before a text may be, UTF-16 code units. */
const longestSpeaker = 128;

/** A system message without a notice has no text to show. */
const isUnsaid = ({ messageType, notice }: StoredMessage): boolean =>
  messageType === 'system' && notice === undefined;

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
