import { cutText, isRecord, limits, type Notice, noticesInEnglish } from '@switchboard/protocol';
import { checkedApproval, checkTool, maxQuestionLength } from '#approval';
import type { Approval, BotEvent, BotState, HandOver, QuickReply } from './bot.ts';
import { BotError } from './bot-error.ts';

/** A reply while the bot is still writing it. */
export interface ReplyDraft {
  readonly text: string;
  readonly quickReplies: readonly QuickReply[];
  /** Absent while the bot has not asked for a human. */
  readonly handOver: HandOver | undefined;
  /** Absent while the bot has not asked anyone for leave. */
  readonly approval: Approval | undefined;
  /** What to keep; `undefined` leaves what was kept before. */
  readonly state: BotState | undefined;
}

/** A reply that can be committed. */
export interface Reply extends ReplyDraft {
  /** Never empty. */
  readonly text: string;
  /** What the text says if the bot has said nothing itself: readers see it in their own language. */
  readonly notice?: Notice;
}

/** More buttons than this do not fit below a message. */
export const maxQuickReplies = 8;
const maxQuickReplyLength = 80;

/** What is said where a bot asks for a human and says nothing else. */
export const handOverText = noticesInEnglish.handOver;

export const emptyDraft: ReplyDraft = {
  text: '',
  quickReplies: [],
  handOver: undefined,
  approval: undefined,
  state: undefined,
};

function invalid(what: string): never {
  throw new BotError('bot.invalidEvent', `The bot yielded ${what}.`);
}

function checkedText(value: unknown, length: number): string {
  if (typeof value !== 'string')
    invalid(`a text that is ${value === null ? 'null' : `of type ${typeof value}`}`);
  if (length + value.length > limits.textLength)
    invalid(`a reply of more than ${limits.textLength} characters`);
  return value;
}

function checkedQuickReplies(value: unknown): readonly QuickReply[] {
  if (!Array.isArray(value)) invalid('quick replies that are not a list');
  if (value.length > maxQuickReplies) invalid(`more than ${maxQuickReplies} quick replies`);
  return value.map((candidate: unknown) => {
    const text = isRecord(candidate) ? candidate.text : undefined;
    const fits = typeof text === 'string' && text.length > 0 && text.length <= maxQuickReplyLength;
    return fits
      ? { text: text.toWellFormed() }
      : invalid(`a quick reply that is not a text of 1 to ${maxQuickReplyLength} characters`);
  });
}

/** Maximum length of the summary and the reason of a hand-over, in characters. */
const maxSummaryLength = 2_000;
const maxReasonLength = 200;

function checkedHandOver({ summary, reason }: Record<string, unknown>): HandOver {
  return {
    ...(summary === undefined ? {} : { summary: shortText('summary', summary, maxSummaryLength) }),
    ...(reason === undefined ? {} : { reason: shortText('reason', reason, maxReasonLength) }),
  };
}

function shortText(name: string, value: unknown, maxLength: number): string {
  if (typeof value !== 'string') invalid(`a ${name} of a hand-over that is not a text`);
  return cutText(value, maxLength).toWellFormed();
}

/**
 * Takes one event into the draft.
 *
 * @throws {BotError} `bot.invalidEvent` for what is no event: bots are anyone's code, so their types are not trusted
 */
export function applyEvent(draft: ReplyDraft, event: BotEvent): ReplyDraft {
  const candidate: unknown = event;
  if (!isRecord(candidate)) invalid('something that is not an event');
  switch (candidate.type) {
    case 'text':
      return { ...draft, text: draft.text + checkedText(candidate.text, draft.text.length) };
    case 'message':
      return { ...draft, text: checkedText(candidate.text, 0) };
    case 'quickReplies':
      return { ...draft, quickReplies: checkedQuickReplies(candidate.quickReplies) };
    case 'handOver':
      return { ...draft, handOver: checkedHandOver(candidate) };
    case 'approval':
      return { ...draft, approval: checkedApproval(candidate.approval, invalid) };
    case 'tool':
      checkTool(candidate.tool, invalid);
      return draft;
    case 'state':
      return isRecord(candidate.state)
        ? { ...draft, state: candidate.state }
        : invalid('a state that is not an object');
    default:
      return invalid(`an event of the unknown type ${JSON.stringify(candidate.type)}`);
  }
}

/**
 * Makes a finished draft a reply.
 *
 * @throws {BotError} `bot.emptyReply` where it says nothing and asks for nobody
 */
export function finishDraft(draft: ReplyDraft): Reply {
  // A piece may end in the middle of a character, and the rest never come.
  const said = draft.text.trim().toWellFormed();
  const { approval } = draft;
  const text =
    approval === undefined || approval.askedOf === 'operator' ? said : withQuestion(said, approval.question);
  if (draft.handOver && (text === '' || text === handOverText)) return withNotice(draft, 'handOver');
  if (text !== '') return { ...draft, text };
  if (approval !== undefined) return withNotice(draft, 'askedOperators');
  throw new BotError('bot.emptyReply', 'The bot ended its reply without a text and without handing over.');
}

const withNotice = (draft: ReplyDraft, type: 'handOver' | 'askedOperators'): Reply => ({
  ...draft,
  text: noticesInEnglish[type],
  notice: { type },
});

/** The question ends the reply, unless the bot has just asked it in these words. */
const withQuestion = (said: string, question: string): string =>
  said.endsWith(question)
    ? said
    : `${cutText(said, limits.textLength - maxQuestionLength - 2)}\n\n${question}`.trim();
