import { readFileSync } from 'node:fs';
import type { ProofResult, ProofStep } from '../src/prove.ts';
import { describeWithTerraform, proofTimeoutMs, proveStack } from './proof.ts';
import { mistakes } from './seeded-faults/mistakes.ts';
import { refusedIfLate, refusedInUse, refusedOnCreation } from './seeded-faults/refusals.ts';
import { editorOf, type SeededFault } from './seeded-faults/stack-editor.ts';

/** Runs a stack in which some faults were seeded. Output has its lines put together, which Terraform breaks. */
async function proveFaulty(faults: readonly SeededFault[]): Promise<ProofResult> {
  const result = await proveStack('dev', {
    change: (document) => {
      const editor = editorOf(document);
      for (const { seed } of faults) seed(editor);
      return document;
    },
    steps: ['init', 'validate', 'plan', 'apply', 'use', 'order'],
  });
  return { ...result, output: result.output.replaceAll(/\s+/g, ' ') };
}

describeWithTerraform('a seeded fault is noticed by Terraform and the schema:', () => {
  it.each(mistakes)(
    '$fault',
    async (fault) => {
      const { output, failedStep } = await proveFaulty([fault]);
      expect(output).toMatch(fault.message);
      expect(failedStep).toBe('validate');
    },
    proofTimeoutMs,
  );

  it(
    'credentials of another account',
    async () => {
      const { output, failedStep } = await proveFaulty([
        {
          fault: 'another account',
          seed: ({ provider }) => {
            provider.allowed_account_ids = ['999999999999'];
          },
          message: '',
        },
      ]);
      expect(output).toContain('AWS account ID not allowed');
      expect(output).toContain('The credentials are of account 111122223333. Allowed: 999999999999.');
      expect(failedStep).toBe('plan');
    },
    proofTimeoutMs,
  );
});

describeWithTerraform.each<[string, readonly SeededFault[], ProofStep]>([
  ['when AWS creates a resource', refusedOnCreation, 'apply'],
  ['when AWS uses what was created', refusedInUse, 'use'],
  ['by what Terraform may create first', refusedIfLate, 'order'],
])('a seeded fault is noticed %s:', (_when, faults, step) => {
  let result: ProofResult;

  beforeAll(async () => {
    result = await proveFaulty(faults);
  }, proofTimeoutMs);

  it('at that step, and not before', () => {
    expect(result.failedStep).toBe(step);
  });

  it.each(faults)('$fault', ({ message }) => {
    expect(result.output).toMatch(message);
  });
});

describe('the table of seeded faults in the README', () => {
  it('has each of them, with who notices it', () => {
    const readme = readFileSync('README.md', 'utf8');
    const rows = [...readme.matchAll(/^\| (.+?) +\| (`.+?) +\|$/gm)].map(([, fault, step]) => [fault, step]);
    const by = (faults: readonly SeededFault[], who: string): string[][] =>
      faults.map(({ fault }) => [fault, who]);
    expect(rows).toEqual([
      ...by(mistakes, '`validate`: Terraform and the schema'),
      ['credentials of another account', '`plan`: the provider'],
      ...by(refusedOnCreation, '`apply`: the rules of creation'),
      ...by(refusedInUse, '`use`: the rules of use'),
      ...by(refusedIfLate, '`order`: the same rules, as late as may be'),
    ]);
  });
});

/** Orders that AWS does not insist on: why they are kept nevertheless. */
const kept: Readonly<Record<string, string>> = {
  aws_s3_object: 'a page must not be served before the files that it names',
  aws_s3_bucket_policy: 'AWS refuses to change the policy and the public access of a bucket in one moment',
  aws_lambda_function_event_invoke_config: 'implied by the function, which waits for the same policy',
};

describeWithTerraform('every dependency that is written', () => {
  it(
    'is missed when it is taken away, or there is a reason for it',
    async () => {
      const written: string[] = [];
      const result = await proveStack('dev', {
        change: (document) => {
          const { resource } = editorOf(document);
          for (const [type, byName] of Object.entries(resource)) {
            // Without these Terraform itself comes to an end: a fault of their own, above.
            if (type === 'aws_apigatewayv2_stage') continue;
            for (const [name, attributes] of Object.entries(byName)) {
              if (attributes.depends_on === undefined) continue;
              written.push(`${type}.${name}`);
              delete attributes.depends_on;
            }
          }
          return document;
        },
        steps: ['init', 'plan', 'apply', 'order'],
        // What Terraform happens to create too early would hide the rest.
        refuses: false,
      });
      expect(result.failedStep).toBe('order');
      const unnoticed = written.filter((address) => !result.output.includes(`${address}: `));
      const types = new Set(unnoticed.map((address) => address.split('.')[0]));
      expect([...types].filter((type) => type === undefined || !(type in kept))).toEqual([]);
      expect(written.length).toBeGreaterThan(10);
    },
    proofTimeoutMs,
  );
});
