import { digestOf } from '@switchboard/chat-core';
import { userIdOf } from '../chat/telegram-thread.ts';
import { quarantinePage } from '../commands/quarantine.ts';
import { cutAt } from '../mail/visible-text.ts';
import { deliverNotice, type NoticeDependencies, postponeNotice } from '../notices/deliver-notice.ts';
import { chatFacts, type MailOutcome } from '../notices/mail-state.ts';
import { claimMail, claimStored, forgetMail, readMailState } from '../notices/mail-state-store.ts';
import type { Notice } from '../notices/notice.ts';
import { resumeNotice } from '../notices/resume-notice.ts';
import { listHeld } from '../quarantine/quarantine-store.ts';
import { blocks, bold, lengthOf, lines, type RichText, rich } from '../telegram/rich-text.ts';
import { longestMessage } from '../telegram/split-text.ts';
import type { Texts } from '../texts/texts.ts';
import { textsIn } from '../texts/texts-in.ts';
import { reserveSlot } from '../users/pace.ts';
import type { TelegramUser } from '../users/telegram-user.ts';
import { readUser } from '../users/user-store.ts';
import {
  advanceCursor,
  type DigestEntry,
  type DueUser,
  dueUsers,
  lastDoneSlot,
  makeDueUnlessErased,
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

/** How many mails one message of a digest has. */
const mostEntries = 10;
const dayMs = 86_400_000;

/** A chat's digests are sent in their order: one that failed may have taken mails that still wait, which the next would take as well. */
class EarlierDigestError extends Error {
  override readonly name = 'EarlierDigestError';
  readonly code = 'digest.earlierFailed';
}

/**
 * Sends every digest whose time has come, once. What fails is tried again at the next call, for 14 days. A chat's later
 * digests wait for its earlier ones; nobody waits for anybody else's.
 *
 * @returns how many digests were due
 */
export async function sendDigests(dependencies: DigestDependencies): Promise<number> {
  const { context, isOver, log } = dependencies;
  const current = slotOf(context.now());
  const from = await lastDoneSlot(context, current);
  const failed = new Set<number>();
  let due = 0;
  let done = from;
  for (let slot = from + 1; slot < current && !isOver(); slot += 1) {
    const users = await dueUsers(context, slot);
    due += users.length;
    await Promise.all(
      users.map(async (user) => {
        try {
          if (failed.has(user.chatId))
            throw new EarlierDigestError('An earlier digest of the chat has failed.');
          await sendDue(dependencies, slot, user);
        } catch (error) {
          failed.add(user.chatId);
          log('digest.failed', { slot }, error);
        }
      }),
    );
    if (failed.size === 0) done = slot;
  }
  if (done > from) await advanceCursor(context, done);
  return due;
}

async function sendDue(dependencies: DigestDependencies, slot: number, dueInSlot: DueUser): Promise<void> {
  const { context } = dependencies;
  const asked = await readUser(context, dueInSlot.chatId);
  const { migratedTo } = asked ?? {};
  // What a group was to get goes to the supergroup that it became.
  const due = migratedTo === undefined ? dueInSlot : { ...dueInSlot, chatId: migratedTo };
  const user = migratedTo === undefined ? asked : await readUser(context, migratedTo);
  if (user?.status === 'active')
    await (due.kind === 'mail' ? sendMails(dependencies, user, due) : sendHeld(dependencies, user, due));
  else if (due.kind === 'mail') await endBegun(dependencies, due);
  if (user && due.kind === 'mail') await makeRestDue(context, user);
  await removeDue(context, slot, dueInSlot);
}

/**
 * Ends the messages of a digest that an earlier call has begun and did not end, because it died, or because Telegram did not answer. The user
 * may have blocked the bot since: what is held by then must not come with a later digest as well.
 */
async function endBegun(dependencies: DigestDependencies, due: DueUser): Promise<void> {
  const { context, leaseMs } = dependencies;
  for (let message = 1; ; message += 1) {
    const id = digestMessageId(due, message);
    if ((await readMailState(context, id)) === undefined) return;
    const claimed = await claimStored(context, id, leaseMs);
    if (claimed.outcome === 'busy') throw new DigestBusyError(anotherSends);
    if (claimed.outcome === 'claimed') {
      const { claim, state } = claimed;
      const { facts, notice, outcome, partsSent } = state;
      // Telegram has taken nothing of it: its mails wait for a later digest.
      if (!facts || !notice || !outcome) return forgetMail(context, claim);
      const sent = await resumeNotice(dependencies, { claim, facts, notice, outcome, partsSent });
      if (sent === 'gone') return;
    }
    const facts = claimed.outcome === 'done' ? claimed.facts : claimed.state.facts;
    await removeEntries(context, due.chatId, facts?.references ?? []);
  }
}

/** Names a message of a digest: 1, 2, 3, ... */
const digestMessageId = (due: DueUser, message: number): string => `digest.${nameOf(due)}.${message}`;

/** What names a digest says nothing of its user: it may outlive them. */
const nameOf = ({ chatId, digestId }: DueUser): string =>
  `${digestOf(userIdOf(chatId)).slice(0, 16)}.${digestId}`;

/** What still waits, for example for a person who wants no mail now, comes with a later digest, though no mail comes until then. */
async function makeRestDue(context: DigestDependencies['context'], user: TelegramUser): Promise<void> {
  const { chatId, digest } = user;
  const [waiting] = await waitingEntries(context, chatId, 1);
  const setting = digest.mode === 'instant' ? ({ mode: 'hourly' } as const) : digest;
  const next = waiting && nextDigest(setting, context.now());
  if (next) await makeDueUnlessErased(context, { chatId, kind: 'mail', digestId: next.id }, next.at);
}

/** Sends the mails that wait, as many messages as they take. */
async function sendMails(dependencies: DigestDependencies, user: TelegramUser, due: DueUser): Promise<void> {
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
      id: digestMessageId(due, message),
      user,
      notice,
      outcome: 'summarised',
      refs,
    });
    await removeEntries(context, user.chatId, sent.refs);
    if (sent.isEnd) return;
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
async function sendHeld(dependencies: DigestDependencies, user: TelegramUser, due: DueUser): Promise<void> {
  const { context } = dependencies;
  const { chatId } = user;
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
    id: `held.${nameOf(due)}`,
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
  /** Whether no further message follows: the mails are held, because Telegram took nothing for the chat, or the user is gone. */
  readonly isEnd: boolean;
}

/** Another call sends the same digest at this moment. */
class DigestBusyError extends Error {
  override readonly name = 'DigestBusyError';
  readonly code = 'digest.busy';
}

const anotherSends = 'Another call sends this digest.';

/** Sends one message of a digest once. */
async function sendOnce(dependencies: DigestDependencies, digest: OneDigest): Promise<SentDigest> {
  const { context, leaseMs } = dependencies;
  const { id, user, notice, outcome, refs } = digest;
  const claimed = await claimMail(context, id, leaseMs);
  if (claimed.outcome === 'busy') throw new DigestBusyError(anotherSends);
  if (claimed.outcome === 'done') return { refs: claimed.facts?.references ?? [], isEnd: false };
  const { claim } = claimed;
  const delivery = { claim, facts: chatFacts(user.chatId, refs), notice, outcome };
  const { user: reached, at } = await reserveSlot(context, user.chatId, { work: id });
  if (reached === undefined) {
    await forgetMail(context, claim);
    return { refs: [], isEnd: true };
  }
  if (at > context.now()) {
    await postponeNotice(dependencies, delivery, at);
    return { refs, isEnd: false };
  }
  const { outcome: result } = await deliverNotice(dependencies, delivery);
  return { refs, isEnd: result === 'held' };
}
