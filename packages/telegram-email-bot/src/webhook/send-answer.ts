import type { Log } from '@switchboard/chat-core';
import type { Reply } from '../commands/command.ts';
import type { MailJob } from '../jobs/mail-job.ts';
import type { PlainPart } from '../notices/notice.ts';
import { type PartDependencies, sendPlainPart } from '../notices/send-part.ts';
import type { BotApi } from '../telegram/bot-api.ts';
import { rich } from '../telegram/rich-text.ts';
import { splitText } from '../telegram/split-text.ts';
import {
  type SendOutcome,
  showNotice,
  type TapNotice,
  TelegramUnavailableError,
} from '../telegram/telegram-sender.ts';
import type { Sent } from '../users/erasure-mark.ts';
import { setReachable } from '../users/user-store.ts';
import { requireTime } from './update-time.ts';

export interface AnswerDependencies extends PartDependencies {
  /** Asks Telegram for what is no message. */
  readonly api: Pick<BotApi, 'call'>;
  /** Has the mail function do a job, after some milliseconds. */
  readonly sendJob: (job: MailJob, afterMs?: number) => Promise<void>;
  readonly log: Log;
}

/** What a person is answered to an update. */
export interface Answer extends Sent {
  /** The topic of a forum in which they wrote. */
  readonly topicId?: number;
  /** Is shown first, where they have tapped a button. One that nothing else says comes as a message where it cannot be shown. */
  readonly notice?: TapNotice;
  readonly parts: readonly PlainPart[];
}

/** The messages of a reply: what is too long for one of them goes as several. */
export function partsOf({ text, buttons = [] }: Reply): readonly PlainPart[] {
  const pieces = splitText(text);
  return pieces.map((piece, index) => {
    const isLast = index === pieces.length - 1;
    return { type: 'text', text: piece, ...(isLast && buttons.length > 0 && { buttons }) };
  });
}

/** After how long Telegram is asked again where it gave no answer, milliseconds. */
const retryMs = 3_000;

/**
 * Answers an update whose effect is there: by calls, so that it is known what Telegram did with each. What it does not take now goes to the
 * mail function, which sends it once, when Telegram takes it. When this returns, the answer was sent or is kept.
 */
export async function sendAnswer(dependencies: AnswerDependencies, answer: Answer): Promise<void> {
  const { context, log, sendJob } = dependencies;
  const { updateId, messageId, topicId } = answer;
  let { chatId } = answer;

  async function keep(parts: readonly PlainPart[], afterMs: number): Promise<void> {
    requireTime();
    if (parts.length === 0) return;
    await sendJob(
      {
        type: 'answer',
        updateId,
        chatId,
        messageId,
        ...(topicId !== undefined && { topicId }),
        parts: [...parts],
      },
      afterMs,
    );
    log('answer.kept', { updateId, parts: parts.length, afterMs });
  }

  const parts = [...answer.parts];
  const isShown = answer.notice === undefined || (await showTapNotice(dependencies, updateId, answer.notice));
  if (!isShown && answer.notice?.isAlert) parts.unshift({ type: 'text', text: rich(answer.notice.text) });
  // Telegram gives no answer at the moment, so the rest is sent later.
  if (isShown === undefined) return keep(parts, retryMs);
  for (let index = 0; index < parts.length; ) {
    const part = parts[index];
    if (part === undefined) break;
    requireTime();
    let sent: SendOutcome;
    try {
      sent = await sendPlainPart(dependencies, part, { chatId, topicId });
    } catch (error) {
      if (!(error instanceof TelegramUnavailableError)) throw error;
      log('answer.delayed', { updateId }, error);
      return keep(parts.slice(index), retryMs);
    }
    switch (sent.outcome) {
      case 'sent':
        index += 1;
        break;
      case 'later':
        return keep(parts.slice(index), sent.afterMs);
      case 'moved':
        chatId = sent.chatId;
        break;
      case 'unreachable':
        log('answer.unreachable', { updateId });
        return setReachable(context, chatId, false);
      case 'refused':
        log('answer.refused', { updateId, part: index, description: sent.description });
        index += 1;
    }
  }
}

/**
 * Shows what a tap has done. Telegram does so for some seconds after the tap only, so it is tried once.
 *
 * @returns whether it is shown; undefined where Telegram gives no answer
 */
export async function showTapNotice(
  { api, log }: Pick<AnswerDependencies, 'api' | 'log'>,
  updateId: number,
  notice: TapNotice,
): Promise<boolean | undefined> {
  requireTime();
  try {
    const refusal = await showNotice(api, notice);
    if (refusal !== undefined) log('notice.unshown', { updateId, outcome: refusal.outcome });
    return refusal === undefined;
  } catch (error) {
    if (!(error instanceof TelegramUnavailableError)) throw error;
    log('notice.unshown', { updateId }, error);
    return undefined;
  }
}
