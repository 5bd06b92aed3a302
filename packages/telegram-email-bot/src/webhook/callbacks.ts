import type { AccountCommandDependencies } from '../commands/account.ts';
import type { Reply } from '../commands/command.ts';
import { quarantinePage } from '../commands/quarantine.ts';
import { type Reason, reasons } from '../inbound/verdict.ts';
import type { MailJob } from '../jobs/mail-job.ts';
import type { MailFacts } from '../notices/mail-state.ts';
import { readMailState } from '../notices/mail-state-store.ts';
import type { Button } from '../notices/notice.ts';
import { mailsOfMessage } from '../notices/sent-messages.ts';
import { findHeld } from '../quarantine/quarantine-store.ts';
import { removeVerdict, setVerdict } from '../senders/sender-store.ts';
import { plainText, rich } from '../telegram/rich-text.ts';
import type { Texts } from '../texts/texts.ts';

export interface CallbackDependencies extends AccountCommandDependencies {
  /** Has the mail function do a job. */
  readonly sendJob: (job: MailJob, afterMs?: number) => Promise<void>;
}

/** A tap on a button. */
export interface Tap {
  readonly updateId: number;
  readonly chatId: number;
  /** The message that has the button. */
  readonly messageId: number;
  /** The buttons of that message. */
  readonly buttons: readonly (readonly Button[])[];
  readonly data: string;
}

/** What a tap does, as the person sees it. */
export interface TapAnswer {
  /** Is shown for a moment. */
  readonly notice?: string;
  /** The person has to close the notice. @default false */
  readonly isAlert?: boolean;
  /** Takes the place of the message's buttons. */
  readonly buttons?: readonly (readonly Button[])[];
  /** Is sent as a message. */
  readonly reply?: Reply;
}

/** Does what a button says. Doing it again for the same tap changes nothing. */
export async function answerTap(
  dependencies: CallbackDependencies,
  tap: Tap,
  texts: Texts,
): Promise<TapAnswer> {
  const [action = '', argument = ''] = tap.data.split(':', 2);
  if (action === 'older') {
    return { reply: await quarantinePage(dependencies.context, tap.chatId, texts, argument) };
  }
  if (action === 'held') return showHeld(dependencies, tap, { ref: argument, texts });
  if (action === 'erase') return erase(dependencies, tap, { isAll: argument === 'all', texts });
  if (action === 'reply') return { notice: texts.notices.replyHint, isAlert: true };
  const stateIds = await mailsOfMessage(dependencies.context, tap.chatId, tap.messageId);
  const stateId = stateIds[action === 'mail' ? Number(argument) : 0];
  return stateId === undefined
    ? { notice: texts.notices.gone, isAlert: true }
    : answerForMail(dependencies, tap, { action, stateId, texts });
}

/** The answer to whether everything is to be deleted. The buttons go, so that it is given once. */
async function erase(
  { sendAccountJob }: CallbackDependencies,
  { updateId, messageId, chatId }: Tap,
  { isAll, texts }: { readonly isAll: boolean; readonly texts: Texts },
): Promise<TapAnswer> {
  const { language } = texts;
  if (isAll) await sendAccountJob({ type: 'erase', updateId, messageId, chatId, language });
  return { buttons: [], reply: { text: isAll ? texts.deleteBegun : texts.deleteCancelled } };
}

async function showHeld(
  { context, sendJob }: CallbackDependencies,
  { updateId, chatId }: Tap,
  { ref, texts }: { readonly ref: string; readonly texts: Texts },
): Promise<TapAnswer> {
  const held = await findHeld(context, chatId, ref);
  if (!held) return { notice: plainText(texts.heldGone), isAlert: true };
  await sendJob({ type: 'show', updateId, chatId, stateId: held.stateId });
  return { notice: texts.notices.coming };
}

interface MailAction {
  readonly action: string;
  readonly stateId: string;
  readonly texts: Texts;
}

async function answerForMail(
  dependencies: CallbackDependencies,
  tap: Tap,
  request: MailAction,
): Promise<TapAnswer> {
  const { action, stateId, texts } = request;
  const { updateId, chatId, messageId } = tap;
  switch (action) {
    case 'mail':
      await dependencies.sendJob({ type: 'show', updateId, chatId, stateId, replyTo: messageId });
      return { notice: texts.notices.coming };
    case 'full':
    case 'files':
    case 'raw':
      await dependencies.sendJob({ type: action, updateId, chatId, stateId, replyTo: messageId });
      return { notice: texts.notices.coming };
    case 'block':
    case 'unblock':
    case 'why':
      return answerBySender(dependencies, tap, request);
    default:
      return { notice: texts.notices.gone };
  }
}

/** What only the mail's facts are needed for. */
async function answerBySender(
  { context }: CallbackDependencies,
  { updateId, chatId, buttons }: Tap,
  { action, stateId, texts }: MailAction,
): Promise<TapAnswer> {
  const facts = (await readMailState(context, stateId))?.facts;
  if (facts?.chatId !== chatId) return { notice: texts.notices.gone, isAlert: true };
  if (action === 'why') return { reply: why(facts, texts) };
  const sender = facts.sender.toLowerCase();
  if (sender === '') return { notice: texts.notices.gone, isAlert: true };
  const { block, undoBlock } = texts.buttons;
  if (action === 'block') {
    await setVerdict(context, chatId, { sender, verdict: 'blocked' }, updateId);
    return {
      notice: texts.notices.blocked,
      buttons: exchange(buttons, 'block', { text: undoBlock, data: 'unblock' }),
    };
  }
  await removeVerdict(context, chatId, sender, updateId);
  return {
    notice: texts.notices.unblocked,
    buttons: exchange(buttons, 'unblock', { text: block, data: 'block' }),
  };
}

const exchange = (
  buttons: readonly (readonly Button[])[],
  data: string,
  button: Button,
): readonly (readonly Button[])[] =>
  buttons.map((row) => row.map((known) => (known.data === data ? button : known)));

function why({ reason, hasMisleadingName }: MailFacts, { mail }: Texts): Reply {
  const known = reasons.find((name): name is Reason => name === reason);
  const details = [
    ...(known ? [mail.reasons[known]] : []),
    ...(hasMisleadingName ? [plainText(mail.misleadingName).replace(/^⚠️ /, '')] : []),
  ];
  return { text: details.length === 0 ? rich(mail.whyNothing) : mail.why(details) };
}
