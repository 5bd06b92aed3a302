import { PlatformError } from '../platform-error.ts';
import { addressOf, type Resource } from '../terraform/resource.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** Reads attributes of a resource by type, and says of which resource and attribute where one is not what it should be. */
export interface Fields {
  readonly address: string;
  text(name: string): string;
  optionalText(name: string): string | undefined;
  number(name: string, fallback: number): number;
  /** @param fallback where it is not written. @default false */
  flag(name: string, fallback?: boolean): boolean;
  texts(name: string): readonly string[];
  /** A map of texts: environment variables, tags. */
  map(name: string): Readonly<Record<string, string>>;
  /** Nested blocks: cdktf writes one as an object, several as a list. */
  blocks(name: string): readonly Fields[];
  block(name: string): Fields | undefined;
}

/** @throws {PlatformError} `terraform.invalid` from its methods */
export const fieldsOf = (resource: Resource): Fields => readFields(addressOf(resource), resource.attributes);

function readFields(address: string, attributes: Attributes): Fields {
  const wrong = (name: string, wanted: string): PlatformError =>
    new PlatformError(
      'terraform.invalid',
      `${address}.${name} should be ${wanted}, but is ${JSON.stringify(attributes[name])}.`,
    );

  const optionalText = (name: string): string | undefined => {
    const value = attributes[name] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw wrong(name, 'a string');
  };
  const blocks = (name: string): readonly Fields[] => {
    const value = attributes[name] ?? [];
    const list = Array.isArray(value) ? value : [value];
    return list.map((item: unknown, index) => {
      if (typeof item !== 'object' || item === null) throw wrong(name, 'a block');
      return readFields(`${address}.${name}[${index}]`, item as Attributes);
    });
  };

  return {
    address,
    optionalText,
    blocks,
    block: (name) => blocks(name)[0],
    text: (name) => {
      const value = optionalText(name);
      if (value === undefined) throw wrong(name, 'a string');
      return value;
    },
    number: (name, fallback) => {
      const value = Number(attributes[name] ?? fallback);
      if (Number.isFinite(value)) return value;
      throw wrong(name, 'a number');
    },
    flag: (name, fallback = false) => String(attributes[name] ?? fallback) === 'true',
    texts: (name) => {
      const value = attributes[name] ?? [];
      if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
      throw wrong(name, 'a list of strings');
    },
    map: (name) => {
      const value = attributes[name] ?? {};
      if (typeof value !== 'object') throw wrong(name, 'a map');
      return Object.fromEntries(Object.entries(value ?? {}).map(([key, item]) => [key, String(item)]));
    },
  };
}
