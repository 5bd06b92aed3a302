import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { epochSeconds, isExpired } from '@switchboard/data-core';
import { type AttributeValue, limits, type ProfileChange } from '@switchboard/protocol';
import { clocksDifferMs, notErasedMeanwhile } from '../connections/erasure-mark.ts';
import type { ChatContext } from '../context/chat-context.ts';
import type { TransactItem } from '../context/commit.ts';
import { commitOrTell } from '../context/commit-patiently.ts';
import { expiryOf } from '../context/item-expiry.ts';
import { ItemsBusyError } from '../errors.ts';

/** The partition of `partitioned_keys` with what is said of a user. */
export const profilePartition = (userId: string): string => `profile.${userId}`;

const sortKey = 'profile';

/** How a user is shown. */
export interface Person {
  readonly name?: string;
  readonly picture?: string;
}

/** How a user is shown, and as of when: of two such, the one with the higher `asOf` is right. */
export interface PersonNow extends Person {
  /** When the profile was changed last, epoch milliseconds; without a profile a time before that of the reading. */
  readonly asOf: number;
}

/** What is known of a user. What the server of their site said outweighs what they say themselves. */
export interface Profile extends Person {
  /** Whether the name is the site's word. */
  readonly isVerified: boolean;
  readonly attributes: readonly {
    readonly name: string;
    readonly value: AttributeValue;
    readonly isVerified: boolean;
  }[];
}

/**
 * Who says it: the user, or the server of the site that they come from. Each has attributes of its own in the item, so
 * that no write needs to know what the other said.
 */
export type Source = 'user' | 'site';

type Item = Readonly<Record<string, unknown>>;

const prefixOf = (source: Source): string => `${source}:`;
const attributePrefix = 'attribute:';

export const profileKey = (userId: string) => ({ partitionKey: profilePartition(userId), sortKey });

/** @returns what an item says of its user */
export function parseProfile(item: Item | undefined, now: number): Profile {
  if (item === undefined || isExpired(item, now)) return { isVerified: false, attributes: [] };
  const said = (field: string): unknown =>
    item[`${prefixOf('site')}${field}`] ?? item[`${prefixOf('user')}${field}`];
  const [name, picture] = [said('name'), said('picture')];
  const attributes = new Map<string, Profile['attributes'][number]>();
  for (const source of ['user', 'site'] as const) {
    const prefix = `${prefixOf(source)}${attributePrefix}`;
    for (const [field, value] of Object.entries(item)) {
      if (!field.startsWith(prefix) || value === null) continue;
      const attribute = field.slice(prefix.length);
      attributes.set(attribute, {
        name: attribute,
        value: value as AttributeValue,
        isVerified: source === 'site',
      });
    }
  }
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof picture === 'string' ? { picture } : {}),
    isVerified: item[`${prefixOf('site')}name`] !== undefined,
    attributes: [...attributes.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Reads how a user is shown. One request. */
export async function readPerson({ client, tables, now }: ChatContext, userId: string): Promise<Person> {
  const get = new GetCommand({ TableName: tables.partitionedKeys, Key: profileKey(userId) });
  return personOf(parseProfile((await client.send(get)).Item, now()));
}

/** How the user of a profile is shown. */
export const personOf = ({ name, picture }: Person): Person => ({
  ...(name === undefined ? {} : { name }),
  ...(picture === undefined ? {} : { picture }),
});

/**
 * How a user is shown by what was read.
 *
 * @param readAt a time before the reading, epoch milliseconds. A profile that was not there then may have been written since by a machine whose
 * clock is behind: its time must be the higher one
 */
export function personNowOf(item: Item | undefined, readAt: number): PersonNow {
  const profile = item === undefined || isExpired(item, readAt) ? undefined : item;
  const asOf = profile === undefined ? readAt - clocksDifferMs : changedAtOf(profile);
  return { ...personOf(parseProfile(profile, readAt)), asOf };
}

const changedAtOf = ({ changedAt = 0 }: Item): number => Number(changedAt);

export type ProfileResult =
  | { readonly outcome: 'kept'; readonly profile: Profile; readonly person: PersonNow }
  /** The user would have more attributes than the protocol allows. Nothing was kept. */
  | { readonly outcome: 'tooMany' }
  /** The user was erased meanwhile. Nothing was kept. */
  | { readonly outcome: 'erased' };

/** Others may write between a reading and a writing so often. */
const mostReads = 5;

/**
 * Keeps what is said of a user; what is not named stays as it was. One read and one transaction, which the erasure of the user fails, and
 * which is repeated where others wrote in between: so of any two changes one is the later, and `person` is what holds after this one.
 *
 * @param lookedAt when it was known last that this may be said of the user, epoch milliseconds. @default now
 * @throws {ItemsBusyError} when others wrote to the profile at every try: nothing was kept
 */
export async function changeProfile(
  context: ChatContext,
  userId: string,
  change: ProfileChange,
  source: Source,
  lookedAt = context.now(),
): Promise<ProfileResult> {
  const { client, tables, now, retentionDays } = context;
  const fields = fieldsOf(change, source);
  const notErased = notErasedMeanwhile(context, userId, lookedAt);
  for (let reads = 1; reads <= mostReads; reads += 1) {
    const get = new GetCommand({
      TableName: tables.partitionedKeys,
      Key: profileKey(userId),
      ConsistentRead: true,
    });
    const { Item: read } = await client.send(get);
    const before = read === undefined || isExpired(read, now()) ? undefined : read;
    const names = new Set(parseProfile(before, now()).attributes.map(({ name }) => name));
    for (const [name, value] of Object.entries(change.attributes ?? {})) if (value !== null) names.add(name);
    if (names.size > limits.attributes) return { outcome: 'tooMany' };
    const changedAt = Math.max(now(), changedAtOf(before ?? {}) + 1);
    const said = { ...fields, changedAt, expiresAt: expiryOf(now(), retentionDays) };
    const write = writeOf(tables.partitionedKeys, userId, said, before, epochSeconds(now()));
    const failed = await commitOrTell(context, [write, notErased]);
    if (failed.length === 0) {
      const profile = parseProfile({ ...before, ...said }, now());
      return { outcome: 'kept', profile, person: { ...personOf(profile), asOf: changedAt } };
    }
    if (failed.some(({ name }) => name === 1)) return { outcome: 'erased' };
  }
  throw new ItemsBusyError(mostReads);
}

/** What is there is changed, if it is as it was read; of what has expired nothing counts, though it may be there still. */
function writeOf(
  TableName: string,
  userId: string,
  said: Item,
  before: Item | undefined,
  now: number,
): TransactItem {
  const Key = profileKey(userId);
  const kept = Object.entries(said).filter(([, value]) => value !== null);
  if (before === undefined) {
    const ConditionExpression = 'attribute_not_exists(partitionKey) OR expiresAt <= :now';
    const ExpressionAttributeValues = { ':now': now };
    const Item = { ...Key, ...Object.fromEntries(kept) };
    return { Put: { TableName, Item, ConditionExpression, ExpressionAttributeValues } };
  }
  const removed = Object.keys(said).filter((field) => said[field] === null);
  const names = [...kept.map(([field]) => field), ...removed];
  const removes = removed.map((_, index) => `#${kept.length + index}`).join(', ');
  return {
    Update: {
      TableName,
      Key,
      UpdateExpression: `SET ${kept.map((_, index) => `#${index} = :${index}`).join(', ')}${removes === '' ? '' : ` REMOVE ${removes}`}`,
      ConditionExpression: 'expiresAt > :now AND (attribute_not_exists(changedAt) OR changedAt = :read)',
      ExpressionAttributeNames: Object.fromEntries(names.map((field, index) => [`#${index}`, field])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(kept.map(([, value], index) => [`:${index}`, value])),
        ':now': now,
        ':read': changedAtOf(before),
      },
    },
  };
}

function fieldsOf({ name, picture, attributes = {} }: ProfileChange, source: Source): Item {
  const prefix = prefixOf(source);
  return {
    ...(name === undefined ? {} : { [`${prefix}name`]: name }),
    ...(picture === undefined ? {} : { [`${prefix}picture`]: picture }),
    ...Object.fromEntries(
      Object.entries(attributes).map(([field, value]) => [`${prefix}${attributePrefix}${field}`, value]),
    ),
  };
}
