import { inspect } from 'node:util';
import type { Table } from '../deployment/tables.ts';
import type { FieldView } from './api-types.ts';
import { type Mask, masked, namesSecret } from './mask.ts';
import { ProblemsError } from './problems-error.ts';
import { decodeTyped, packJson, unpackJson } from './stored-values.ts';

/** An attribute as DynamoDB's JSON has it: `{"S": "text"}`. */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;

/** Numbers beyond these are not the same in JavaScript. */
const isExact = (text: string): boolean => {
  const value = Number(text);
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
};

/** What becomes of an attribute when it is read, and how a change of it is written. */
interface Reading {
  readonly type: string;
  readonly shown: string;
  readonly editable: string | null;
  readonly isJson: boolean;
}

/** The attributes of an item as a person reads and edits them, those of the key first. */
export function fieldsOf(item: Item, table: Table, mask: Mask): readonly FieldView[] {
  const keys = table.keySchema.map(({ AttributeName: name }) => name);
  const names = Object.keys(item).toSorted((a, b) => rank(a, keys) - rank(b, keys) || (a < b ? -1 : 1));
  return names.map((name) => {
    const reading = readAttribute(item, name);
    const isSecret = namesSecret(name);
    const shown = isSecret ? masked : mask.text(reading.shown);
    const isMasked = isSecret || shown.includes(masked);
    const isEditable =
      !keys.includes(name) && !isMasked && !(name === 'format' && unpacked(item) !== undefined);
    return {
      name,
      type: reading.type,
      shown,
      editable: isEditable ? reading.editable : null,
      isJson: reading.isJson,
      hint: hintOf(name, item[name], table),
    };
  });
}

const rank = (name: string, keys: readonly string[]): number =>
  keys.includes(name) ? keys.indexOf(name) : 99;

function readAttribute(item: Item, name: string): Reading {
  const attribute = item[name] ?? {};
  const [type = ''] = Object.keys(attribute);
  const content = attribute[type];
  switch (type) {
    case 'S':
      return readText(String(content));
    case 'N':
      return { type, shown: String(content), editable: String(content), isJson: false };
    case 'B':
      return name === 'data' ? readBytes(item, String(content)) : bytes(type, String(content));
    default: {
      const plain = plainOf(attribute);
      const shown = show(decodeTyped(plain ?? content));
      return { type, shown, editable: plain === undefined ? null : pretty(plain), isJson: true };
    }
  }
}

/** Many texts are JSON. */
function readText(text: string): Reading {
  const value = parseStructure(text);
  return value === undefined
    ? { type: 'S', shown: text, editable: text, isJson: false }
    : { type: 'S', shown: show(decodeTyped(value)), editable: pretty(value), isJson: true };
}

const formats = ['deflate', 'json'] as const;

/** What was packed into an item. Where its format is kept elsewhere, only one of them gives JSON; one piece of several gives none. */
function unpacked({ format, data }: Item): { format: (typeof formats)[number]; value: unknown } | undefined {
  if (typeof data?.B !== 'string') return undefined;
  for (const candidate of formats) {
    if (format !== undefined && format.S !== candidate) continue;
    try {
      return { format: candidate, value: unpackJson(candidate, Buffer.from(data.B, 'base64')) };
    } catch {
      // It is the other one, or none.
    }
  }
  return undefined;
}

function readBytes(item: Item, base64: string): Reading {
  const found = unpacked(item);
  if (!found) return bytes('B', base64);
  const { value } = found;
  return { type: 'packed', shown: show(decodeTyped(value)), editable: pretty(value), isJson: true };
}

const bytes = (type: string, base64: string): Reading => ({
  type,
  shown: `${Buffer.byteLength(base64, 'base64')} bytes`,
  editable: null,
  isJson: false,
});

/** A value of any depth as JSON has it; `undefined` where JSON cannot hold it and tell it back. */
function plainOf(attribute: AttributeValue): unknown {
  const [type = ''] = Object.keys(attribute);
  const content = attribute[type];
  switch (type) {
    case 'S':
    case 'BOOL':
      return content;
    case 'NULL':
      return null;
    case 'N':
      return isExact(String(content)) ? Number(content) : undefined;
    case 'L': {
      const members = (content as readonly AttributeValue[]).map(plainOf);
      return members.includes(undefined) ? undefined : members;
    }
    case 'M': {
      const members = Object.entries(content as Item).map(
        ([name, member]) => [name, plainOf(member)] as const,
      );
      return members.some(([, member]) => member === undefined) ? undefined : Object.fromEntries(members);
    }
    case 'SS':
    case 'NS':
      return content;
    default:
      return undefined;
  }
}

/** What {@link plainOf} read, as DynamoDB's JSON. */
function attributeOf(value: unknown): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(attributeOf) };
  const members = Object.entries(value as object).map(([name, member]) => [name, attributeOf(member)]);
  return { M: Object.fromEntries(members) };
}

/**
 * The attributes that a change writes.
 *
 * @param changes the new texts by field
 * @throws {ProblemsError} by field
 */
export function changedAttributes(
  item: Item,
  fields: readonly FieldView[],
  changes: Readonly<Record<string, unknown>>,
): Item {
  const problems: Record<string, string> = {};
  const changed: Record<string, AttributeValue> = {};
  for (const [name, text] of Object.entries(changes)) {
    const field = fields.find((candidate) => candidate.name === name);
    if (field?.editable === null || field === undefined || typeof text !== 'string') {
      problems[name] = field ? 'This field cannot be edited.' : 'The item has no such field.';
      continue;
    }
    if (text === field.editable) continue;
    try {
      Object.assign(changed, writtenAs(field, item, text));
    } catch (error) {
      problems[name] = error instanceof Error ? error.message : String(error);
    }
  }
  if (Object.keys(problems).length > 0) throw new ProblemsError(problems);
  return changed;
}

/** @throws {Error} whose message tells a person what the text should be */
function writtenAs({ name, type, isJson }: FieldView, item: Item, text: string): Item {
  if (type === 'N') {
    if (!/^-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text.trim()))
      throw new Error('Should be a number, such as 42 or -1.5.');
    return { [name]: { N: text.trim() } };
  }
  if (!isJson) return { [name]: { S: text } };
  const value = parseJson(text);
  if (type === 'packed') return packedAs(name, item, value);
  if (type === 'S') return { [name]: { S: JSON.stringify(value) } };
  if (type === 'SS' || type === 'NS') return { [name]: { [type]: setOf(type, value) } };
  const written = attributeOf(value);
  if (!(type in written)) throw new Error(`Should stay ${typeWords[type] ?? `of type ${type}`}.`);
  if (JSON.stringify(item[name]) === JSON.stringify(written)) return {};
  return { [name]: written };
}

function packedAs(name: string, item: Item, value: unknown): Item {
  const isJson = item.format === undefined && unpacked(item)?.format === 'json';
  // An item whose format is kept elsewhere stays in it.
  const wantedBytes = item.format === undefined ? (isJson ? Number.POSITIVE_INFINITY : 0) : undefined;
  const { format, data } = packJson(value as Parameters<typeof packJson>[0], wantedBytes);
  const written = { [name]: { B: Buffer.from(data).toString('base64') } };
  return item.format === undefined ? written : { ...written, format: { S: format } };
}

const typeWords: Readonly<Record<string, string>> = {
  BOOL: 'true or false',
  NULL: 'null',
  L: 'a list, such as ["a", "b"]',
  M: 'an object, such as {"a": 1}',
};

function setOf(type: 'SS' | 'NS', value: unknown): readonly string[] {
  const isMember = (member: unknown): boolean =>
    typeof member === 'string' && (type === 'SS' || (member !== '' && Number.isFinite(Number(member))));
  const isSet =
    Array.isArray(value) && value.length > 0 && value.every(isMember) && new Set(value).size === value.length;
  if (isSet) return value as readonly string[];
  throw new Error(
    `Should be a list of different ${type === 'SS' ? 'texts' : 'numbers in quotes'}, at least one.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`Should be JSON: ${(error as Error).message}.`);
  }
}

function parseStructure(text: string): unknown {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const pretty = (value: unknown): string => JSON.stringify(value, undefined, 2);

/** What a value is, with dates, sets, big numbers and bytes as what they are. */
const show = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : inspect(value, { depth: 20, maxArrayLength: 200, maxStringLength: 4000, breakLength: 90, compact: 3 });

/** Names of moments in epoch milliseconds. */
const isMoment = /(?:At|Since|Until|Before|timestamp|time|lastSeen)$/i;

const earliestMs = Date.UTC(2001, 0);
const latestMs = Date.UTC(2100, 0);

/** What a number says to a person. */
function hintOf(name: string, attribute: AttributeValue | undefined, { ttlAttribute }: Table): string | null {
  const value = Number(attribute?.N ?? Number.NaN);
  if (name === ttlAttribute && value * 1000 < latestMs * 10)
    return `expires ${new Date(value * 1000).toISOString()}`;
  if (!isMoment.test(name) || value < earliestMs || value > latestMs || Number.isNaN(value)) return null;
  return new Date(value).toISOString();
}
