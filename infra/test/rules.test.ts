import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environments } from '../src/environments.ts';
import { functionPackages } from '../src/functions/function-packages.ts';
import { accountStackName } from '../src/stacks/account-stack.ts';
import { synthesise } from '../src/synthesise.ts';
import { environmentNamed, everythingOn, pagesFolder } from './stack.ts';
import { stackRules } from './stack-rules/index.ts';
import { seeds } from './stack-rules/seeds.ts';
import type { StackJson } from './stack-rules/stack-json.ts';

const deployed = [...environments.filter(({ name }) => name !== 'local'), everythingOn];
const output = mkdtempSync(join(tmpdir(), 'rules-'));
synthesise(output, deployed, { packages: functionPackages, pagesFolder });

const read = (name: string): StackJson =>
  JSON.parse(readFileSync(join(output, 'stacks', name, 'cdk.tf.json'), 'utf8'));

afterAll(() => rmSync(output, { recursive: true }));

const stacks = [
  ...deployed.map((environment) => [environment.name, environment] as const),
  [accountStackName(environmentNamed('dev')), environmentNamed('dev')] as const,
];

const cases = stacks.flatMap(([name, environment]) =>
  stackRules.map((rule) => [name, rule.name, rule, environment] as const),
);

describe('every stack that is deployed', () => {
  it.each(cases)('%s holds to the rule: %s', (name, _rule, rule, environment) => {
    expect(rule.check(read(name), environment)).toEqual([]);
  });
});

describe('a seeded violation is noticed, and by its own rule alone', () => {
  const prod = environmentNamed('prod');

  it.each(seeds)('%s: %s', (ruleName, _violation, seed, message) => {
    const stack = read('prod');
    seed(stack);
    const broken = stackRules.filter((rule) => rule.check(stack, prod).length > 0);
    expect(broken.map(({ name }) => name)).toEqual([ruleName]);
    expect(broken[0]?.check(stack, prod).join('\n')).toMatch(message);
  });

  it('there is one for every rule', () => {
    const seeded = new Set(seeds.map(([rule]) => rule));
    expect(stackRules.map(({ name }) => name).filter((name) => !seeded.has(name))).toEqual([]);
  });
});
