import type { TableDefinition } from '@switchboard/data-core/table';
import type {
  BucketDefinition,
  FunctionDefinition,
  FunctionPackage,
  QueueDefinition,
  ResolvedSettings,
  SecretDefinition,
  TopicDefinition,
} from '@switchboard/declarations';

/** Two declarations contradict each other, or one that is needed is not there: nothing was synthesised. */
export class DeclarationError extends Error {
  override readonly name = 'DeclarationError';
  readonly code = 'infra.declaration';
}

/** The functions that an environment with these settings has, each with what its variant needs there. */
export const functionsFor = (
  functions: readonly FunctionDefinition[],
  settings: ResolvedSettings,
): readonly FunctionDefinition[] =>
  functions
    .filter(({ leftOutWhere: left }) => left === undefined || settings[left.setting] !== left.is)
    .map((definition) => withNeeds(definition, settings));

function withNeeds(definition: FunctionDefinition, settings: ResolvedSettings): FunctionDefinition {
  const { variants } = definition;
  const needs = variants?.needs?.[settings[variants.setting]];
  if (needs === undefined) return definition;
  return {
    ...definition,
    uses: [...definition.uses, ...(needs.uses ?? [])],
    settings: [...(definition.settings ?? []), ...(needs.settings ?? [])],
  };
}

/** Every table that a function uses, once, by name. */
export const usedTables = (functions: readonly FunctionDefinition[]): readonly TableDefinition[] =>
  uniqueByName(
    'table',
    usesOf(functions).flatMap((use) => ('table' in use ? [use.table] : [])),
  );

/** Every topic that a function publishes to or is subscribed to, once, by name. */
export const usedTopics = (functions: readonly FunctionDefinition[]): readonly TopicDefinition[] =>
  uniqueByName(
    'topic',
    [...usesOf(functions), ...triggersOf(functions)].flatMap((entry) =>
      'topic' in entry ? [entry.topic] : [],
    ),
  );

/** Every queue that a function sends to or receives from, once, by name. */
export const usedQueues = (functions: readonly FunctionDefinition[]): readonly QueueDefinition[] =>
  uniqueByName(
    'queue',
    [...usesOf(functions), ...triggersOf(functions)].flatMap((entry) =>
      'queue' in entry ? [entry.queue] : [],
    ),
  );

/** Every bucket that a function uses or is invoked from, once, by name. */
export const usedBuckets = (functions: readonly FunctionDefinition[]): readonly BucketDefinition[] =>
  uniqueByName(
    'bucket',
    [...usesOf(functions), ...triggersOf(functions)].flatMap((entry) =>
      'bucket' in entry ? [entry.bucket] : [],
    ),
  );

/** Every secret that a function reads, once, by name. */
export const usedSecrets = (functions: readonly FunctionDefinition[]): readonly SecretDefinition[] =>
  uniqueByName(
    'secret',
    usesOf(functions).flatMap((use) => (use.type === 'secret' ? [use.secret] : [])),
  );

const usesOf = (functions: readonly FunctionDefinition[]) => functions.flatMap(({ uses }) => uses);

const triggersOf = (functions: readonly FunctionDefinition[]) =>
  functions.flatMap(({ triggers }) => triggers);

/**
 * The declarations sorted by name, each value once.
 *
 * @throws {DeclarationError} if two different values have one name
 */
function uniqueByName<T extends { readonly name: string }>(
  kind: string,
  declared: readonly T[],
): readonly T[] {
  const byName = new Map<string, T>();
  for (const definition of declared) {
    const known = byName.get(definition.name) ?? definition;
    if (known !== definition) {
      throw new DeclarationError(`Two different ${kind}s are called ${definition.name}. Declare it once.`);
    }
    byName.set(definition.name, definition);
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws {DeclarationError} if two functions would take each other's place */
export function requireDistinctFunctions(packages: readonly FunctionPackage[]): void {
  const functions = packages.flatMap((functionPackage) => functionPackage.functions);
  const names = functions.map(({ name }) => name);
  const mocks = packages.flatMap(({ mockRoutes = [] }) =>
    mockRoutes.map(({ routeKey }) => `The WebSocket route ${routeKey}`),
  );
  const routes = triggersOf(functions).flatMap((trigger) => routeOf(trigger) ?? []);
  const twice = [...names, ...routes, ...mocks].find((value, index, all) => all.indexOf(value) !== index);
  if (twice !== undefined) throw new DeclarationError(`${twice} is declared twice. Declare it once.`);
}

function routeOf(trigger: FunctionDefinition['triggers'][number]): string | undefined {
  switch (trigger.type) {
    case 'webSocketRoute':
      return `The WebSocket route ${trigger.routeKey}`;
    case 'httpRoute':
      return `The HTTP route ${trigger.method} ${trigger.path}`;
    case 'webSocketAuthorizer':
      return 'The WebSocket authorizer';
    case 'inboundMail':
      return 'The receiver of mail';
    default:
      return undefined;
  }
}
