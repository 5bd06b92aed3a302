/** The files in which a client of the SDK declares its errors: one long class for each. */
export const errorModels = /@aws-sdk\/client-[^/]+\/dist-es\/models\/errors\.js$/;

const base = /^import \{ \w+ as __BaseException \} from "[^"]+";$/m;
const declaration = /^export class (\w+) extends __BaseException \{$/gm;
const shapeIdOf = /static shapeId = "([^"]+)";/;
const faultOf = /\$fault = "(client|server)";/;

/** The SDK declares errors in another way than this knows: the bundle would lack some. */
class UnknownErrorModelError extends Error {
  override readonly name = 'UnknownErrorModelError';
  readonly code = 'bundler.unknownErrorModel';
}

/**
 * Declares a client's errors by one function in place of a class for each: the same names, faults and fields, and an eighth of
 * the bytes.
 *
 * @throws {UnknownErrorModelError} where a file does not look as expected
 */
export function compactErrors(source: string, path: string): string {
  const importLine = base.exec(source)?.[0];
  const starts = [...source.matchAll(declaration)];
  const isWhole = starts.length === source.match(/\bclass\b/g)?.length;
  if (importLine === undefined || !isWhole)
    throw new UnknownErrorModelError(`${path} is unlike what is known.`);
  const classes = starts.map((match, index) => {
    const [, name = ''] = match;
    const body = source.slice(match.index, starts[index + 1]?.index);
    const shapeId = shapeIdOf.exec(body)?.[1];
    const fault = faultOf.exec(body)?.[1];
    if (fault === undefined) throw new UnknownErrorModelError(`${path}: ${name} has no $fault.`);
    const rest = [name, fault, ...(shapeId === undefined ? [] : [shapeId])];
    return `export const ${name} = /* @__PURE__ */ declare(${rest.map((text) => JSON.stringify(text)).join(', ')});`;
  });
  return [importLine, declareFunction, ...classes].join('\n');
}

const declareFunction = `function declare(name, $fault, shapeId) {
  const Declared = class extends __BaseException {
    static shapeId = shapeId;
    constructor(options) {
      super({ name, $fault, ...options });
      Object.setPrototypeOf(this, Declared.prototype);
      const { message, ...fields } = options ?? {};
      Object.assign(this, fields, { name, $fault });
    }
  };
  return Declared;
}`;
