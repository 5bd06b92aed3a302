import type { Environment } from '../../src/environment/environment.ts';
import type { Attributes } from '../stack.ts';

/** A synthesised stack, `cdk.tf.json`. */
export interface StackJson {
  readonly terraform: Attributes;
  readonly provider: { readonly aws: Attributes[] };
  readonly resource: Record<string, Record<string, Attributes>>;
}

/** What must hold for every stack that is deployed, whatever is added to it. */
export interface StackRule {
  readonly name: string;
  /** @returns what is wrong, each with its address */
  check(stack: StackJson, environment: Environment): readonly string[];
}

export type Found = readonly [address: string, attributes: Attributes];

export const all = ({ resource }: StackJson, type: string): readonly Found[] =>
  Object.entries(resource[type] ?? {}).map(([name, { '//': _cdktf, ...attributes }]) => [
    `${type}.${name}`,
    attributes,
  ]);

export const everything = (stack: StackJson): readonly Found[] =>
  Object.keys(stack.resource).flatMap((type) => all(stack, type));

/** What a resource that does not hold to a rule is told with. */
export const unless = (holds: boolean, address: string, problem: string): readonly string[] =>
  holds ? [] : [`${address}: ${problem}`];

/** The address that the whole of an attribute refers to. */
export const addressIn = (reference: unknown): string =>
  /^\$\{(\w+\.[\w-]+)\.\w+\}$/.exec(String(reference))?.[1] ?? String(reference);

export interface FoundStatement {
  readonly address: string;
  readonly statement: Attributes;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** Every statement of every policy: of identities, of resources, of trust. */
export const statements = (stack: StackJson): readonly FoundStatement[] =>
  everything(stack).flatMap(([address, { policy, assume_role_policy: trust }]) =>
    [policy, trust]
      .filter((text) => typeof text === 'string')
      .flatMap((text) => JSON.parse(text).Statement)
      .map((statement: Attributes) => ({
        address,
        statement,
        actions: [statement.Action].flat(),
        resources: [statement.Resource ?? []].flat(),
      })),
  );
