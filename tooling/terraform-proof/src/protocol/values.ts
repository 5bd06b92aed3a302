import { decode, ExtensionCodec, encode } from '@msgpack/msgpack';

/** A value that Terraform does not know before something is created. */
export const unknown: unique symbol = Symbol('unknown');

/** A value of Terraform's type system: objects and maps are objects; lists and sets are arrays. */
export type Value =
  | string
  | number
  | boolean
  | null
  | typeof unknown
  | readonly Value[]
  | { readonly [name: string]: Value };

/** The attributes and blocks of a resource by name. */
export type Fields = Readonly<Record<string, Value>>;

/** A value with nothing unknown in it. */
export type KnownValue =
  | string
  | number
  | boolean
  | null
  | readonly KnownValue[]
  | { readonly [name: string]: KnownValue };

export type KnownFields = Readonly<Record<string, KnownValue>>;

/** The fields that are known. */
export const knownFields = (fields: Fields): KnownFields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== unknown)) as KnownFields;

/** MessagePack has no symbols: an unknown value travels as this object. */
const unknownMark = { unknown: true } as const;

const extensionCodec = new ExtensionCodec();
/** The plain unknown value, and the one with refinements, of which this provider takes no notice. */
for (const type of [0, 12]) {
  extensionCodec.register({
    type,
    encode: (value) => (type === 0 && value === unknownMark ? new Uint8Array([0]) : null),
    decode: () => unknownMark,
  });
}

export const decodeValue = (bytes: Uint8Array): Value => fromMarks(decode(bytes, { extensionCodec }));

export const encodeValue = (value: Value): Uint8Array => encode(toMarks(value), { extensionCodec });

function fromMarks(value: unknown): Value {
  if (value === unknownMark) return unknown;
  if (Array.isArray(value)) return value.map(fromMarks);
  if (isObject(value)) return mapValues(value, fromMarks);
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value as Value;
  throw new TypeError(`Terraform sent a value of the unknown kind ${typeof value}.`);
}

function toMarks(value: Value): unknown {
  if (value === unknown) return unknownMark;
  if (Array.isArray(value)) return value.map(toMarks);
  return isObject(value) ? mapValues(value as Fields, toMarks) : value;
}

/** Whether it is an object or a map of Terraform. */
export const isFields = (value: Value | undefined): value is Fields =>
  isObject(value) && !Array.isArray(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const mapValues = <T, R>(object: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
