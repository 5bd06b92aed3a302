import { isExpired } from '@switchboard/data-core';
import type { ChatContext } from '../context/chat-context.ts';
import { expiryOf } from '../context/item-expiry.ts';
import { readItems } from '../context/read-items.ts';
import { customersOf } from '../threads/ownership.ts';
import type { ThreadHead } from '../threads/thread-head.ts';
import { notesPartition, summaryKey, writeBeside } from './notes.ts';
import { type Person, type PersonNow, parseProfile, personNowOf, personOf, profileKey } from './profiles.ts';

/** The tags of a thread lie beside its notes, and end with its life as they do. */
const tagsKey = 'tags';

/** What is known of some threads beside their heads and messages. */
export interface ThreadDetails {
  /** What bots said when they handed over, by thread id. */
  readonly summaries: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, readonly string[]>;
  /** Customers and operators who own a thread, by user id. */
  readonly people: ReadonlyMap<string, Person>;
}

/** Reads what lists show of threads beside their messages. One request for each 100 items, at most four a thread. */
export async function readDetails(
  context: ChatContext,
  heads: readonly ThreadHead[],
): Promise<ThreadDetails> {
  const ofThreads = heads.flatMap(({ threadId }) =>
    [summaryKey, tagsKey].map((sortKey) => ({ partitionKey: notesPartition(threadId), sortKey })),
  );
  const userIds = new Set(heads.flatMap(shownUsers));
  const keys = [...ofThreads, ...[...userIds].map(profileKey)];
  const items = await readItems(context, context.tables.partitionedKeys, keys);
  const byKey = new Map(items.map((item) => [`${item.partitionKey} ${item.sortKey}`, item]));
  const now = context.now();
  const summaries = new Map<string, string>();
  const tags = new Map<string, readonly string[]>();
  for (const { threadId, createdAt } of heads) {
    const found = (sortKey: string) => {
      const item = byKey.get(`${notesPartition(threadId)} ${sortKey}`);
      return item && item.life === createdAt && !isExpired(item, now) ? item : undefined;
    };
    const [summary, tagged] = [found(summaryKey), found(tagsKey)];
    // A hand-over that says nothing leaves an empty one.
    if (summary?.text) summaries.set(threadId, String(summary.text));
    if (tagged) tags.set(threadId, tagged.tags as readonly string[]);
  }
  return { summaries, tags, people: peopleIn(byKey, userIds, now) };
}

const shownUsers = (head: ThreadHead): readonly string[] => [
  ...customersOf(head).slice(0, 1),
  ...(head.owner.type === 'operator' ? [head.owner.userId] : []),
];

function peopleIn(
  byKey: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  userIds: ReadonlySet<string>,
  now: number,
): ReadonlyMap<string, Person> {
  const itemOf = (userId: string) => {
    const { partitionKey, sortKey } = profileKey(userId);
    return byKey.get(`${partitionKey} ${sortKey}`);
  };
  return new Map([...userIds].map((userId) => [userId, personOf(parseProfile(itemOf(userId), now))]));
}

/** How some users are shown. One request for each 100; none for nobody. */
export async function readPeople(
  context: ChatContext,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Person>> {
  const people = await readPeopleNow(context, userIds);
  return new Map([...people].map(([userId, person]) => [userId, personOf(person)]));
}

/** How some users are shown, as of when: for frames that may arrive later than newer ones. One request for each 100; none for nobody. */
export async function readPeopleNow(
  context: ChatContext,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, PersonNow>> {
  const wanted = [...new Set(userIds)];
  if (wanted.length === 0) return new Map();
  const readAt = context.now();
  const items = await readItems(context, context.tables.partitionedKeys, wanted.map(profileKey));
  const byPartition = new Map(items.map((item) => [item.partitionKey, item]));
  const itemOf = (userId: string) => byPartition.get(profileKey(userId).partitionKey);
  return new Map(wanted.map((userId) => [userId, personNowOf(itemOf(userId), readAt)]));
}

/**
 * Gives a thread its tags, each once. One transaction.
 *
 * @returns `undefined` where the thread has ended since it was read: nothing was stored
 * @throws {ItemsBusyError} when other transactions were at the thread at every try: nothing was stored
 */
export async function setTags(
  context: ChatContext,
  { threadId, createdAt }: ThreadHead,
  tags: readonly string[],
): Promise<readonly string[] | undefined> {
  const { tables, now, retentionDays } = context;
  const distinct = [...new Set(tags)];
  const Item = {
    partitionKey: notesPartition(threadId),
    sortKey: tagsKey,
    life: createdAt,
    tags: distinct,
    expiresAt: expiryOf(now(), retentionDays),
  };
  const put = { Put: { TableName: tables.partitionedKeys, Item } };
  const refused = await writeBeside(context, { threadId, createdAt }, put);
  return refused === undefined ? distinct : undefined;
}
