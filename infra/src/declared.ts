import type { TableDefinition } from '@switchboard/data-core/table';
import type { FunctionDefinition, ResolvedSettings, TopicDefinition } from '@switchboard/declarations';

/** Two declarations contradict each other, or one that is needed is not there: nothing was synthesised. */
export class DeclarationError extends Error {
  override readonly name = 'DeclarationError';
  readonly code = 'infra.declaration';
}

/** The functions that an environment with these settings has. */
export const functionsFor = (
  functions: readonly FunctionDefinition[],
  settings: ResolvedSettings,
): readonly FunctionDefinition[] =>
  functions.filter(({ leftOutWhere: left }) => left === undefined || settings[left.setting] !== left.is);

/** Every table that a function uses, once, by name. */
export function usedTables(functions: readonly FunctionDefinition[]): readonly TableDefinition[] {
  return uniqueByName(
    'table',
    functions.flatMap(({ uses }) => uses).flatMap((use) => ('table' in use ? [use.table] : [])),
  );
}

/** Every topic that a function publishes to or is subscribed to, once, by name. */
export function usedTopics(functions: readonly FunctionDefinition[]): readonly TopicDefinition[] {
  const published = functions
    .flatMap(({ uses }) => uses)
    .flatMap((use) => (use.type === 'publish' ? [use.topic] : []));
  const subscribed = functions
    .flatMap(({ triggers }) => triggers)
    .flatMap((trigger) => (trigger.type === 'topicSubscription' ? [trigger.topic] : []));
  return uniqueByName('topic', [...published, ...subscribed]);
}

/**
 * The declarations sorted by name, each value once.
 *
 * @throws {DeclarationError} where two different values bear one name
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

/** @throws {DeclarationError} where two functions would take each other's place */
export function requireDistinctFunctions(functions: readonly FunctionDefinition[]): void {
  const names = functions.map(({ name }) => name);
  const routes = functions.flatMap(({ triggers }) => triggers).flatMap((trigger) => routeOf(trigger) ?? []);
  const twice = [...names, ...routes].find((value, index, all) => all.indexOf(value) !== index);
  if (twice !== undefined)
    throw new DeclarationError(`${twice} is declared by two functions. Each needs one.`);
}

function routeOf(trigger: FunctionDefinition['triggers'][number]): string | undefined {
  switch (trigger.type) {
    case 'webSocketRoute':
      return `The WebSocket route ${trigger.routeKey}`;
    case 'httpRoute':
      return `The HTTP route ${trigger.method} ${trigger.path}`;
    case 'webSocketAuthorizer':
      return 'The WebSocket authorizer';
    default:
      return undefined;
  }
}
