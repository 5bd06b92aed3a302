import type { AwsResource } from './resource.ts';

type Attributes = AwsResource['attributes'];

/** Reads attributes as rules need them: what is absent or of another type is absent. Terraform's schema checks types. */
export interface Attribute {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean;
  texts(name: string): readonly string[];
  /** The blocks of a name: an object, or a list of objects. */
  blocks(name: string): readonly Attribute[];
  block(name: string): Attribute | undefined;
  /** A map of texts: environment variables. */
  map(name: string): Readonly<Record<string, string>>;
}

export function attributesOf(attributes: Attributes): Attribute {
  const text = (name: string): string | undefined => {
    const value = attributes[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const blocks = (name: string): readonly Attribute[] => {
    const value = attributes[name] ?? [];
    return (Array.isArray(value) ? value : [value])
      .filter((block): block is Attributes => typeof block === 'object' && block !== null)
      .map(attributesOf);
  };
  return {
    text,
    blocks,
    block: (name) => blocks(name)[0],
    flag: (name) => attributes[name] === true || attributes[name] === 'true',
    number: (name) => {
      const value = attributes[name];
      return value === undefined || value === null || value === '' || Number.isNaN(Number(value))
        ? undefined
        : Number(value);
    },
    texts: (name) => {
      const value = attributes[name];
      return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
    },
    map: (name) => {
      const value = attributes[name];
      return typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]))
        : {};
    },
  };
}
