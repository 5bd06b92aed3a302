import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Attribute, Block, CtyType, NestedBlock } from './schema.ts';

/** The generated code of the bindings does not look as it did when this was written, so no schema can be read from it. */
export class BindingsError extends Error {
  override readonly name = 'BindingsError';
  readonly code = 'proof.bindings';
}

/** One attribute or block of the object that a binding hands to Terraform. */
interface Part {
  readonly name: string;
  /** The expression that makes its value; names the mapper of a nested block. */
  readonly value: string;
  readonly isBlock: boolean;
  readonly type: string;
  readonly storage: string;
}

/** The generated code of one resource: its JavaScript and its type declarations. */
interface Binding {
  readonly code: string;
  readonly types: string;
}

const partPattern =
  /^ {8,12}(\w+): \{\n\s+value: (.+),\n\s+isBlock: (true|false),\n\s+type: "(\w+)",\n\s+storageClassType: "(\w+)",\n/gm;

const simpleTypes: Readonly<Record<string, CtyType>> = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
};

/** Terraform's names in the case that the bindings' properties have: `read_capacity`, `readCapacity`. */
const camelCase = (name: string): string =>
  name.replaceAll(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());

const capitalised = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}`;

/**
 * The schema of a resource type, a data source or the provider, read from the generated code of its binding: names, types,
 * nesting, what is required and what AWS computes.
 *
 * @param bindings the folder of the package that holds the bindings, `@cdktf/provider-aws` or its successor's
 * @param type for example `aws_sqs_queue`, `data.aws_region` or `provider`
 * @throws {BindingsError} if there is no such type, or its code is not understood
 */
export function readSchema(bindings: string, type: string): Block {
  const binding = readBinding(bindings, type);
  const className = /^class (\w+) extends cdktf\.Terraform(?:Resource|DataSource|Provider) /m.exec(
    binding.code,
  )?.[1];
  if (className === undefined) throw new BindingsError(`The binding of ${type} has no class of a resource.`);
  const classCode = textBetween(binding.code, `class ${className} `, '\n}\n');
  const parts = partsIn(textBetween(classCode, 'synthesizeHclAttributes() {', '\n    }\n'));
  const block = blockOf(parts, `${className}Config`, binding);
  return { ...block, attributes: [...block.attributes, ...computedIn(classCode, binding, parts)] };
}

function readBinding(bindings: string, type: string): Binding {
  const folder = type
    .replace(/^data\.aws_/, 'data-aws-')
    .replace(/^aws_/, '')
    .replaceAll('_', '-');
  const file = join(bindings, 'lib', folder, 'index');
  try {
    return {
      code: withOneName(readFileSync(`${file}.js`, 'utf8')),
      types: withOneName(readFileSync(`${file}.d.ts`, 'utf8')),
    };
  } catch (cause) {
    throw new BindingsError(`${bindings} has no binding of ${type}.`, { cause });
  }
}

/** The successor of cdktf generates the same code under its own name. */
const withOneName = (code: string): string => code.replaceAll('cdktn', 'cdktf');

const partsIn = (code: string): Part[] =>
  [...code.matchAll(partPattern)].map(([, name = '', value = '', isBlock, type = '', storage = '']) => ({
    name,
    value,
    isBlock: isBlock === 'true',
    type,
    storage,
  }));

function blockOf(parts: readonly Part[], interfaceName: string, binding: Binding): Block {
  const required = requiredProperties(interfaceName, binding);
  const isRequired = (name: string): boolean => required.has(camelCase(name));
  return {
    attributes: parts
      .filter(({ isBlock }) => !isBlock)
      .map(
        (part): Attribute => ({
          name: part.name,
          type: attributeType(part, binding),
          mode: isRequired(part.name) ? 'required' : 'optional',
        }),
      ),
    blocks: parts
      .filter(({ isBlock }) => isBlock)
      .map((part) => nestedBlock(part, isRequired(part.name), binding)),
  };
}

function requiredProperties(interfaceName: string, { types }: Binding): ReadonlySet<string> {
  const body = textBetween(types, `export interface ${interfaceName} `, '\n}\n');
  return new Set([...body.matchAll(/^ {4}readonly (\w+): /gm)].map(([, name = '']) => name));
}

function nestedBlock(part: Part, required: boolean, binding: Binding): NestedBlock {
  const nesting = part.type === 'struct' ? 'single' : part.type;
  if (nesting !== 'single' && nesting !== 'list' && nesting !== 'set') {
    throw new BindingsError(`The block ${part.name} has the unknown nesting ${part.type}.`);
  }
  return {
    name: part.name,
    nesting,
    required,
    once: !part.value.startsWith('cdktf.listMapperHcl'),
    block: structOf(part, binding),
  };
}

/** What a block holds: the function that maps it has its parts, and the class that reads it what AWS computes. */
function structOf({ name, value }: Part, binding: Binding): Block {
  const mapper = /\b(\w+)ToHclTerraform\b/.exec(value)?.[1];
  if (mapper === undefined) throw new BindingsError(`Nothing maps the block ${name}.`);
  const parts = partsIn(textBetween(binding.code, `function ${mapper}ToHclTerraform(`, '\n}\n'));
  const block = blockOf(parts, capitalised(mapper), binding);
  const readerClass = `class ${capitalised(mapper)}OutputReference `;
  // A provider's own blocks are written and never read.
  if (!binding.code.includes(readerClass)) return block;
  const reader = textBetween(binding.code, readerClass, '\n}\n');
  return { ...block, attributes: [...block.attributes, ...computedIn(reader, binding, parts)] };
}

function attributeType(part: Part, binding: Binding): CtyType {
  const simple = simpleTypes[part.storage];
  if (part.type === 'simple' && simple !== undefined) return simple;
  if (part.type === 'list' || part.type === 'set' || part.type === 'map') {
    return [part.type, elementType(part, binding)];
  }
  if (part.type === 'struct') return structType(part, binding);
  throw new BindingsError(`The attribute ${part.name} has the unknown type ${part.type} of ${part.storage}.`);
}

function elementType(part: Part, binding: Binding): CtyType {
  const simple = simpleTypes[part.storage.replace(/(List|Map)$/, '')];
  return simple ?? structType(part, binding);
}

function structType(part: Part, binding: Binding): CtyType {
  const { attributes } = structOf(part, binding);
  return ['object', Object.fromEntries(attributes.map(({ name, type }) => [name, type]))];
}

/**
 * The attributes that can be read and not written, which the generator marks: simple ones at their getter, maps and lists of
 * objects at the field that holds them.
 */
function computedIn(classCode: string, binding: Binding, written: readonly Part[] = []): Attribute[] {
  const marked = classCode.matchAll(
    /\/\/ (\w+) - computed: true, optional: false, required: false\n\s+(?:get \w+\(\) \{\n\s+return |(?:this\.)?_\w+ = )(.+);\n/g,
  );
  const types = new Map<string, CtyType>();
  for (const [, name = '', value = ''] of marked) {
    if (value.startsWith('this._')) continue; // The getter of a field that is marked itself.
    if (!written.some((part) => part.name === name)) types.set(name, computedType(name, value, binding));
  }
  return [...types].map(([name, type]) => ({ name, type, mode: 'computed' }));
}

const computedTypes: readonly (readonly [RegExp, CtyType])[] = [
  [/^this\.getStringAttribute\(/, 'string'],
  [/^this\.getNumberAttribute\(/, 'number'],
  [/^this\.getBooleanAttribute\(/, 'bool'],
  [/^this\.getListAttribute\(/, ['list', 'string']],
  [/^this\.getNumberListAttribute\(/, ['list', 'number']],
  [/^cdktf\.Fn\.tolist\(this\.getListAttribute\(/, ['set', 'string']],
  [/^cdktf\.Fn\.tolist\(this\.getNumberListAttribute\(/, ['set', 'number']],
  [/^new cdktf\.StringMap\(/, ['map', 'string']],
  [/^new cdktf\.NumberMap\(/, ['map', 'number']],
  [/^new cdktf\.BooleanMap\(/, ['map', 'bool']],
];

function computedType(name: string, value: string, binding: Binding): CtyType {
  const simple = computedTypes.find(([pattern]) => pattern.test(value))?.[1];
  if (simple !== undefined) return simple;
  const [, structName, wrapsSet] = /^new (\w+)List\(this, "\w+", (true|false)\)$/.exec(value) ?? [];
  if (structName !== undefined) {
    return [wrapsSet === 'true' ? 'set' : 'list', computedObject(structName, binding)];
  }
  const [, single] = /^new (\w+)OutputReference\(this, "\w+"\)$/.exec(value) ?? [];
  if (single !== undefined) return computedObject(single, binding);
  throw new BindingsError(`The computed attribute ${name} is read in an unknown way: ${value}.`);
}

function computedObject(structName: string, binding: Binding): CtyType {
  const code = textBetween(binding.code, `class ${structName}OutputReference `, '\n}\n');
  const attributes = computedIn(code, binding);
  return ['object', Object.fromEntries(attributes.map(({ name, type }) => [name, type]))];
}

function textBetween(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new BindingsError(`The generated code has no ${start.trim()}.`);
  return text.slice(from, to + end.length);
}
