import {
  type DynamoDBDocumentClient,
  GetCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { requireItemSize } from '../../shared/encoding/json-text.ts';
import { refusedItem } from '../../shared/errors/refused-item.ts';
import { backoffMs, type Sleep } from '../../shared/time/backoff.ts';
import { alive } from '../../shared/time/expiry.ts';
import { type Fence, fencedWrite } from '../lock/fence.ts';
import type { StoredKey } from './compound-key.ts';
import { SetContentionError } from './errors.ts';
import { elementsOf, type PartitionedItem, toMembers } from './set-items.ts';
import { addInput, removeInput, replaceInput, type SetChange } from './set-requests.ts';

export interface JsonSetOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly random: () => number;
  readonly sleep: Sleep;
  readonly maxAttempts: number;
}

/** What the set becomes; `undefined` to leave it as it is. It is given `undefined` where there is none. */
export type Change = (elements: unknown[] | undefined) => unknown[] | undefined;

type Outcome =
  | { readonly written: true }
  | { readonly written: false; readonly item: Partial<PartitionedItem> };

/** A longer condition could exceed the 300 operators that DynamoDB takes. */
const mostMembersAtOnce = 100;

const contentionWait = { baseMs: 10, capMs: 500 };

/** One set in one item: the requests that change it, and what is done when they are refused. */
export class JsonSet {
  readonly #options: JsonSetOptions;
  readonly #key: StoredKey;
  readonly #fence: Fence | undefined;

  constructor(options: JsonSetOptions, key: StoredKey, fence?: Fence) {
    this.#options = options;
    this.#key = key;
    this.#fence = fence;
  }

  /** @returns false if all of them were there */
  async add(elements: unknown): Promise<boolean> {
    const members = toMembers(elements);
    if (members.length === 0) return false;
    const addedTo = (read: unknown[] = []) => withMissing(read, members);
    if (members.length > mostMembersAtOnce) return this.change(addedTo);
    const change = this.#change(members);
    requireItemSize('data', { ...this.#key, members: new Set(members) });
    const { written } = await this.#send(addInput(change), (item) => {
      const stored = item.data === undefined ? item.members : undefined;
      return stored !== undefined && members.every((member) => stored.has(member));
    });
    // Anything but "all there" is an item of another form, which one write cannot change: read and replace it.
    return written ?? this.change(addedTo);
  }

  /** @returns false if there is no such set */
  async remove(elements: unknown): Promise<boolean> {
    const members = toMembers(elements);
    if (members.length === 0) return (await this.read()) !== undefined;
    const { written } = await this.#send(removeInput(this.#change(members)), isAbsent);
    if (written !== undefined) return written;
    const gone = new Set(members);
    return this.change((read) => read?.filter((element) => !gone.has(String(toMembers([element])[0]))));
  }

  /**
   * Reads, decides and writes on the condition that nobody wrote meanwhile, again and again.
   *
   * @returns whether anything was written
   * @throws {SetContentionError} when the attempts are used up
   */
  async change(decide: Change): Promise<boolean> {
    const { maxAttempts, sleep, random } = this.#options;
    let read = await this.#read();
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const next = decide(elementsOf(read));
      if (next === undefined) return false;
      const change = this.#change(toMembers(next));
      requireItemSize('data', { ...this.#key, members: new Set(change.members) });
      const outcome = await this.#try(replaceInput(change, read));
      if (outcome.written) return true;
      if (attempt < maxAttempts) await sleep(backoffMs(attempt, contentionWait, random));
      // What refused the write may be old by now, but the next attempt is conditioned on it again.
      read = this.#fence ? await this.#read() : outcome.item;
    }
    throw new SetContentionError(this.#key, maxAttempts);
  }

  /** The elements; `undefined` if there is no such set. */
  async read(): Promise<unknown[] | undefined> {
    return elementsOf(await this.#read(false));
  }

  #change(members: readonly string[]): SetChange {
    const { tableName, now, newId } = this.#options;
    return { tableName, key: this.#key, members, writer: newId(), nowMs: now() };
  }

  async #read(ConsistentRead = true): Promise<Partial<PartitionedItem>> {
    const { client, tableName } = this.#options;
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { ...this.#key }, ConsistentRead }),
    );
    return alive(Item, this.#options.now()) ?? {};
  }

  /** @returns written: true, or false where the refusal settles it; nothing where it does not */
  async #send(
    input: UpdateCommandInput,
    settles: (item: Partial<PartitionedItem>) => boolean,
  ): Promise<{ written?: boolean }> {
    const outcome = await this.#try(input);
    if (outcome.written) return { written: true };
    return settles(outcome.item) ? { written: false } : {};
  }

  async #try(input: UpdateCommandInput): Promise<Outcome> {
    const { client, now } = this.#options;
    if (this.#fence) {
      const Update = { ...input, UpdateExpression: String(input.UpdateExpression) };
      const written = await fencedWrite(client, this.#fence, [{ Update }], this.#options);
      return written ? { written } : { written, item: await this.#read() };
    }
    try {
      await client.send(new UpdateCommand(input));
      return { written: true };
    } catch (error) {
      const item: Partial<PartitionedItem> = refusedItem(error);
      // A request whose answer was lost had been applied, and was sent again by the SDK: the writer is ourselves.
      if (item.writer !== undefined && item.writer === input.ExpressionAttributeValues?.[':writer']) {
        return { written: true };
      }
      return { written: false, item: alive(item, now()) ?? {} };
    }
  }
}

const isAbsent = (item: Partial<PartitionedItem>): boolean => elementsOf(item) === undefined;

function withMissing(read: unknown[], members: readonly string[]): unknown[] | undefined {
  const there = new Set(toMembers(read));
  const missing = members.filter((member) => !there.has(member));
  return missing.length === 0 ? undefined : [...read, ...missing.map((member) => JSON.parse(member))];
}
