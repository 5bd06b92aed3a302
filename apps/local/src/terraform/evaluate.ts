import { type Expression, parseTemplate, type Template } from './expression.ts';
import { StandIn } from './stand-in.ts';

/** What a reference stands for. */
export type Lookup = (path: readonly (string | number)[]) => unknown;

const functions: Readonly<Record<string, (...parameters: unknown[]) => unknown>> = {
  jsonencode: (value) => JSON.stringify(value),
  replace: (text, from, to) => replace(String(text), String(from), String(to)),
  tostring: (value) => String(value),
  join: (separator, items) => (items as unknown[]).join(String(separator)),
  tolist: (items) => items,
  element: (items, index) => {
    if (items instanceof StandIn) return items.step(Number(index));
    const list = items as unknown[];
    return list[Number(index) % list.length];
  },
};

/** Takes a step into a value; `undefined` where there is nothing. */
export function stepInto(value: unknown, step: string | number): unknown {
  if (value instanceof StandIn) return value.step(step);
  // A block that may occur once is written as an object or as a list of one; references to it always say [0].
  if (step === 0 && !Array.isArray(value)) return value;
  return (value as Record<string | number, unknown> | undefined | null)?.[step];
}

/** Terraform's `replace`: a search between slashes is a regular expression. */
function replace(text: string, from: string, to: string): string {
  const pattern = /^\/(.*)\/$/s.exec(from)?.[1];
  return pattern === undefined ? text.replaceAll(from, to) : text.replace(new RegExp(pattern, 'g'), to);
}

/**
 * Resolves every expression in a value of Terraform's JSON. A string that is one expression takes that expression's value, of
 * whatever type; in a longer string it is put in as text.
 *
 * @throws {SyntaxError} where an expression or a function is not supported
 */
export function evaluate(value: unknown, lookup: Lookup): unknown {
  if (typeof value === 'string') return value.includes('${') ? evaluateText(value, lookup) : value;
  if (Array.isArray(value)) return value.map((item) => evaluate(item, lookup));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== '//')
      .map(([key, item]) => [evaluateKey(key, lookup), evaluate(item, lookup)]),
  );
}

const evaluateKey = (key: string, lookup: Lookup): string => String(evaluate(key, lookup));

function evaluateText(text: string, lookup: Lookup): unknown {
  const template = parseTemplate(text);
  const [only] = template;
  if (template.length === 1 && only !== undefined) {
    if (typeof only === 'string') return only;
    const value = evaluateExpression(only, lookup);
    return value instanceof StandIn ? value.toString() : value;
  }
  return evaluateTemplate(template, lookup);
}

const evaluateTemplate = (template: Template, lookup: Lookup): string =>
  template
    .map((part) => (typeof part === 'string' ? part : String(evaluateExpression(part, lookup))))
    .join('');

function evaluateExpression(expression: Expression, lookup: Lookup): unknown {
  switch (expression.type) {
    case 'literal':
      return expression.value;
    case 'template':
      return evaluateTemplate(expression.template, lookup);
    case 'reference':
      return lookup(expression.path);
    case 'list':
      return expression.items.map((item) => evaluateExpression(item, lookup));
    case 'object':
      return Object.fromEntries(
        expression.entries.map(([key, item]) => [
          String(evaluateExpression(key, lookup)),
          evaluateExpression(item, lookup),
        ]),
      );
    case 'call': {
      const call = functions[expression.name];
      if (!call) throw new SyntaxError(`the function ${expression.name} is not supported`);
      const result = call(...expression.parameters.map((parameter) => evaluateExpression(parameter, lookup)));
      return expression.path.reduce(stepInto, result);
    }
  }
}
