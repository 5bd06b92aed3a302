import type {
  DeleteCommandInput,
  PutCommandInput,
  QueryCommandInput,
  UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Sender } from '../sender/sender-key.ts';
import { issuedKey, registryAttribute, registryKey, stableKey } from './token-items.ts';

export interface IssuedToken {
  readonly hash: string;
  readonly senderId: string;
  readonly role: string;
  /** In epoch seconds. */
  readonly expiresAt: number;
}

export function findInput(tableName: string, indexName: string, hash: string): QueryCommandInput {
  return {
    TableName: tableName,
    IndexName: indexName,
    KeyConditionExpression: '#token = :hash',
    ExpressionAttributeNames: { '#token': 'token' },
    ExpressionAttributeValues: { ':hash': hash },
    Limit: 1,
  };
}

export function putIssuedInput(
  tableName: string,
  { hash, senderId, role, expiresAt }: IssuedToken,
): PutCommandInput {
  return {
    TableName: tableName,
    Item: { ...issuedKey(hash), token: hash, owner: senderId, role, expiresAt },
  };
}

/** Names the token in its sender's registry, on the condition that the registry lives no longer than the token. */
export function registerAndProlongInput(tableName: string, token: IssuedToken): UpdateCommandInput {
  const register = registerInput(tableName, token);
  return {
    ...register,
    UpdateExpression: `${register.UpdateExpression}, expiresAt = :expiresAt`,
    ConditionExpression: 'attribute_not_exists(expiresAt) OR expiresAt <= :expiresAt',
  };
}

/** Names the token in its sender's registry, which outlives it. */
export function registerInput(
  tableName: string,
  { hash, senderId, expiresAt }: IssuedToken,
): UpdateCommandInput {
  return {
    TableName: tableName,
    Key: registryKey(senderId),
    UpdateExpression: 'SET #hash = :expiresAt',
    ExpressionAttributeNames: { '#hash': registryAttribute(hash) },
    ExpressionAttributeValues: { ':expiresAt': expiresAt },
    ReturnValues: 'ALL_OLD',
  };
}

/** Forgets tokens in their sender's registry. */
export function unregisterInput(
  tableName: string,
  senderId: string,
  hashes: readonly string[],
): UpdateCommandInput {
  const names = hashes.map((hash, index) => [`#hash${index}`, registryAttribute(hash)] as const);
  return {
    TableName: tableName,
    Key: registryKey(senderId),
    UpdateExpression: `REMOVE ${names.map(([placeholder]) => placeholder).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(names),
  };
}

export interface StableToken {
  readonly hash: string;
  readonly sealed: string;
  /** In epoch seconds. @default never */
  readonly expiresAt?: number;
}

/** Stores a sender's token, unless there is one that can still be used. */
export function putStableInput(
  tableName: string,
  sender: Sender,
  token: StableToken,
  nowSeconds: number,
): PutCommandInput {
  const { hash, sealed, expiresAt } = token;
  return {
    TableName: tableName,
    Item: {
      ...stableKey(sender),
      token: hash,
      sealed,
      owner: sender.senderId,
      ...(sender.pageId !== undefined && { page: sender.pageId }),
      ...(expiresAt !== undefined && { expiresAt }),
    },
    ConditionExpression: 'attribute_not_exists(sealed) OR expiresAt <= :now',
    ExpressionAttributeValues: { ':now': nowSeconds },
  };
}

/** Removes the token that `item` holds; not another one that took its place meanwhile. */
export function revokeInput(tableName: string, item: Record<string, unknown>): DeleteCommandInput {
  return {
    TableName: tableName,
    Key: { senderId: item.senderId },
    ConditionExpression: '#token = :hash',
    ExpressionAttributeNames: { '#token': 'token' },
    ExpressionAttributeValues: { ':hash': item.token },
  };
}
