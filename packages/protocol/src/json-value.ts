import { utf8Bytes } from './json.ts';

/** DynamoDB keeps numbers of this size and larger; smaller ones are refused by it. */
const smallestNumber = 1e-130;

/**
 * Names that every JavaScript object has. A value stored under one of them is lost or changes its object somewhere between
 * two programs, so no id and no field of metadata may have such a name.
 */
export const isReservedName = (name: string): boolean =>
  name === 'prototype' || Object.hasOwn(Object.prototype, name);

/**
 * Looks for something in a JSON value that does not survive the way through DynamoDB and back.
 *
 * @param path how the value is called in the answer, for example `metadata.page`
 * @param levels how many levels of objects and lists are allowed
 * @returns the first problem as a sentence without its full stop, or `undefined` if the value is kept exactly
 */
export function problemOfJson(value: unknown, path: string, levels: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed()
        ? undefined
        : `${path} must be well-formed Unicode (it has half of a surrogate pair)`;
    case 'number':
      return isKept(value)
        ? undefined
        : `${path} must be 0 or a number from 1e-130 to 2^53-1, positive or negative`;
    case 'boolean':
      return undefined;
    case 'object':
      return value === null ? undefined : problemOfChildren(value, path, levels);
    default:
      return `${path} must be a JSON value`;
  }
}

const isKept = (value: number): boolean =>
  value === 0 || (Math.abs(value) >= smallestNumber && Math.abs(value) <= Number.MAX_SAFE_INTEGER);

function problemOfChildren(value: object, path: string, levels: number): string | undefined {
  if (levels === 0) return `${path} must not be an object or a list: metadata has too many levels`;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const problem = problemOfJson(item, `${path}[${index}]`, levels - 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  for (const [name, field] of Object.entries(value)) {
    const problem = problemOfName(name, path) ?? problemOfJson(field, `${path}.${name}`, levels - 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOfName(name: string, path: string): string | undefined {
  if (name === '') return `${path} must not have a field whose name is empty`;
  if (!name.isWellFormed()) return `${path} must not have a field whose name is not well-formed Unicode`;
  if (isReservedName(name)) return `${path} must not have a field named ${name}`;
  return undefined;
}

/** Bytes of a value as JSON in UTF-8. */
export const jsonBytes = (value: unknown): number => utf8Bytes(JSON.stringify(value));
