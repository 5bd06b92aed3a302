import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld, epochSeconds, isExpired, type TransactWriteItem } from '@switchboard/data-core';
import * as v from 'valibot';
import type { StoreContext } from '../context/store-context.ts';
import { addressKey } from './address-key.ts';

/** What decides about mail to an address. */
export interface AddressRecord {
  readonly address: string;
  readonly chatId: number;
  readonly label: string;
  readonly status: 'active' | 'paused';
  /** How many more mails it takes. @default any number */
  readonly mailsLeft?: number;
}

const stored = v.object({
  chatId: v.number(),
  label: v.fallback(v.string(), ''),
  status: v.fallback(v.picklist(['active', 'paused']), 'active'),
  mailsLeft: v.exactOptional(v.number()),
});

export async function findAddress(
  { client, tables, now }: StoreContext,
  address: string,
): Promise<AddressRecord | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: tables.partitionedKeys, Key: addressKey(address), ConsistentRead: true }),
  );
  if (Item === undefined || isExpired(Item, now())) return undefined;
  return { address, ...v.parse(stored, Item) };
}

export interface NewAddress extends Omit<AddressRecord, 'status'> {
  /** Epoch milliseconds. */
  readonly expiresAt?: number;
}

/** The write that makes an address. It is refused if the address is taken, which chance does not let happen. */
export const addressWrite = (
  { tables, now }: StoreContext,
  { address, chatId, label, mailsLeft, expiresAt }: NewAddress,
): TransactWriteItem => ({
  Put: {
    TableName: tables.partitionedKeys,
    Item: {
      ...addressKey(address),
      chatId,
      label,
      status: 'active',
      createdAt: now(),
      ...(mailsLeft !== undefined && { mailsLeft }),
      ...(expiresAt !== undefined && { expiresAt: Math.floor(expiresAt / 1000) }),
    },
    ConditionExpression: 'attribute_not_exists(partitionKey)',
  },
});

/** The write that pauses an address or lets mail in again. */
export const statusWrite = (
  { tables }: StoreContext,
  { address, chatId, status }: Pick<AddressRecord, 'address' | 'chatId' | 'status'>,
): TransactWriteItem => ({
  Update: {
    TableName: tables.partitionedKeys,
    Key: addressKey(address),
    UpdateExpression: 'SET #status = :status',
    ConditionExpression: 'chatId = :chatId',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':status': status, ':chatId': chatId },
  },
});

/** Gives an address to the supergroup that its group became. */
export const ownerWrite = (
  { tables }: StoreContext,
  { address, from, to }: { readonly address: string; readonly from: number; readonly to: number },
): TransactWriteItem => ({
  Update: {
    TableName: tables.partitionedKeys,
    Key: addressKey(address),
    UpdateExpression: 'SET chatId = :to',
    ConditionExpression: 'chatId = :from OR chatId = :to',
    ExpressionAttributeValues: { ':from': from, ':to': to },
  },
});

/** The write that counts a mail to an address which takes a certain number of them. It is refused if the address takes no more. */
export const countWrite = ({ tables }: StoreContext, address: string): TransactWriteItem => ({
  Update: {
    TableName: tables.partitionedKeys,
    Key: addressKey(address),
    UpdateExpression: 'SET mailsLeft = mailsLeft - :one',
    ConditionExpression: 'mailsLeft > :zero',
    ExpressionAttributeValues: { ':one': 1, ':zero': 0 },
  },
});

/** How long an address that takes no more mail is kept, seconds: the last mail to it may still be worked on. */
const keptSeconds = 86_400;

/** The write that gives up an address which has got all its mails. */
export const endWrite = (
  { tables, now }: StoreContext,
  { address, chatId }: Pick<AddressRecord, 'address' | 'chatId'>,
): TransactWriteItem => ({
  Update: {
    TableName: tables.partitionedKeys,
    Key: addressKey(address),
    UpdateExpression: 'SET expiresAt = :expiresAt',
    ConditionExpression: 'chatId = :chatId',
    ExpressionAttributeValues: { ':expiresAt': epochSeconds(now()) + keptSeconds, ':chatId': chatId },
  },
});

/** Deletes an address of a chat. Mail to it is mail to an unknown address from now on. */
export async function removeAddress(
  { client, tables }: StoreContext,
  chatId: number,
  address: string,
): Promise<void> {
  const remove = new DeleteCommand({
    TableName: tables.partitionedKeys,
    Key: addressKey(address),
    ConditionExpression: 'attribute_not_exists(chatId) OR chatId = :chatId',
    ExpressionAttributeValues: { ':chatId': chatId },
  });
  await conditionHeld(client.send(remove));
}
