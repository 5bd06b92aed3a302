import { type Attribute, attributesOf } from './attributes.ts';
import type { AwsResource, Refusal } from './resource.ts';

/** A resource that rules look at. */
export interface Found extends Attribute {
  readonly address: string;
  readonly type: string;
}

/** The resources of an account, as rules look them up. */
export interface Account {
  /** Where they are, as their ARNs tell; empty where none has one. */
  readonly place: { readonly partition: string; readonly region: string; readonly accountId: string };
  /** Every resource of a type. */
  all(type: string): readonly Found[];
  /** The resource of a type whose attribute has this value. */
  find(type: string, attribute: string, value: string | undefined): Found | undefined;
  /** The resources of a type whose attribute has this value. */
  filter(type: string, attribute: string, value: string | undefined): readonly Found[];
}

export function accountOf(resources: readonly AwsResource[]): Account {
  const byType = new Map<string, Found[]>();
  for (const { type, name, attributes } of resources) {
    const found = { address: `${type}.${name}`, type, ...attributesOf(attributes) };
    byType.set(type, [...(byType.get(type) ?? []), found]);
  }
  const all = (type: string): readonly Found[] => byType.get(type) ?? [];
  const filter = (type: string, attribute: string, value: string | undefined): readonly Found[] =>
    value === undefined ? [] : all(type).filter((found) => found.text(attribute) === value);
  return {
    place: placeOf(resources),
    all,
    filter,
    find: (type, attribute, value) => filter(type, attribute, value)[0],
  };
}

function placeOf(resources: readonly AwsResource[]): Account['place'] {
  const arns = resources.map(({ attributes }) =>
    /^arn:([\w-]+):\w+:([\w-]+):(\d{12}):/.exec(String(attributes.arn)),
  );
  const [, partition = '', region = '', accountId = ''] = arns.find((arn) => arn !== null) ?? [];
  return { partition, region, accountId };
}

/** One rule over an account. */
export interface Rule {
  readonly name: string;
  readonly check: (account: Account) => readonly Omit<Refusal, 'rule'>[];
}

export const refuse = ({ address }: Found, message: string): Omit<Refusal, 'rule'> => ({
  resource: address,
  message,
});

/** The account that an ARN belongs to. */
export const accountIdOf = (arn: string | undefined): string => arn?.split(':')[4] ?? '';
