import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../shared/batch/batch-get.ts';
import { BatchIncompleteError } from '../../shared/batch/batch-incomplete-error.ts';
import { batchWrite } from '../../shared/batch/batch-write.ts';
import type { StoreTable } from '../../shared/client/store.ts';
import { conditionHeld, isConditionFailed } from '../../shared/errors/condition-failed.ts';
import { senderKey } from '../../shared/keys/sender-key.ts';
import type { Patience } from '../../shared/time/backoff.ts';
import { isExpired } from '../../shared/time/expiry.ts';
import { putItem, updateItem } from '../../shared/transaction/single-write.ts';
import { sessionIdOf, sessionKey } from './issued-token.ts';
import { forgetInput, nextNumberInput, putIssuedInput } from './token-inputs.ts';

/** The table of tokens, and how to wait for it. */
export interface TokenTable extends StoreTable, Patience {}

/**
 * What is known of the tokens that were issued to a sender: how many, in one small item. Token number 7 of a sender lies under a key
 * made of the sender and 7, so the tokens can all be found and nothing grows with their number.
 */
export function registryKey(senderId: string): { senderId: string } {
  return { senderId: senderKey({ senderId }, 'tokens') };
}

/** The numbers of a sender's tokens that may exist: from `first` to `last`. */
export interface TokenNumbers {
  readonly first: number;
  readonly last: number;
  readonly lastIssuedAtMs: number;
}

export interface TokenToIssue {
  readonly senderId: string;
  readonly role: string;
  /** In epoch seconds. */
  readonly expiresAt: number;
  /** The hash of the token that belongs to a session. */
  readonly hashOf: (sessionId: string) => string;
}

/** How many numbers are read in one request. */
const numbersPerPage = 100;

/** A write that was sent this long ago has been made or never will be, in milliseconds. */
const settledAfterMs = 5 * 60_000;

/** Takes the sender's next number and stores the token under it. @returns its session */
export async function issue(table: TokenTable, token: TokenToIssue, nowMs: number): Promise<string> {
  const { client, tableName, ...patience } = table;
  for (;;) {
    const number = await takeNumber(table, token, nowMs);
    const sessionId = sessionIdOf(token.senderId, number);
    const { senderId, role, expiresAt } = token;
    const issued = { sessionId, hash: token.hashOf(sessionId), senderId, role, expiresAt };
    try {
      await putItem(client, putIssuedInput(tableName, issued, nowMs), patience);
      return sessionId;
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
      // Stored by an attempt whose answer was lost. Or the number is taken, because the registry expired and began again.
      if (error.Item?.hash?.S === issued.hash) return sessionId;
    }
  }
}

/** The registry lives as long as the last of its tokens, which is not always the newest. */
async function takeNumber(
  { client, tableName, ...patience }: TokenTable,
  { senderId, expiresAt }: TokenToIssue,
  nowMs: number,
): Promise<number> {
  const take = (until: number | undefined) =>
    updateItem(client, nextNumberInput(tableName, registryKey(senderId), nowMs, until), patience);
  const { Attributes } = await take(expiresAt).catch((error: unknown) => {
    if (isConditionFailed(error)) return take(undefined);
    throw error;
  });
  return Number(Attributes?.issued);
}

/** The numbers that were given to a sender; undefined if none were. */
async function readNumbers(
  { client, tableName }: TokenTable,
  senderId: string,
): Promise<TokenNumbers | undefined> {
  const get = new GetCommand({ TableName: tableName, Key: registryKey(senderId), ConsistentRead: true });
  return numbersOf((await client.send(get)).Item);
}

export function numbersOf(registry: Record<string, unknown> | undefined): TokenNumbers | undefined {
  if (typeof registry?.issued !== 'number') return undefined;
  const { first = 1, issued, lastIssuedAt } = registry;
  return { first: Number(first), last: issued, lastIssuedAtMs: Number(lastIssuedAt) };
}

/** The stored tokens of a sender, page by page, the oldest first. */
export async function* issuedTokens(
  { client, tableName, ...patience }: TokenTable,
  senderId: string,
  { first, last }: TokenNumbers,
): AsyncGenerator<Record<string, unknown>[]> {
  for (let start = first; start <= last; start += numbersPerPage) {
    const count = Math.min(numbersPerPage, last - start + 1);
    const keys = Array.from({ length: count }, (_, index) =>
      sessionKey(sessionIdOf(senderId, start + index)),
    );
    const { items, unprocessed } = await batchGet(client, tableName, keys, {
      ...patience,
      consistentRead: true,
    });
    if (unprocessed.length > 0) throw new BatchIncompleteError(tableName, unprocessed);
    yield items.filter((item) => item !== undefined);
  }
}

/** Removes every token that was issued to a sender. @returns how many could still be used */
export async function removeIssuedTokens(
  table: TokenTable,
  senderId: string,
  nowMs: number,
): Promise<number> {
  const { client, tableName, ...patience } = table;
  const numbers = await readNumbers(table, senderId);
  if (!numbers) return 0;
  let removed = 0;
  for await (const page of issuedTokens(table, senderId, numbers)) {
    const removals = page.map((item) => ({ delete: { senderId: String(item.senderId) } }));
    const left = await batchWrite(client, tableName, ['senderId'], removals, patience);
    if (left.length > 0) throw new BatchIncompleteError(tableName, left);
    removed += page.filter((item) => !isExpired(item, nowMs)).length;
  }
  await forgetNumbers(table, senderId, numbers, nowMs);
  return removed;
}

/** The numbers need not be looked at again, unless a token that took one of them just now is still to be stored. */
async function forgetNumbers(
  { client, tableName, ...patience }: TokenTable,
  senderId: string,
  { first, last, lastIssuedAtMs }: TokenNumbers,
  nowMs: number,
): Promise<void> {
  if (first > last || nowMs - lastIssuedAtMs < settledAfterMs) return;
  await conditionHeld(updateItem(client, forgetInput(tableName, registryKey(senderId), last), patience));
}
