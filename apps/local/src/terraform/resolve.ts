import { PlatformError } from '../platform-error.ts';
import { isSupported, type Surroundings, withComputedAttributes } from './computed-attributes.ts';
import { evaluate, stepInto } from './evaluate.ts';
import { isInert } from './inert-types.ts';
import { addressOf, type Resource } from './resource.ts';
import { StandIn } from './stand-in.ts';

type Blocks = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** A stack as cdktf synthesises it (`cdk.tf.json`). */
export interface TerraformDocument {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly locals?: Readonly<Record<string, unknown>>;
  readonly provider?: { readonly aws?: readonly { readonly region?: string }[] };
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
}

/** What Terraform itself reads of a resource; it says nothing about the resource. */
const metaArguments = new Set(['//', 'depends_on', 'lifecycle', 'provider', 'provisioner', 'connection']);

/** For these the platform would boot something other than what is written. */
const refusedArguments = ['count', 'for_each'];

export interface ResolvedTerraform {
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Resolves every reference of a synthesised stack.
 *
 * @throws {PlatformError} `terraform.unsupported`, naming everything that the platform cannot run
 */
export function resolveTerraform(document: TerraformDocument, place: Surroundings): ResolvedTerraform {
  const problems: string[] = [];
  const written = new Map([...listBlocks(document.resource), ...listBlocks(document.data, 'data.')]);
  const resolved = new Map<string, Resource>();
  const pending = new Set<string>();

  const resourceAt = (address: string): Resource => {
    const known = resolved.get(address);
    if (known) return known;
    const block = written.get(address);
    if (!block) throw new ReferenceError(`${address} is not in the stack`);
    if (pending.has(address)) throw new ReferenceError(`${address} refers to itself`);
    pending.add(address);
    const attributes = evaluate(block.attributes, lookup) as Resource['attributes'];
    const resource = withComputedAttributes({ ...block, attributes }, place);
    pending.delete(address);
    resolved.set(address, resource);
    return resource;
  };

  const lookup = (path: readonly (string | number)[]): unknown => {
    if (path[0] === 'local') return descend(evaluate(document.locals ?? {}, lookup), path.slice(1), path);
    const length = path[0] === 'data' ? 3 : 2;
    const address = path.slice(0, length).join('.');
    const { type, attributes } = resourceAt(address);
    const steps = path.slice(length);
    // Resources that are not run need only a name.
    return isInert(type)
      ? (steps.reduce(stepInto, attributes as unknown) ?? new StandIn(path.join('.')))
      : descend(attributes, steps, path);
  };

  const attempt = (what: string, action: () => void): void => {
    try {
      action();
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof ReferenceError)) throw error;
      pending.clear();
      problems.push(`${what}: ${error.message}`);
    }
  };

  for (const [address, block] of written) {
    problems.push(...unsupportedParts(address, block));
    if (isSupported(block.type)) attempt(address, () => resourceAt(address));
  }
  const outputs: Record<string, unknown> = {};
  for (const [name, output] of Object.entries(document.output ?? {})) {
    attempt(`output.${name}`, () => {
      outputs[name] = evaluate(output.value, lookup);
    });
  }
  if (problems.length > 0) throw unsupported(problems);
  return { resources: [...resolved.values()], outputs };
}

function listBlocks(blocks: Blocks = {}, prefix = ''): [string, Resource][] {
  return Object.entries(blocks).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, body]): [string, Resource] => {
      const attributes = Object.fromEntries(Object.entries(body).filter(([key]) => !metaArguments.has(key)));
      const block: Resource = { type: `${prefix}${type}`, name, attributes };
      return [addressOf(block), block];
    }),
  );
}

function unsupportedParts(address: string, { type, attributes }: Resource): string[] {
  if (!isSupported(type)) return [`${address}: resources of this type`];
  return refusedArguments.filter((name) => name in attributes).map((name) => `${address}: ${name}`);
}

function descend(
  value: unknown,
  path: readonly (string | number)[],
  whole: readonly (string | number)[],
): unknown {
  let found = value;
  for (const step of path) {
    found = stepInto(found, step);
  }
  if (found === undefined) throw new ReferenceError(`${whole.join('.')} is not known to the platform`);
  return found;
}

const unsupported = (problems: readonly string[]): PlatformError =>
  new PlatformError(
    'terraform.unsupported',
    `The local platform cannot run this stack. Not supported:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\n` +
      'Remove them from the stack, or add them to apps/local/src/terraform.',
  );

/** The region that the stack is for. @default us-east-1 */
export const regionOf = ({ provider }: TerraformDocument): string =>
  provider?.aws?.[0]?.region ?? 'us-east-1';
