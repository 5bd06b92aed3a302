import { randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDbService } from '../../shared/client/document-client.ts';
import type { StoreOptions } from '../../shared/client/store.ts';
import { optionsByPosition, readStore } from '../../shared/client/store.ts';
import { conditionHeld } from '../../shared/errors/condition-failed.ts';
import { sleep as defaultSleep, type Patience } from '../../shared/time/backoff.ts';
import { updateItem } from '../../shared/transaction/single-write.ts';
import {
  requireFunction,
  requireKnown,
  requireList,
  requireRecord,
  requireText,
  requireWhole,
} from '../../shared/validation/options.ts';
import { type ConfigAcl, type ConfigApi, configApi } from './config-api.ts';
import {
  type ConfigTable,
  deleteContent,
  type PackedConfig,
  packConfig,
  putContent,
  readContent,
} from './config-content.ts';
import { invalidateInput, replaceInput } from './config-inputs.ts';
import { type ConfigHead, headKey, nextTimestamp, readConfigHead } from './config-items.ts';
import { ConfigConflictError, ConfigDamagedError } from './errors.ts';

export interface BotConfigStorageOptions extends StoreOptions, Patience {
  /** Names each write. @default crypto.randomUUID */
  readonly newId?: () => string;
}

export interface UpdateConfigOptions {
  /**
   * Write only if the configuration still has this timestamp, as `getConfig` gave it; 0: only if there is none.
   * @default write whatever there is
   */
  readonly expectedTimestamp?: number;
}

/** The configuration of the bot itself, as the original storage names it. */
const defaultId = 'config';
const maxIdBytes = 600;

/**
 * Configurations of bots: of any size up to 9 MB compressed, with a timestamp that can be polled for half a read unit.
 *
 * @example
 * const { timestamp } = await configs.updateConfig({ rules: [] });
 * await configs.updateConfig({ rules: ['new'] }, { expectedTimestamp: timestamp });
 */
export class BotConfigStorage {
  readonly #table: ConfigTable;
  readonly #now: () => number;
  readonly #newId: () => string;

  constructor(options: BotConfigStorageOptions);
  /** As in wingbot-dynamodb. @param tableName @default 'wingbot-config' */
  constructor(tableName?: string, dynamoDbService?: DynamoDbService | null);
  constructor(tableName: string, options: Omit<BotConfigStorageOptions, 'tableName'>);
  constructor(
    first?: BotConfigStorageOptions | string,
    second?: DynamoDbService | Omit<BotConfigStorageOptions, 'tableName'> | null,
  ) {
    const options = optionsByPosition('BotConfigStorage', 'wingbot-config', first, second);
    const { now, ...table } = readStore('BotConfigStorage', options, ['newId', 'random', 'sleep']);
    const { random = Math.random, sleep = defaultSleep } = options;
    this.#table = { ...table, patience: { random, sleep } };
    this.#now = now;
    this.#newId = options.newId ?? randomUUID;
  }

  /** The part of wingbot's API by which its designer tells the bot to reload its configuration. */
  api(onUpdate: () => unknown = () => undefined, acl: ConfigAcl = []): ConfigApi {
    requireFunction('onUpdate', onUpdate);
    if (typeof acl !== 'function') requireList('acl', acl);
    return configApi(() => this.invalidateConfig(), onUpdate, acl);
  }

  /** When the configuration was last written, in epoch milliseconds; 0 if there is none. Costs half a read unit. */
  async getConfigTimestamp(id: string = defaultId): Promise<number> {
    return (await this.#readHead(id, false)).timestamp;
  }

  /** The configuration with its timestamp; null if there is none. */
  async getConfig(id: string = defaultId): Promise<Record<string, unknown> | null> {
    // A writer removes the parts that it replaced: then the head names other ones, and is read again.
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const head = await this.#readHead(id, true);
      if (head.timestamp === 0) return null;
      const content = await readContent(this.#table, id, head);
      if (content) return { ...content, timestamp: head.timestamp };
    }
    throw new ConfigDamagedError(id);
  }

  /**
   * Writes the bot's configuration.
   *
   * @returns the same object, its `timestamp` set to when it was written
   * @throws {ConfigConflictError} if it no longer has the expected timestamp
   * @throws {ConfigTooLargeError} if it has more than 9 MB when compressed
   */
  async updateConfig<Config extends object>(
    config: Config,
    options?: UpdateConfigOptions,
  ): Promise<Config & { timestamp: number }>;
  /** As in wingbot-dynamodb, which takes the configuration's id. */
  async updateConfig<Config extends object>(
    config: Config,
    id: string,
  ): Promise<Config & { timestamp: number }>;
  async updateConfig<Config extends object>(
    config: Config,
    second: UpdateConfigOptions | string = {},
  ): Promise<Config & { timestamp: number }> {
    return typeof second === 'string'
      ? this.setConfig(second, config)
      : this.setConfig(defaultId, config, second);
  }

  /** Writes the configuration `id`, as {@link updateConfig} does. */
  async setConfig<Config extends object>(
    id: string,
    config: Config,
    options: UpdateConfigOptions = {},
  ): Promise<Config & { timestamp: number }> {
    requireText('id', id, maxIdBytes);
    requireConfig(config);
    requireKnown('setConfig', options, ['expectedTimestamp']);
    if (options.expectedTimestamp !== undefined) {
      requireWhole('expectedTimestamp', options.expectedTimestamp, { minimum: 0 });
    }
    const { timestamp: _, k: __, ...own } = { timestamp: 0, k: '', ...config };
    const timestamp = await this.#write(id, packConfig(id, own), options.expectedTimestamp);
    return Object.assign(config, { timestamp });
  }

  /** Removes the configuration. Costs one write unit however large it is. */
  async invalidateConfig(id: string = defaultId): Promise<void> {
    requireText('id', id, maxIdBytes);
    // Without a configuration the condition fails, and nothing is what was asked for.
    const { client, tableName, patience } = this.#table;
    await conditionHeld(updateItem(client, invalidateInput(tableName, id), patience));
  }

  async #readHead(id: string, consistent: boolean): Promise<ConfigHead> {
    requireText('id', id, maxIdBytes);
    const { client, tableName } = this.#table;
    const get = new GetCommand({ TableName: tableName, Key: headKey(id), ConsistentRead: consistent });
    return readConfigHead((await client.send(get)).Item);
  }

  /** @returns the timestamp of the write */
  async #write(id: string, packed: PackedConfig, expectedTimestamp: number | undefined): Promise<number> {
    let before = await this.#readHead(id, true);
    requireTimestamp(id, before, expectedTimestamp);
    const content = await putContent(this.#table, id, this.#newId(), packed);
    for (;;) {
      const timestamp = nextTimestamp(before, this.#now());
      const replaced = await this.#replace(id, before, { ...content, timestamp, lastTimestamp: timestamp });
      const current = replaced ? undefined : await this.#readHead(id, true);
      // Ours is current though it was refused: an earlier attempt was applied, its answer lost.
      if (!current || current.revision === content.revision) {
        await deleteContent(this.#table, id, before);
        return current?.timestamp ?? timestamp;
      }
      if (expectedTimestamp !== undefined) {
        await deleteContent(this.#table, id, content);
        throw new ConfigConflictError(id, expectedTimestamp, current.timestamp);
      }
      before = current;
    }
  }

  #replace(id: string, before: ConfigHead, after: ConfigHead): Promise<boolean> {
    const { client, tableName, patience } = this.#table;
    return conditionHeld(updateItem(client, replaceInput(tableName, id, before, after), patience));
  }
}

function requireTimestamp(id: string, { timestamp }: ConfigHead, expected: number | undefined): void {
  if (expected !== undefined && timestamp !== expected)
    throw new ConfigConflictError(id, expected, timestamp);
}

function requireConfig(config: unknown): asserts config is object {
  requireRecord('config', config);
}
