import { readString, Source } from './source.ts';

/** What stands between `${` and `}` in Terraform's JSON, as far as the platform understands it. */
export type Expression =
  | { readonly type: 'literal'; readonly value: string | number | boolean | null }
  | { readonly type: 'template'; readonly template: Template }
  | { readonly type: 'reference'; readonly path: readonly (string | number)[] }
  | {
      readonly type: 'call';
      readonly name: string;
      readonly parameters: readonly Expression[];
      /** What is taken of the result: `tolist(...)[0].name`. */
      readonly path: readonly (string | number)[];
    }
  | { readonly type: 'list'; readonly items: readonly Expression[] }
  | { readonly type: 'object'; readonly entries: readonly (readonly [Expression, Expression])[] };

/** A string of Terraform's JSON: plain text and the expressions that stand in it. */
export type Template = readonly (string | Expression)[];

const constants: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/**
 * Reads one expression: a literal, a reference such as `aws_sns_topic.responder.arn`, a call, a list or an object.
 *
 * @throws {SyntaxError} at anything else (operators, conditions, `for`)
 */
function parseExpression(source: Source): Expression {
  source.skipSpace();
  const next = source.peek();
  if (next === '"') return parseQuoted(source);
  if (next === '[') return { type: 'list', items: parseSequence(source, '[', ']', parseExpression) };
  if (next === '{') return { type: 'object', entries: parseSequence(source, '{', '}', parseEntry) };
  const number = source.take(/-?\d+(\.\d+)?/y);
  if (number !== undefined) return { type: 'literal', value: Number(number) };
  return parseName(source);
}

function parseQuoted(source: Source): Expression {
  const template = parseTemplate(readString(source));
  const [only] = template;
  if (template.length === 0) return { type: 'literal', value: '' };
  return template.length === 1 && typeof only === 'string'
    ? { type: 'literal', value: only }
    : { type: 'template', template };
}

function parseName(source: Source): Expression {
  const name = source.take(/[A-Za-z_][\w-]*/y);
  if (name === undefined) throw source.unexpected('a name, a string or a number');
  if (source.peek() === '(') {
    const parameters = parseSequence(source, '(', ')', parseExpression);
    return { type: 'call', name, parameters, path: parseSteps(source) };
  }
  const constant = constants[name];
  if (constant !== undefined) return { type: 'literal', value: constant };
  return { type: 'reference', path: [name, ...parseSteps(source)] };
}

function parseSteps(source: Source): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (let step = parseStep(source); step !== undefined; step = parseStep(source)) steps.push(step);
  return steps;
}

/** `.name`, `[0]` or `["name"]`. */
function parseStep(source: Source): string | number | undefined {
  if (source.accept('.')) {
    const name = source.take(/[A-Za-z_][\w-]*|\d+/y);
    if (name === undefined) throw source.unexpected('the name of an attribute');
    return /^\d/.test(name) ? Number(name) : name;
  }
  if (!source.accept('[')) return undefined;
  const key = parseExpression(source);
  source.skipSpace();
  source.expect(']');
  if (key.type === 'literal' && (typeof key.value === 'string' || typeof key.value === 'number'))
    return key.value;
  throw source.unexpected('a number or a string as index');
}

function parseEntry(source: Source): readonly [Expression, Expression] {
  source.skipSpace();
  const bare = source.take(/[A-Za-z_][\w-]*/y);
  const key: Expression = bare === undefined ? parseExpression(source) : { type: 'literal', value: bare };
  source.skipSpace();
  if (!source.accept('=')) source.expect(':');
  return [key, parseExpression(source)];
}

function parseSequence<T>(
  source: Source,
  open: string,
  close: string,
  parseItem: (source: Source) => T,
): T[] {
  source.expect(open);
  const items: T[] = [];
  for (source.skipSpace(); !source.accept(close); source.skipSpace()) {
    items.push(parseItem(source));
    source.skipSpace();
    if (!source.accept(',') && source.peek() !== close) throw source.unexpected(`"," or "${close}"`);
  }
  return items;
}

/**
 * Takes a string of Terraform's JSON apart. `$${` stands for a plain `${`.
 *
 * @throws {SyntaxError} where an expression is not understood
 */
export function parseTemplate(text: string): Template {
  const source = new Source(text);
  const parts: (string | Expression)[] = [];
  let plain = '';
  while (source.position < text.length) {
    if (source.accept('$${')) plain += '${';
    else if (source.accept('${')) {
      if (plain !== '') parts.push(plain);
      plain = '';
      parts.push(parseExpression(source));
      source.skipSpace();
      source.expect('}');
    } else {
      plain += source.peek();
      source.position += 1;
    }
  }
  if (plain !== '') parts.push(plain);
  return parts;
}
