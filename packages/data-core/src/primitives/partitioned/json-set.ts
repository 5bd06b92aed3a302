import { type DynamoDBDocumentClient, GetCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { fromJsonText, requireItemSize } from '../../shared/encoding/json-text.ts';
import { refusedItem } from '../../shared/errors/refused-item.ts';
import { backoffMs, type Sleep } from '../../shared/time/backoff.ts';
import { alive } from '../../shared/time/expiry.ts';
import { updateItem } from '../../shared/transaction/single-write.ts';
import { type Fence, fencedWrite } from '../lock/fence.ts';
import type { StoredKey } from './compound-key.ts';
import { SetContentionError } from './errors.ts';
import { elementsOf, type PartitionedItem, toMembers } from './set-items.ts';
import { addInput, addMissingInput, removeInput, replaceInput, type SetChange } from './set-requests.ts';

export interface JsonSetOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly now: () => number;
  readonly newId: () => string;
  readonly random: () => number;
  readonly sleep: Sleep;
  readonly maxAttempts: number;
}

/** What the set becomes; `undefined` to leave it as it is. It is given `undefined` if there is none. */
type Change = (elements: unknown[] | undefined) => unknown[] | undefined;

type Outcome =
  | { readonly written: true; readonly before: Partial<PartitionedItem> }
  | { readonly written: false; readonly item: Partial<PartitionedItem> };

/** A condition has three operators for each member and some more, and DynamoDB takes 300. */
const mostMembersInCondition = 90;

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
    requireItemSize('data', { ...this.#key, members: new Set(members) });
    const addedTo = (read: unknown[] = []) => withMissing(read, members);
    if (members.length <= mostMembersInCondition)
      return this.#changeInPlace(members, addMissingInput, addedTo);
    // A transaction does not give back what was there before. But it is made under a lock, so nobody else changes the set.
    if (this.#fence) return this.change(addedTo);
    return this.#changeInPlace(members, addInput, addedTo);
  }

  /** @returns false if there is no such set */
  async remove(elements: unknown): Promise<boolean> {
    const members = toMembers(elements);
    if (members.length === 0) return (await this.read()) !== undefined;
    const gone = new Set(members);
    return this.#changeInPlace(members, removeInput, (read) =>
      read?.filter((element) => !gone.has(String(toMembers([element])[0]))),
    );
  }

  /**
   * Lets DynamoDB change the set, which disturbs nobody. An item that is no set yet (a list that was stored as a value, or one that has
   * expired) is replaced by the set that it should be; the first caller does so, and the others find a set.
   *
   * @param decide the same change, for an item that is no set; nothing where it makes no difference
   * @throws {SetContentionError} if others store lists in its place again and again
   */
  async #changeInPlace(
    members: readonly string[],
    input: (change: SetChange) => UpdateCommandInput,
    decide: Change,
  ): Promise<boolean> {
    const { maxAttempts } = this.#options;
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const change = this.#change(members);
      const outcome = await this.#try(change, input(change));
      if (outcome.written) return hasChanged(outcome.before, change);
      const next = decide(elementsOf(outcome.item));
      if (next === undefined) return false;
      if ((await this.#replace(next, outcome.item)).written) return true;
    }
    throw new SetContentionError(this.#key, maxAttempts);
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
      const outcome = await this.#replace(next, read);
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

  /** Puts elements in the place of what was read, if it is still that. */
  #replace(elements: readonly unknown[], read: Partial<PartitionedItem>): Promise<Outcome> {
    const change = this.#change(toMembers(elements));
    requireItemSize('data', { ...this.#key, members: new Set(change.members) });
    return this.#try(change, replaceInput(change, read));
  }

  async #try({ writer }: SetChange, input: UpdateCommandInput): Promise<Outcome> {
    const { client, now } = this.#options;
    if (this.#fence) {
      const Update = { ...input, UpdateExpression: String(input.UpdateExpression) };
      const written = await fencedWrite(client, this.#fence, [{ Update }], this.#options);
      return written ? { written, before: {} } : { written, item: await this.#read() };
    }
    try {
      const { Attributes = {} } = await updateItem(client, input, this.#options);
      return { written: true, before: Attributes };
    } catch (error) {
      const item: Partial<PartitionedItem> = refusedItem(error);
      // A request whose answer was lost had been applied, and was sent again by the SDK: the writer is ourselves.
      if (item.writer === writer) return { written: true, before: {} };
      return { written: false, item: alive(item, now()) ?? {} };
    }
  }
}

/**
 * Whether a write that is made in any case has changed a set, by what was there before. A write that finds its own name was sent twice, because
 * the first answer was lost, and what that found is not known.
 */
function hasChanged({ members, writer }: Partial<PartitionedItem>, change: SetChange): boolean {
  return (
    members === undefined ||
    writer === change.writer ||
    !change.members.every((member) => members.has(member))
  );
}

function withMissing(read: unknown[], members: readonly string[]): unknown[] | undefined {
  const there = new Set(toMembers(read));
  const missing = members.filter((member) => !there.has(member));
  return missing.length === 0 ? undefined : [...read, ...missing.map(fromJsonText)];
}
