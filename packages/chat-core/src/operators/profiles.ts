import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isExpired } from '@switchboard/data-core';
import { type AttributeValue, limits, type ProfileChange } from '@switchboard/protocol';
import type { ChatContext } from '../context/chat-context.ts';
import { expiryOf } from '../context/item-expiry.ts';
import { retryConflicts } from '../context/retry-conflicts.ts';

/** The partition of `partitioned_keys` with what is said of a user. */
export const profilePartition = (userId: string): string => `profile.${userId}`;

const sortKey = 'profile';

/** How a user is shown. */
export interface Person {
  readonly name?: string;
  readonly picture?: string;
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
      if (!field.startsWith(prefix)) continue;
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

export type ProfileResult =
  | { readonly outcome: 'kept'; readonly profile: Profile }
  /** The user would have more attributes than the protocol allows. Nothing was kept. */
  | { readonly outcome: 'tooMany' };

/** Keeps what is said of a user; what is not named stays as it was. One read and one write. */
export async function changeProfile(
  context: ChatContext,
  userId: string,
  change: ProfileChange,
  source: Source,
): Promise<ProfileResult> {
  const { client, tables, now, retentionDays } = context;
  const Key = profileKey(userId);
  const { Item: before } = await client.send(
    new GetCommand({ TableName: tables.partitionedKeys, Key, ConsistentRead: true }),
  );
  const fields = fieldsOf(change, source);
  const names = new Set(parseProfile(before, now()).attributes.map(({ name }) => name));
  for (const [name, value] of Object.entries(change.attributes ?? {})) if (value !== null) names.add(name);
  if (names.size > limits.attributes) return { outcome: 'tooMany' };
  const entries = [...Object.entries(fields), ['expiresAt', expiryOf(now(), retentionDays)] as const];
  const kept = entries.filter(([, value]) => value !== null);
  const removed = entries.filter(([, value]) => value === null);
  const nameOf = (index: number): string => `#${index}`;
  const removes = removed.map((_, index) => nameOf(kept.length + index)).join(', ');
  const update = new UpdateCommand({
    TableName: tables.partitionedKeys,
    Key,
    UpdateExpression: `SET ${kept.map((_, index) => `${nameOf(index)} = :${index}`).join(', ')}${removes === '' ? '' : ` REMOVE ${removes}`}`,
    ExpressionAttributeNames: Object.fromEntries(
      [...kept, ...removed].map(([name], index) => [nameOf(index), name]),
    ),
    ExpressionAttributeValues: Object.fromEntries(kept.map(([, value], index) => [`:${index}`, value])),
    ReturnValues: 'ALL_NEW',
  });
  const { Attributes } = await retryConflicts(context, () => client.send(update));
  return { outcome: 'kept', profile: parseProfile(Attributes, now()) };
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
