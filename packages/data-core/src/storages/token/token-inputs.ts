import type {
  DeleteCommandInput,
  PutCommandInput,
  QueryCommandInput,
  UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Sender } from '../../shared/keys/sender-key.ts';
import { epochSeconds } from '../../shared/time/expiry.ts';
import { sessionKey } from './issued-token.ts';
import { stableKey } from './token-items.ts';

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

/**
 * Takes the next number of a sender.
 *
 * @param until the registry lives at least so long, in epoch seconds; refused if it lives longer. Left out: as long as it does
 */
export function nextNumberInput(
  tableName: string,
  key: { senderId: string },
  nowMs: number,
  until: number | undefined,
): UpdateCommandInput {
  return {
    TableName: tableName,
    Key: key,
    UpdateExpression: `SET lastIssuedAt = :now${until === undefined ? '' : ', expiresAt = :until'} ADD issued :one`,
    ...(until !== undefined && {
      ConditionExpression: 'attribute_not_exists(expiresAt) OR expiresAt <= :until',
    }),
    ExpressionAttributeValues: { ':now': nowMs, ':one': 1, ...(until !== undefined && { ':until': until }) },
    ReturnValues: 'UPDATED_NEW',
  };
}

/** Makes the numbers begin after `last`, if that is still the last one. */
export function forgetInput(tableName: string, key: { senderId: string }, last: number): UpdateCommandInput {
  return {
    TableName: tableName,
    Key: key,
    UpdateExpression: 'SET #first = :first',
    ConditionExpression: 'issued = :last',
    ExpressionAttributeNames: { '#first': 'first' },
    ExpressionAttributeValues: { ':first': last + 1, ':last': last },
  };
}

export interface IssuedToken {
  readonly sessionId: string;
  readonly hash: string;
  readonly senderId: string;
  readonly role: string;
  /** In epoch seconds. */
  readonly expiresAt: number;
}

/** Stores a token if there is none, or only one that has expired. */
export function putIssuedInput(
  tableName: string,
  { sessionId, hash, senderId, role, expiresAt }: IssuedToken,
  nowMs: number,
): PutCommandInput {
  return {
    TableName: tableName,
    Item: { ...sessionKey(sessionId), hash, owner: senderId, role, expiresAt },
    ConditionExpression: 'attribute_not_exists(senderId) OR expiresAt <= :now',
    ExpressionAttributeValues: { ':now': epochSeconds(nowMs) },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
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

/**
 * Removes a token, unless another one took its place.
 *
 * @param attribute where its hash lies: `hash` of an issued token, `token` of a sender's
 */
export function revokeInput(
  tableName: string,
  key: { senderId: string },
  attribute: 'hash' | 'token',
  hash: string,
): DeleteCommandInput {
  return {
    TableName: tableName,
    Key: key,
    ConditionExpression: '#hash = :hash',
    ExpressionAttributeNames: { '#hash': attribute },
    ExpressionAttributeValues: { ':hash': hash },
  };
}
