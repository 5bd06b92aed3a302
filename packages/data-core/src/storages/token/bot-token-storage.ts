import { randomBytes } from 'node:crypto';
import {
  type DeleteCommandInput,
  GetCommand,
  type PutCommandInput,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { DynamoDbService } from '../../shared/client/document-client.ts';
import type { StoreOptions } from '../../shared/client/store.ts';
import { optionsByPosition, readStore } from '../../shared/client/store.ts';
import { conditionHeld } from '../../shared/errors/condition-failed.ts';
import { readSender, type Sender } from '../../shared/keys/sender-key.ts';
import type { Patience } from '../../shared/time/backoff.ts';
import { alive, epochSeconds, expiresAtAfter, expiry } from '../../shared/time/expiry.ts';
import { deleteItem, putItem } from '../../shared/transaction/single-write.ts';
import { type TransactWriteItem, transactWrite } from '../../shared/transaction/transact-write.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import {
  requireFlag,
  requireFunction,
  requireKnown,
  requireSeconds,
  requireText,
} from '../../shared/validation/options.ts';
import { TokenRefusedError, TokenSealedError, TokenSecretMissingError } from './errors.ts';
import { issuedToken, sessionKey, sessionOfToken } from './issued-token.ts';
import { findInput, putStableInput, revokeInput } from './token-inputs.ts';
import { readOwner, stableKey, type TokenOwner } from './token-items.ts';
import { issue, removeIssuedTokens, type TokenTable } from './token-registry.ts';
import { hashToken, openToken, sealToken } from './token-seal.ts';

export interface BotTokenStorageOptions extends StoreOptions, Patience {
  /** The index that finds a token of `getOrCreateToken`. @default 'token' */
  readonly indexName?: string;
  /** Seals the tokens of `getOrCreateToken`: at least 16 bytes, kept apart from the table. Issued tokens need none. */
  readonly secret?: string;
  /** How long a token of `getOrCreateToken` holds, in seconds. @default until it is revoked */
  readonly ttlSeconds?: number;
  /**
   * What must hold for a token of `getOrCreateToken` to be stored, for example that its sender was not erased meanwhile: a check of any item,
   * in one transaction with the token. @default nothing
   */
  readonly onlyIf?: (sender: Sender) => TransactWriteItem;
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

/** A token that was issued. Only its hash is stored, so that this is the one time that it can be read. */
export interface IssuedSession {
  readonly token: string;
  /** Names the token without being one: it may be stored, logged and shown. */
  readonly sessionId: string;
  /** In epoch seconds. */
  readonly expiresAt: number;
}

/** Makes a token instead of the storage. */
export type TokenFactory = () => string | Promise<string>;

/**
 * Opaque credentials. Their SHA-256 is stored, never the token itself; they expire and can be revoked.
 *
 * @example
 * const { token } = await tokens.issueToken({ senderId: 'anna', role: 'customer', ttlSeconds: 3600 });
 * await tokens.findByToken(token); // { senderId: 'anna', role: 'customer', ... }
 */
export class BotTokenStorage {
  readonly #table: TokenTable;
  readonly #indexName: string;
  readonly #now: () => number;
  readonly #newToken: () => string;
  readonly #secret: string | undefined;
  readonly #ttlSeconds: number | undefined;
  readonly #onlyIf: BotTokenStorageOptions['onlyIf'];

  constructor(options: BotTokenStorageOptions);
  /** As in wingbot-dynamodb. @param tableName @default 'wingbot-tokens' @param tokensIndexName @default 'token' */
  constructor(tableName?: string, tokensIndexName?: string, dynamoDbService?: DynamoDbService | null);
  constructor(
    tableName: string,
    tokensIndexName: string | undefined,
    options: Omit<BotTokenStorageOptions, 'tableName' | 'indexName'>,
  );
  constructor(
    first?: BotTokenStorageOptions | string,
    tokensIndexName?: string,
    third?: DynamoDbService | Omit<BotTokenStorageOptions, 'tableName'> | null,
  ) {
    const options = optionsByPosition('BotTokenStorage', 'wingbot-tokens', first, third);
    const own = ['indexName', 'secret', 'ttlSeconds', 'newToken', 'onlyIf', 'random', 'sleep'];
    const { now, ...table } = readStore('BotTokenStorage', options, own);
    const indexName = options.indexName ?? tokensIndexName ?? 'token';
    requireText('indexName', indexName);
    const { secret } = options;
    if (secret !== undefined && (typeof secret !== 'string' || Buffer.byteLength(secret) < 16)) {
      throw new InvalidOptionError('secret', '(hidden)', 'at least 16 bytes long');
    }
    if (options.ttlSeconds !== undefined) requireSeconds('ttlSeconds', options.ttlSeconds);
    const { random, sleep } = options;
    this.#table = { ...table, ...(random && { random }), ...(sleep && { sleep }) };
    this.#indexName = indexName;
    this.#now = now;
    this.#newToken = options.newToken ?? (() => randomBytes(32).toString('base64url'));
    this.#secret = options.secret;
    this.#ttlSeconds = options.ttlSeconds;
    this.#onlyIf = options.onlyIf;
  }

  /**
   * Issues a new token. A sender may have any number of them: this costs 2 requests and 2 write units whatever their number.
   *
   * @throws {InvalidOptionError}
   */
  async issueToken(request: TokenRequest): Promise<IssuedSession> {
    requireKnown('issueToken', request, ['senderId', 'role', 'ttlSeconds']);
    const { senderId, role, ttlSeconds } = request;
    readSender(senderId);
    requireText('role', role);
    requireSeconds('ttlSeconds', ttlSeconds);
    const secret = this.#newToken();
    const expiresAt = expiresAtAfter(ttlSeconds, this.#now());
    const hashOf = (sessionId: string) => hashToken(issuedToken(sessionId, secret));
    const sessionId = await issue(this.#table, { senderId, role, expiresAt, hashOf }, this.#now());
    return { token: issuedToken(sessionId, secret), sessionId, expiresAt };
  }

  /**
   * Whose token it is; null if it is nobody's, has expired or was revoked. Costs 1 request and half a read unit; where there is no such
   * token, 2 requests at most.
   *
   * A token that was revoked less than a second ago may still be found: DynamoDB's cheaper reads are that much behind. With
   * `consistentRead`, which costs twice as much, an issued token is never found once its revocation has returned.
   */
  async findByToken(
    token: string | null | undefined,
    options: { readonly consistentRead?: boolean } = {},
  ): Promise<TokenOwner | null> {
    requireKnown('findByToken', options, ['consistentRead']);
    requireFlag('consistentRead', options.consistentRead);
    if (typeof token !== 'string' || token === '') return null;
    const sessionId = sessionOfToken(token);
    const item =
      sessionId === undefined
        ? await this.#findStable(token)
        : await this.#findIssued(token, sessionId, options.consistentRead ?? false);
    return item ? readOwner(item, token, this.#now()) : null;
  }

  /**
   * The sender's token, the same at every call until it expires or is revoked; one winner under concurrency.
   *
   * @throws {TokenSecretMissingError} if the storage has no secret
   * @throws {TokenRefusedError} if there is none and `onlyIf` does not hold
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
    requireFunction('customTokenFactory', newToken);
    const sender = readSender(senderId, pageId);
    for (let consistent = false; ; consistent = true) {
      const stored = await this.#readStable(sender, consistent);
      if (stored) return stored;
      const created = await this.#createStable(sender, await newToken());
      // Lost the race: the winner's token is there to read, unless it was revoked meanwhile.
      if (created) return created;
    }
  }

  /** Revokes one token, at 1 request for an issued one and 2 for a sender's. @returns false if there was no such token */
  async revokeToken(token: string): Promise<boolean> {
    requireText('token', token);
    const sessionId = sessionOfToken(token);
    if (sessionId !== undefined) return this.#remove(sessionKey(sessionId), 'hash', hashToken(token));
    const item = await this.#findStable(token);
    return item ? this.#remove({ senderId: String(item.senderId) }, 'token', hashToken(token)) : false;
  }

  /**
   * Revokes every token that was issued to a sender before the call, and the one of {@link getOrCreateToken}. It looks at a hundred tokens
   * in a request and removes 25 in one; what was removed stays so if it fails on the way, and calling it again goes on.
   *
   * @returns how many were revoked that could still be used
   * @throws {BatchIncompleteError} if DynamoDB was too busy for some of them
   */
  async revokeAll(senderId: string, pageId?: string | null): Promise<number> {
    const sender = readSender(senderId, pageId);
    const issued = await removeIssuedTokens(this.#table, sender.senderId, this.#now());
    const remove: DeleteCommandInput = {
      TableName: this.#table.tableName,
      Key: stableKey(sender),
      ReturnValues: 'ALL_OLD',
    };
    const { Attributes } = await deleteItem(this.#table.client, remove, this.#patience);
    return issued + (alive(Attributes, this.#now()) ? 1 : 0);
  }

  get #patience(): Patience {
    const { client: _, tableName: __, ...patience } = this.#table;
    return patience;
  }

  async #findStable(token: string): Promise<Record<string, unknown> | undefined> {
    const { client, tableName } = this.#table;
    const query = new QueryCommand(findInput(tableName, this.#indexName, hashToken(token)));
    return (await client.send(query)).Items?.[0];
  }

  async #findIssued(
    token: string,
    sessionId: string,
    consistentRead: boolean,
  ): Promise<Record<string, unknown> | undefined> {
    const { client, tableName } = this.#table;
    const get = new GetCommand({
      TableName: tableName,
      Key: sessionKey(sessionId),
      ConsistentRead: consistentRead,
    });
    const { Item } = await client.send(get);
    if (Item?.hash === hashToken(token)) return Item;
    // A token that was issued just now may not be where a cheaper read looks yet.
    return consistentRead ? undefined : this.#findIssued(token, sessionId, true);
  }

  #remove(key: { senderId: string }, attribute: 'hash' | 'token', hash: string): Promise<boolean> {
    const { client, tableName } = this.#table;
    const remove = revokeInput(tableName, key, attribute, hash);
    return conditionHeld(deleteItem(client, remove, this.#patience));
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
    if (typeof token !== 'string' || token === '' || sessionOfToken(token) !== undefined) {
      throw new InvalidOptionError(
        'customTokenFactory',
        '(hidden)',
        'a maker of texts of another form than the tokens of issueToken',
      );
    }
    const { tableName } = this.#table;
    const nowMs = this.#now();
    const lifetime = expiry(this.#ttlSeconds, nowMs);
    const stable = { hash: hashToken(token), sealed: this.#seal(sender, token), ...lifetime };
    const put = putStableInput(tableName, sender, stable, epochSeconds(nowMs));
    return (await this.#putStable(sender, put)) ? { ...sender, token, ...lifetime } : undefined;
  }

  /** @returns whether the token was stored; false if there is one */
  async #putStable(sender: Sender, put: PutCommandInput): Promise<boolean> {
    const { client } = this.#table;
    const check = this.#onlyIf?.(sender);
    if (check === undefined) return conditionHeld(putItem(client, put, this.#patience));
    const failed = await transactWrite(
      client,
      [check, { Put: { ...put, Item: { ...put.Item } } }],
      this.#patience,
    );
    if (failed.includes(0)) throw new TokenRefusedError(sender.senderId);
    return failed.length === 0;
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
