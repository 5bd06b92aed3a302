import type { KnownFields } from '../protocol/values.ts';

/** Something in the account. */
export interface AccountResource {
  readonly type: string;
  /** Unique among the resources of its type. */
  readonly name: string;
  readonly attributes: KnownFields;
}

/** What AWS refuses. */
export interface Refusal {
  /** `<type>.<name>` of the resource that AWS would refuse. */
  readonly resource: string;
  readonly rule: string;
  readonly message: string;
}

/** Looks at the resources that exist and says which of them AWS would have refused. */
export type Rules = (resources: readonly AccountResource[]) => readonly Refusal[];

/** Nothing is refused. */
export const noRules: Rules = () => [];

export interface AccountOptions {
  readonly rules: Rules;
  /** Lasts as long as AWS takes to create a resource of a type. @default no time */
  readonly creation?: (type: string) => Promise<void>;
}

/** AWS refused to create or change a resource. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code = 'account.refused';
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    super(refusals.map(({ rule, message }) => `${rule}: ${message}`).join('\n'));
    this.refusals = refusals;
  }
}

/** An account of AWS, as far as Terraform can tell: it takes what the rules do not refuse. */
export class Account {
  readonly #options: AccountOptions;
  readonly #resources = new Map<string, AccountResource>();
  #created = 0;

  constructor(options: AccountOptions) {
    this.#options = options;
  }

  /** Everything that exists, in the order of creation. */
  get resources(): readonly AccountResource[] {
    return [...this.#resources.values()];
  }

  /**
   * Creates a resource. It is judged by what exists when the call comes, and exists itself when AWS has answered.
   *
   * @throws {RefusedError} if AWS would refuse it
   */
  async create(type: string, attributes: KnownFields): Promise<void> {
    this.#created += 1;
    const resource = { type, name: `created-${this.#created}`, attributes };
    this.#requireAllowed(resource);
    await this.#options.creation?.(type);
    this.#resources.set(keyOf(type, attributes), resource);
  }

  /** @throws {RefusedError} if AWS would refuse the resource as it is to be */
  update(type: string, attributes: KnownFields): void {
    const key = keyOf(type, attributes);
    const before = this.#resources.get(key);
    if (before === undefined) throw new RangeError(`There is no ${key} to change.`);
    const resource = { ...before, attributes };
    this.#requireAllowed(resource);
    this.#resources.set(key, resource);
  }

  delete(type: string, attributes: KnownFields): void {
    const key = keyOf(type, attributes);
    if (!this.#resources.delete(key)) throw new RangeError(`There is no ${key} to delete.`);
  }

  /** The attributes as they are, or nothing if the resource does not exist. */
  read(type: string, attributes: KnownFields): KnownFields | undefined {
    return this.#resources.get(keyOf(type, attributes))?.attributes;
  }

  #requireAllowed(resource: AccountResource): void {
    const others = this.resources.filter(({ name }) => name !== resource.name);
    const address = `${resource.type}.${resource.name}`;
    const refusals = this.#options
      .rules([...others, resource])
      .filter((refusal) => refusal.resource === address);
    if (refusals.length > 0) throw new RefusedError(refusals);
  }
}

const keyOf = (type: string, { id }: KnownFields): string => `${type} ${String(id)}`;
