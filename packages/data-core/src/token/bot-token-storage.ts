import { randomBytes } from 'node:crypto';
import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createDocumentClient } from '../client/document-client.ts';
import type { StoreOptions } from '../client/store-options.ts';
import type { StoreTable } from '../client/store-table.ts';
import { conditionHeld } from '../errors/condition-failed.ts';
import { readSender, type Sender } from '../sender/sender-key.ts';
import { epochSeconds, expiry } from '../time/expiry.ts';
import { InvalidOptionError } from '../validation/invalid-option-error.ts';
import { requireKnown, requireText, requireWhole } from '../validation/options.ts';
import { TokenSealedError, TokenSecretMissingError } from './errors.ts';
import { findInput, putIssuedInput, putStableInput, revokeInput } from './token-inputs.ts';
import { issuedKey, readOwner, stableKey, type TokenOwner } from './token-items.ts';
import { registerToken, removeIssuedTokens } from './token-registry.ts';
import { hashToken, openToken, sealToken } from './token-seal.ts';

export interface BotTokenStorageOptions extends StoreOptions {
  /** Seals the tokens of `getOrCreateToken`: at least 16 bytes, kept apart from the table. Issued tokens need none. */
  readonly secret?: string;
  /** How long a token of `getOrCreateToken` holds, in seconds. @default until it is revoked */
  readonly ttlSeconds?: number;
  /** Makes an unguessable token. @default 32 random bytes in base64url */
  readonly newToken?: () => string;
}

export interface TokenRequest {
  readonly senderId: string;
  /** What the owner may be, for example `customer`. */
  readonly role: string;
  /** How long the token holds, in seconds. */
  readonly ttlSeconds: number;
}

/** Makes a token, for those who want other ones than the storage's own. */
export type TokenFactory = () => string | Promise<string>;

/**
 * Opaque credentials. Their SHA-256 is stored, never the token itself; they expire and can be revoked.
 *
 * @example
 * const { token } = await tokens.issueToken({ senderId: 'anna', role: 'customer', ttlSeconds: 3600 });
 * await tokens.findByToken(token); // { senderId: 'anna', role: 'customer', ... }
 */
export class BotTokenStorage {
  readonly #table: StoreTable;
  readonly #indexName: string;
  readonly #now: () => number;
  readonly #newToken: () => string;
  readonly #secret: string | undefined;
  readonly #ttlSeconds: number | undefined;

  constructor(tableName = 'bottokens', tokensIndexName = 'token', options: BotTokenStorageOptions = {}) {
    requireText('tableName', tableName);
    requireText('tokensIndexName', tokensIndexName);
    requireKnown('options', options, ['client', 'now', 'secret', 'ttlSeconds', 'newToken']);
    if (options.secret !== undefined && Buffer.byteLength(options.secret) < 16) {
      throw new InvalidOptionError('secret', '(hidden)', 'at least 16 bytes long');
    }
    if (options.ttlSeconds !== undefined) requireWhole('ttlSeconds', options.ttlSeconds);
    this.#table = { tableName, client: options.client ?? createDocumentClient() };
    this.#indexName = tokensIndexName;
    this.#now = options.now ?? Date.now;
    this.#newToken = options.newToken ?? (() => randomBytes(32).toString('base64url'));
    this.#secret = options.secret;
    this.#ttlSeconds = options.ttlSeconds;
  }

  /**
   * Issues a new token; a sender may have any number of them. Costs 2 requests.
   *
   * @returns the token, which cannot be read again, and its expiry in epoch seconds
   */
  async issueToken(request: TokenRequest): Promise<{ token: string; expiresAt: number }> {
    requireKnown('issueToken', request, ['senderId', 'role', 'ttlSeconds']);
    const { senderId, role, ttlSeconds } = request;
    readSender(senderId);
    requireText('role', role);
    requireWhole('ttlSeconds', ttlSeconds);
    const token = this.#newToken();
    const expiresAt = epochSeconds(this.#now()) + ttlSeconds;
    const issued = { hash: hashToken(token), senderId, role, expiresAt };
    // Registered first: a token that is not in the registry could not be revoked with the others of its sender.
    await registerToken(this.#table, issued, this.#now());
    await this.#table.client.send(new PutCommand(putIssuedInput(this.#table.tableName, issued)));
    return { token, expiresAt };
  }

  /**
   * Whose token it is; null if it is nobody's, has expired or was revoked. Costs 1 request, 2 where there is none.
   */
  async findByToken(token: string | null | undefined): Promise<TokenOwner | null> {
    if (typeof token !== 'string' || token === '') return null;
    const item = await this.#findItem(hashToken(token));
    return item ? readOwner(item, token, this.#now()) : null;
  }

  /**
   * The sender's token, the same at every call until it expires or is revoked; one winner under concurrency.
   *
   * @throws {TokenSecretMissingError} if the storage has no secret
   */
  async getOrCreateToken(senderId: string, customTokenFactory?: TokenFactory): Promise<TokenOwner>;
  /** As wingbot 3 calls it. */
  async getOrCreateToken(
    senderId: string,
    pageId: string | null | undefined,
    customTokenFactory?: TokenFactory,
  ): Promise<TokenOwner>;
  async getOrCreateToken(
    senderId: string,
    second?: TokenFactory | string | null,
    third?: TokenFactory,
  ): Promise<TokenOwner> {
    const pageId = typeof second === 'function' ? undefined : second;
    const newToken = typeof second === 'function' ? second : (third ?? this.#newToken);
    const sender = readSender(senderId, pageId);
    for (let consistent = false; ; consistent = true) {
      const stored = await this.#readStable(sender, consistent);
      if (stored) return stored;
      const created = await this.#createStable(sender, await newToken());
      // Lost the race: the winner's token is there to read, unless it was revoked meanwhile.
      if (created) return created;
    }
  }

  /** @returns false if there was no such token */
  async revoke(token: string): Promise<boolean> {
    const item = await this.#findItem(hashToken(token));
    if (!item) return false;
    return conditionHeld(
      this.#table.client.send(new DeleteCommand(revokeInput(this.#table.tableName, item))),
    );
  }

  /**
   * Revokes every issued token of a sender, and the one of {@link getOrCreateToken}.
   *
   * @returns how many were revoked
   */
  async revokeAll(senderId: string, pageId?: string | null): Promise<number> {
    const sender = readSender(senderId, pageId);
    const issued = await removeIssuedTokens(this.#table, sender.senderId);
    const remove = new DeleteCommand({
      TableName: this.#table.tableName,
      Key: stableKey(sender),
      ReturnValues: 'ALL_OLD',
    });
    const { Attributes } = await this.#table.client.send(remove);
    return issued + (Attributes ? 1 : 0);
  }

  async #findItem(hash: string): Promise<Record<string, unknown> | undefined> {
    const { client, tableName } = this.#table;
    const { Items } = await client.send(new QueryCommand(findInput(tableName, this.#indexName, hash)));
    if (Items?.[0]) return Items[0];
    // The index follows the table within a moment: a token that was issued just now is found under its own key.
    const get = new GetCommand({ TableName: tableName, Key: issuedKey(hash), ConsistentRead: true });
    return (await client.send(get)).Item;
  }

  async #readStable(sender: Sender, consistent: boolean): Promise<TokenOwner | null> {
    const { client, tableName } = this.#table;
    const get = new GetCommand({ TableName: tableName, Key: stableKey(sender), ConsistentRead: consistent });
    const { Item } = await client.send(get);
    return typeof Item?.sealed === 'string'
      ? readOwner(Item, this.#open(sender, Item.sealed), this.#now())
      : null;
  }

  /** @returns undefined if the sender has a token */
  async #createStable(sender: Sender, token: string): Promise<TokenOwner | undefined> {
    const { client, tableName } = this.#table;
    const nowMs = this.#now();
    const lifetime = expiry(this.#ttlSeconds, nowMs);
    const stable = { hash: hashToken(token), sealed: this.#seal(sender, token), ...lifetime };
    const put = new PutCommand(putStableInput(tableName, sender, stable, epochSeconds(nowMs)));
    return (await conditionHeld(client.send(put))) ? { ...sender, token, ...lifetime } : undefined;
  }

  #seal(sender: Sender, token: string): string {
    if (this.#secret === undefined) throw new TokenSecretMissingError();
    return sealToken(this.#secret, stableKey(sender).senderId, token);
  }

  #open(sender: Sender, sealed: string): string {
    if (this.#secret === undefined) throw new TokenSecretMissingError();
    try {
      return openToken(this.#secret, stableKey(sender).senderId, sealed);
    } catch (cause) {
      throw new TokenSealedError(sender.senderId, { cause });
    }
  }
}
