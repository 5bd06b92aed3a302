import type { AwsResource, Refusal, Rules } from '@switchboard/aws-rules';
import type { KnownFields } from '../protocol/values.ts';

/** Something in the account. */
export interface AccountResource extends AwsResource {
  readonly attributes: KnownFields;
}

/** Nothing is refused. */
export const noRules: Rules = () => [];

export interface AccountOptions {
  /** What AWS refuses when a resource is created, given what exists by then. */
  readonly rules: Rules;
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
  readonly #rules: Rules;
  readonly #resources = new Map<string, AccountResource>();
  #created = 0;

  constructor({ rules }: AccountOptions) {
    this.#rules = rules;
  }

  /** Everything that exists, in the order of creation. */
  get resources(): readonly AccountResource[] {
    return [...this.#resources.values()];
  }

  /** @throws {RefusedError} if AWS would refuse it, with what exists now */
  create(type: string, attributes: KnownFields): void {
    this.#created += 1;
    const resource = { type, name: `created-${this.#created}`, attributes };
    this.#requireAllowed(resource);
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
    const refusals = this.#rules([...others, resource]).filter((refusal) => refusal.resource === address);
    if (refusals.length > 0) throw new RefusedError(refusals);
  }
}

const keyOf = (type: string, { id }: KnownFields): string => `${type} ${String(id)}`;
