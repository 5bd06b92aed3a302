import { createHash } from 'node:crypto';
import { readSender, type Sender } from '../../shared/keys/sender-key.ts';
import {
  requireKnown,
  requireList,
  requireRecord,
  requireText,
  requireWhole,
} from '../../shared/validation/options.ts';

/** The names under which a user is known. Places for which no name is given are not searched. */
export interface UserDataSubject {
  /** As the bots know the user: states, tokens and chat logs; one for each page. */
  readonly senders?: readonly Sender[];
  /** The owner of conversations. */
  readonly userId?: number;
  /** Keys of the table `keys` that belong to the user, with their namespace: `<namespace>.<id>`. */
  readonly keys?: readonly string[];
  /** Partition keys of the table `partitioned_keys` that belong to the user, as they are stored. */
  readonly partitionKeys?: readonly string[];
}

/** @throws {InvalidOptionError} naming the field */
export function requireSubject(subject: UserDataSubject): void {
  requireKnown('subject', subject, ['senders', 'userId', 'keys', 'partitionKeys']);
  for (const sender of listOf('subject.senders', subject.senders)) {
    requireRecord('subject.senders', sender);
    readSender(sender.senderId, sender.pageId);
  }
  if (subject.userId !== undefined)
    requireWhole('subject.userId', subject.userId, { minimum: Number.MIN_SAFE_INTEGER });
  for (const key of listOf('subject.keys', subject.keys)) requireText('subject.keys', key);
  for (const key of listOf('subject.partitionKeys', subject.partitionKeys))
    requireText('subject.partitionKeys', key);
}

function listOf(option: string, value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  requireList(option, value);
  return value;
}

/** Names the subject in a receipt that may be kept after the user's data are gone: with the user's names anyone can check it. */
export function subjectDigest({
  senders = [],
  userId,
  keys = [],
  partitionKeys = [],
}: UserDataSubject): string {
  const names = senders.map(({ senderId, pageId }) => [senderId, pageId ?? null]);
  const canonical = JSON.stringify([
    names.sort(),
    userId ?? null,
    [...keys].sort(),
    [...partitionKeys].sort(),
  ]);
  return createHash('sha256').update(canonical).digest('hex');
}
