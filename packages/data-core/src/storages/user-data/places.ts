import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet, type Key } from '../../shared/batch/batch-get.ts';
import { BatchIncompleteError } from '../../shared/batch/batch-incomplete-error.ts';
import { type Sender, senderKey } from '../../shared/keys/sender-key.ts';
import type { Patience } from '../../shared/time/backoff.ts';
import { decodeEntry, timeOf } from '../chat-log/chat-log-entry.ts';
import { bodyKey, bodySlots, headKey } from '../state/state-item.ts';
import { readState } from '../state/state-reader.ts';
import { stableKey } from '../token/token-items.ts';
import { issuedTokens, numbersOf, registryKey } from '../token/token-registry.ts';
import type { UserDataSubject } from './subject.ts';

/** The tables to look into, by their physical names. Locks and configurations hold nothing of a user. */
export interface UserDataTables {
  readonly states?: string;
  readonly bottokens?: string;
  readonly chatlog?: string;
  readonly user_conversations?: string;
  readonly keys?: string;
  readonly partitioned_keys?: string;
}

export type UserDataTable = keyof UserDataTables;

export const userDataTables: readonly UserDataTable[] = [
  'states',
  'bottokens',
  'chatlog',
  'user_conversations',
  'keys',
  'partitioned_keys',
];

/** A part of what a place holds. */
interface PlacePage {
  /** What to show the user, decoded and without secrets. */
  readonly items: readonly Record<string, unknown>[];
  /** What to delete, in an order that can be interrupted without losing track of anything. */
  readonly keys: readonly Key[];
  /** Where the next part begins. */
  readonly next?: Key | undefined;
}

/** Where data of a user lie: one partition, or items whose keys are known. */
export interface Place {
  readonly table: UserDataTable;
  readonly tableName: string;
  readonly keyNames: readonly string[];
  read(startKey: Key | undefined): Promise<PlacePage>;
}

/** Every place where data of the subject may lie, always in the same order. @param patience of reads that DynamoDB leaves undone */
export function placesOf(
  client: DynamoDBDocumentClient,
  tables: UserDataTables,
  subject: UserDataSubject,
  patience: Patience,
): Place[] {
  const { senders = [], userId, keys = [], partitionKeys = [] } = subject;
  const { states, bottokens, chatlog, user_conversations, keys: keysName, partitioned_keys } = tables;
  return [
    ...(states ? senders.map((sender) => statePlace(client, states, sender, patience)) : []),
    ...(bottokens ? bySenderId(senders).map((group) => tokenPlace(client, bottokens, group, patience)) : []),
    ...(chatlog ? senders.map((sender) => chatLogPlace(client, chatlog, sender)) : []),
    ...(user_conversations && userId !== undefined
      ? [conversationPlace(client, user_conversations, userId)]
      : []),
    ...(keysName && keys.length > 0 ? [keysPlace(client, keysName, keys, patience)] : []),
    ...(partitioned_keys ? partitionKeys.map((key) => partitionedPlace(client, partitioned_keys, key)) : []),
  ];
}

function statePlace(
  client: DynamoDBDocumentClient,
  tableName: string,
  sender: Sender,
  patience: Patience,
): Place {
  const own = [headKey(sender), ...bodySlots.map((slot) => bodyKey(sender, slot))];
  return {
    ...{ table: 'states', tableName, keyNames: ['senderId'] },
    async read() {
      const [stored, found] = await Promise.all([
        getAll(client, tableName, own, patience),
        // At the beginning of time nothing has expired: what is still stored is kept of the user.
        readState({ client, tableName }, sender, 0),
      ]);
      const { stateVersion: _, ...state } = found.item;
      return {
        items: found.isSaved ? [state] : [],
        keys: stored.map(({ senderId }) => ({ senderId: String(senderId) })),
      };
    },
  };
}

/** The senders with one id on their pages: they share the tokens that were issued to it. */
function bySenderId(senders: readonly Sender[]): [Sender, ...Sender[]][] {
  const groups = new Map<string, [Sender, ...Sender[]]>();
  for (const sender of senders) {
    const group = groups.get(sender.senderId);
    if (group) group.push(sender);
    else groups.set(sender.senderId, [sender]);
  }
  return [...groups.values()];
}

function tokenPlace(
  client: DynamoDBDocumentClient,
  tableName: string,
  senders: readonly [Sender, ...Sender[]],
  patience: Patience,
): Place {
  const { senderId } = senders[0];
  return {
    ...{ table: 'bottokens', tableName, keyNames: ['senderId'] },
    async read() {
      const [registry] = await getAll(client, tableName, [registryKey(senderId)], patience);
      const stable = await getAll(client, tableName, senders.map(stableKey), patience);
      const numbers = numbersOf(registry);
      const issued: Record<string, unknown>[] = [];
      if (numbers) {
        for await (const page of issuedTokens({ client, tableName, ...patience }, senderId, numbers))
          issued.push(...page);
      }
      const tokens = [...issued, ...stable];
      return {
        items: tokens.map(({ owner, page, role, expiresAt }) => ({
          senderId: owner,
          pageId: page,
          role,
          expiresAt,
        })),
        // The registry last: it says which tokens there are.
        keys: [...tokens, ...(registry ? [registry] : [])].map((item) => ({
          senderId: String(item.senderId),
        })),
      };
    },
  };
}

function chatLogPlace(client: DynamoDBDocumentClient, tableName: string, sender: Sender): Place {
  const show = (item: Record<string, unknown>) => ({
    ...decodeEntry(item),
    senderId: item.senderId,
    time: timeOf(String(item.time)),
    ...(item.expiresAt !== undefined && { expiresAt: item.expiresAt }),
  });
  return partition(
    client,
    { table: 'chatlog', tableName, keyNames: ['userId', 'time'] },
    senderKey(sender),
    show,
  );
}

function conversationPlace(client: DynamoDBDocumentClient, tableName: string, userId: number): Place {
  const place = { table: 'user_conversations', tableName, keyNames: ['user_id', 'chat_id'] } as const;
  return partition(client, place, userId, (item) => item);
}

function partitionedPlace(client: DynamoDBDocumentClient, tableName: string, partitionKey: string): Place {
  const place = { table: 'partitioned_keys', tableName, keyNames: ['partitionKey', 'sortKey'] } as const;
  return partition(client, place, partitionKey, (item) => item);
}

function keysPlace(
  client: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly string[],
  patience: Patience,
): Place {
  return {
    ...{ table: 'keys', tableName, keyNames: ['key'] },
    async read() {
      const items = await getAll(
        client,
        tableName,
        keys.map((key) => ({ key })),
        patience,
      );
      return { items, keys: items.map(({ key }) => ({ key: String(key) })) };
    },
  };
}

function partition(
  client: DynamoDBDocumentClient,
  place: Omit<Place, 'read'>,
  partitionValue: string | number,
  show: (item: Record<string, unknown>) => Record<string, unknown>,
): Place {
  return {
    ...place,
    async read(startKey) {
      const page = await client.send(
        new QueryCommand({
          TableName: place.tableName,
          KeyConditionExpression: '#partition = :partition',
          ExpressionAttributeNames: { '#partition': String(place.keyNames[0]) },
          ExpressionAttributeValues: { ':partition': partitionValue },
          ConsistentRead: true,
          Limit: 100,
          ExclusiveStartKey: startKey,
        }),
      );
      const items = page.Items ?? [];
      return {
        items: items.map(show),
        keys: items.map((item) => Object.fromEntries(place.keyNames.map((name) => [name, item[name]]))),
        next: page.LastEvaluatedKey,
      };
    },
  };
}

async function getAll(
  client: DynamoDBDocumentClient,
  tableName: string,
  keys: readonly Key[],
  patience: Patience,
): Promise<Record<string, unknown>[]> {
  if (keys.length === 0) return [];
  const { items, unprocessed } = await batchGet(client, tableName, keys, {
    ...patience,
    consistentRead: true,
  });
  if (unprocessed.length > 0) throw new BatchIncompleteError(tableName, unprocessed);
  return items.filter((item) => item !== undefined);
}
