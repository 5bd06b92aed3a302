import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as WorkflowParser from '@actions/workflow-parser';
import { buildSync } from 'esbuild';
import { parse } from 'yaml';
import { scriptsIn } from './guide-commands.ts';
import type { Attributes } from './stack.ts';

const read = (file: string): string => readFileSync(`../docs/${file}`, 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'recipes-'));
let parser: typeof WorkflowParser;

/** GitHub's own parser is written for bundlers. */
beforeAll(() => {
  const outfile = join(folder, 'workflow-parser.cjs');
  buildSync({
    entryPoints: ['@actions/workflow-parser'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
  });
  parser = createRequire(import.meta.url)(outfile);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What GitHub would say of a workflow. */
function mistakesIn(name: string, content: string): string[] {
  const { context } = parser.parseWorkflow({ name, content }, new parser.NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

describe('the recipes for CI', () => {
  const recipes = readdirSync('../docs/how-to/ci').filter((file) => file.endsWith('.yml'));

  it.each(recipes)('%s plans and applies apart, each by a role of its own, and keeps no key', (file) => {
    const recipe = read(`how-to/ci/${file}`);
    expect(recipe).toContain('id-token: write');
    expect(recipe).not.toMatch(/aws-access-key-id|AWS_SECRET_ACCESS_KEY/i);
    expect(recipe).toMatch(/role-to-assume: \$\{\{ vars\.(PLAN|APPLY)_ROLE \}\}/);
  });

  it.each(recipes)('%s is a workflow whose jobs end, made of steps that use or run something', (file) => {
    const { on, permissions, jobs } = parse(read(`how-to/ci/${file}`));
    expect(on).toBeTruthy();
    expect(permissions['id-token']).toBe('write');
    for (const job of Object.values<Attributes>(jobs)) {
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const step of job.steps) expect(typeof (step.uses ?? step.run)).toBe('string');
    }
  });

  it('apply what was planned, and only after a reviewer of the environment', () => {
    const { jobs } = parse(read('how-to/ci/apply.yml'));
    expect(jobs.apply).toMatchObject({ needs: 'plan', environment: 'prod' });
    const commands = jobs.apply.steps.flatMap(({ run }: Attributes) => run ?? []);
    expect(commands.at(-1)).toContain('apply -input=false planned');
  });

  it.each(recipes)('%s is a workflow to the parser of GitHub, expressions included', (file) => {
    expect(mistakesIn(file, read(`how-to/ci/${file}`))).toEqual([]);
  });

  it.each<[mistake: string, from: string, to: string, message: RegExp]>([
    ['a key that there is not', 'runs-on:', 'run-on:', /Unexpected value 'run-on'/],
    ['a context that there is not', '${{ vars.', '${{ variables.', /Unrecognized named-value: 'variables'/],
    ['a number that is none', 'timeout-minutes: 30', 'timeout-minutes: long', /Unexpected value 'long'/],
    [
      'an event that there is not',
      'on: pull_request',
      'on: pull_requests',
      /Unexpected value 'pull_requests'/,
    ],
  ])('the parser notices %s', (_mistake, from, to, message) => {
    const recipe = read('how-to/ci/plan.yml');
    expect(recipe).toContain(from);
    expect(mistakesIn('plan.yml', recipe.replaceAll(from, to)).join('\n')).toMatch(message);
  });

  it.each(recipes)('the scripts of %s are understood by the shell that runs them', (file) => {
    for (const script of scriptsIn(read(`how-to/ci/${file}`))) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
      expect([script, status, stderr]).toEqual([script, 0, '']);
    }
  });

  it('run as what the trust policy of the guide lets in: a pull request, and the branch that is applied', () => {
    const [, block = ''] = /^```json\n([\s\S]*?)^```/m.exec(read('how-to/deploy-from-ci.md')) ?? [];
    const { Principal, Condition, ...rest } = JSON.parse(block);
    expect(rest).toEqual({ Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity' });
    const provider = 'token.actions.githubusercontent.com';
    expect(Principal.Federated).toBe(`arn:aws:iam::123456789012:oidc-provider/${provider}`);
    expect(Condition.StringEquals).toEqual({ [`${provider}:aud`]: 'sts.amazonaws.com' });
    const [{ on: plan }, { on: apply }] = ['plan.yml', 'apply.yml'].map((file) =>
      parse(read(`how-to/ci/${file}`)),
    ) as [Attributes, Attributes];
    expect(plan).toBe('pull_request');
    const subjects = [
      'pull_request',
      ...apply.push.branches.map((branch: string) => `ref:refs/heads/${branch}`),
    ];
    expect(Condition.StringLike[`${provider}:sub`]).toEqual(
      subjects.map((subject) => `repo:your/switchboard:${subject}`),
    );
  });

  it('are quoted by the guide', () => {
    const guide = read('how-to/deploy-from-ci.md');
    for (const file of recipes) expect(guide).toContain(`ci/${file}`);
  });
});
