import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  allTablesVariable,
  bucketVariable,
  type FunctionDefinition,
  metricNamespaceVariable,
  secretVariable,
  tableVariable,
  topicVariable,
  type Use,
  webSocketEndpointVariable,
} from '@switchboard/declarations';
import { functionPackage } from '../src/functions.ts';

/** The variable that the infrastructure makes of a use. */
function variableOf(use: Use): string {
  switch (use.type) {
    case 'table':
    case 'tableIndex':
      return tableVariable(use.table);
    case 'describeTables':
      return allTablesVariable;
    case 'publish':
      return topicVariable(use.topic);
    case 'bucket':
      return bucketVariable(use.bucket);
    case 'metrics':
      return metricNamespaceVariable;
    case 'secret':
      return secretVariable(use.secret);
    case 'connections':
      return webSocketEndpointVariable;
    default:
      throw new TypeError(`No function of this package uses ${use.type}.`);
  }
}

/** What a function is told; settings apart, for those have defaults. */
const declaredVariables = ({ uses }: FunctionDefinition): readonly string[] =>
  [...new Set(uses.map(variableOf))].toSorted();

/** Loads the very file that Lambda runs, with an empty environment, and hears what it misses. */
async function missingVariables(name: string): Promise<readonly string[]> {
  let problems: readonly string[] = [];
  await jest.isolateModulesAsync(async () => {
    const loaded = import(`../src/lambda/${name}.ts`);
    problems = await loaded.then(
      () => [],
      (error: { problems: readonly string[] }) => error.problems,
    );
  });
  return problems.map((problem) => problem.replace(/ is missing$/, '')).toSorted();
}

describe.each(functionPackage.functions.map((definition) => [definition.name, definition] as const))(
  'the function %s',
  (name, definition) => {
    it('reads exactly what it declares', async () => {
      expect(await missingVariables(name)).toEqual(declaredVariables(definition));
    });

    it('lies where it is declared', () => {
      expect(definition.entry).toBe(`src/lambda/${name}.ts`);
      expect(existsSync(fileURLToPath(new URL(definition.entry, functionPackage.root)))).toBe(true);
    });
  },
);

describe('the functions', () => {
  it('have names and triggers of their own', () => {
    const names = functionPackage.functions.map(({ name }) => name);
    // Any number of functions may listen to a topic.
    const triggers = functionPackage.functions.flatMap((definition) =>
      definition.triggers
        .filter(({ type }) => type !== 'topicSubscription')
        .map((trigger) => JSON.stringify(trigger)),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(triggers).size).toBe(triggers.length);
  });
});
