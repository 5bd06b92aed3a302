import { quarantinePage } from '../commands/quarantine.ts';
import { cutAt } from '../mail/visible-text.ts';
import { deliverNotice, type NoticeDependencies, postponeNotice } from '../notices/deliver-notice.ts';
import { chatFacts, type MailOutcome } from '../notices/mail-state.ts';
import { claimMail } from '../notices/mail-state-store.ts';
import type { Notice } from '../notices/notice.ts';
import { listHeld } from '../quarantine/quarantine-store.ts';
import { blocks, bold, lengthOf, lines, type RichText, rich } from '../telegram/rich-text.ts';
import { longestMessage } from '../telegram/split-text.ts';
import { type Texts, textsIn } from '../texts/texts.ts';
import { reserveSlot } from '../users/pace.ts';
import type { TelegramUser } from '../users/telegram-user.ts';
import { readUser } from '../users/user-store.ts';
import {
  advanceCursor,
  type DigestEntry,
  type DueUser,
  dueUsers,
  makeDue,
  readCursor,
  removeDue,
  removeEntries,
  slotOf,
  waitingEntries,
} from './digest-store.ts';
import { nextDigest } from './next-digest.ts';

export interface DigestDependencies extends NoticeDependencies {
  /** How long nobody else sends the same digest, milliseconds: longer than the function lives. */
  readonly leaseMs: number;
  /** Whether there is no time left to begin another digest. */
  readonly isOver: () => boolean;
}

/** How far back digests are looked for that were not sent in time: a day of slots. */
const mostSlots = 288;
/** How many mails one message of a digest has. */
const mostEntries = 10;
const dayMs = 86_400_000;

/**
 * Sends every digest whose time has come, once. What fails is tried again at the next call, for a day; nobody waits for anybody else's.
 *
 * @returns how many digests were due
 */
export async function sendDigests(dependencies: DigestDependencies): Promise<number> {
  const { context, isOver, log } = dependencies;
  const current = slotOf(context.now());
  const from = Math.max((await readCursor(context)) ?? current - mostSlots, current - mostSlots);
  let due = 0;
  let done = from;
  for (let slot = from + 1; slot < current && !isOver(); slot += 1) {
    const users = await dueUsers(context, slot);
    const results = await Promise.allSettled(users.map((user) => sendDue(dependencies, slot, user)));
    due += users.length;
    for (const result of results)
      if (result.status === 'rejected') log('digest.failed', { slot }, result.reason);
    if (done === slot - 1 && results.every(({ status }) => status === 'fulfilled')) done = slot;
  }
  if (done > from) await advanceCursor(context, done);
  return due;
}

async function sendDue(dependencies: DigestDependencies, slot: number, due: DueUser): Promise<void> {
  const { context } = dependencies;
  const user = await readUser(context, due.chatId);
  if (user?.status === 'active')
    await (due.kind === 'mail' ? sendMails(dependencies, user, due) : sendHeld(dependencies, user, due));
  if (user && due.kind === 'mail') await makeRestDue(context, user);
  await removeDue(context, slot, due);
}

/** What still waits, for example for a person who wants no mail now, comes with a later digest, though no mail comes until then. */
async function makeRestDue(context: DigestDependencies['context'], user: TelegramUser): Promise<void> {
  const { chatId, digest } = user;
  const [waiting] = await waitingEntries(context, chatId, 1);
  const setting = digest.mode === 'instant' ? ({ mode: 'hourly' } as const) : digest;
  const next = waiting && nextDigest(setting, context.now());
  if (next) await makeDue(context, { chatId, kind: 'mail', digestId: next.id }, next.at);
}

/** Sends the mails that wait, as many messages as they take. */
async function sendMails(
  dependencies: DigestDependencies,
  user: TelegramUser,
  { digestId }: DueUser,
): Promise<void> {
  const { context } = dependencies;
  const texts = textsIn(user.language);
  for (let message = 1; ; message += 1) {
    const entries = fitting(await waitingEntries(context, user.chatId, mostEntries), texts);
    if (entries.length === 0) return;
    const notice: Notice = {
      parts: [{ type: 'text', text: digestText(entries, texts), buttons: buttonsFor(entries) }],
      about: entries.map(({ stateId }) => stateId),
    };
    const refs = entries.map(({ ref }) => ref);
    const sent = await sendOnce(dependencies, {
      id: `digest.${user.chatId}.${digestId}.${message}`,
      user,
      notice,
      outcome: 'summarised',
      refs,
    });
    await removeEntries(context, user.chatId, sent.refs);
    if (sent.isHeld) return;
  }
}

/** The entries that fit into one message. */
function fitting(entries: readonly DigestEntry[], texts: Texts): readonly DigestEntry[] {
  const counts = entries.map((_, index) => entries.length - index);
  const count =
    counts.find((known) => lengthOf(digestText(entries.slice(0, known), texts)) <= longestMessage) ?? 0;
  return entries.slice(0, count);
}

const digestText = (entries: readonly DigestEntry[], { digest, mail }: Texts): RichText =>
  blocks(
    digest.heading(entries.length),
    ...entries.map(({ from, subject, sentence }, index) =>
      lines(
        rich(`${index + 1}. `, bold(cutAt(subject, 100) || mail.noSubject), ` – ${cutAt(from, 60)}`),
        cutAt(sentence, 200),
      ),
    ),
  );

function buttonsFor(entries: readonly DigestEntry[]) {
  const buttons = entries.map((_, index) => ({ text: String(index + 1), data: `mail:${index}` }));
  return [buttons.slice(0, 5), buttons.slice(5)].filter((row) => row.length > 0);
}

/** Tells what was held in the last day; nothing where the user has looked at it. */
async function sendHeld(
  dependencies: DigestDependencies,
  user: TelegramUser,
  { chatId, digestId }: DueUser,
): Promise<void> {
  const { context } = dependencies;
  const texts = textsIn(user.language);
  const { mails } = await listHeld(context, chatId, { limit: 50 });
  const recent = mails.filter(({ receivedAt }) => receivedAt > context.now() - dayMs - 3_600_000);
  if (recent.length === 0) return;
  const { text, buttons = [] } = await quarantinePage(context, chatId, texts);
  const notice: Notice = {
    parts: [{ type: 'text', text: blocks(texts.digest.quarantine(recent.length), text), buttons }],
    about: [],
  };
  await sendOnce(dependencies, {
    id: `held.${chatId}.${digestId}`,
    user,
    notice,
    outcome: 'reported',
    refs: [],
  });
}

interface OneDigest {
  readonly id: string;
  readonly user: TelegramUser;
  readonly notice: Notice;
  readonly outcome: MailOutcome;
  /** The entries that the notice takes. */
  readonly refs: readonly string[];
}

interface SentDigest {
  /** The entries that it took, those of the first time where it was sent before. */
  readonly refs: readonly string[];
  /** Whether its mails are held, because Telegram took nothing for the chat. */
  readonly isHeld: boolean;
}

/** Another call sends the same digest at this moment. */
class DigestBusyError extends Error {
  override readonly name = 'DigestBusyError';
  readonly code = 'digest.busy';
}

/** Sends one message of a digest once. */
async function sendOnce(dependencies: DigestDependencies, digest: OneDigest): Promise<SentDigest> {
  const { context, leaseMs } = dependencies;
  const { id, user, notice, outcome, refs } = digest;
  const claimed = await claimMail(context, id, leaseMs);
  if (claimed.outcome === 'busy') throw new DigestBusyError('Another call sends this digest.');
  if (claimed.outcome === 'done') return { refs: claimed.facts?.references ?? [], isHeld: false };
  const { claim } = claimed;
  const delivery = { claim, facts: chatFacts(user.chatId, refs), notice, outcome };
  const { at } = await reserveSlot(context, user.chatId);
  if (at > context.now()) {
    await postponeNotice(dependencies, delivery, at);
    return { refs, isHeld: false };
  }
  const { outcome: result } = await deliverNotice(dependencies, delivery);
  return { refs, isHeld: result === 'held' };
}
