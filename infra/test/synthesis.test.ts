import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../src/environment/environment.ts';
import { environments } from '../src/environments.ts';
import { all, environmentNamed, removeStacks, synthesiseStack } from './stack.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

afterAll(removeStacks);

describe.each(environments.map(({ name }) => name))('the stack %s', (name) => {
  const stack = synthesiseStack(environmentNamed(name));

  it('is the same to the byte when it is made again, in another folder: an unchanged clone plans no change', () => {
    expect(synthesiseStack(environmentNamed(name)).text).toBe(stack.text);
  });

  it('holds no path of this machine', () => {
    expect(stack.text).not.toContain(repository);
    expect(stack.text).not.toContain(stack.folder);
  });

  it('deploys the zip that the bundler made, under its hash', () => {
    for (const { filename, source_code_hash } of all(stack, 'aws_lambda_function')) {
      const zip = readFileSync(join(stack.folder, filename));
      expect(createHash('sha256').update(zip).digest('base64')).toBe(source_code_hash);
    }
  });

  it('names every resource after the environment, so that two live beside each other in one account', () => {
    const named = Object.keys(stack.resource)
      .flatMap((type) => all(stack, type))
      .flatMap((attributes) => attributes.function_name ?? attributes.name ?? [])
      .filter((value: string) => !value.includes('${'));
    const foreign = named.filter(
      (value: string) => !value.includes(name) && !generic.has(value) && !value.endsWith('example.com'),
    );
    expect(foreign).toEqual([]);
  });

  it('tells where its APIs are, and where its pages are if it has a front', () => {
    const outputs = ['httpUrl', 'webSocketUrl', ...(name === 'local' ? [] : ['webUrl'])];
    expect(Object.keys(stack.output)).toEqual(expect.arrayContaining(outputs));
  });
});

describe('the state', () => {
  const backendOf = (change: Partial<Environment>) =>
    synthesiseStack({ ...environmentNamed('dev'), ...change }).terraform.backend;

  it('is kept in a bucket, encrypted and locked', () => {
    expect(backendOf({})).toEqual({
      s3: {
        bucket: 'switchboard-terraform-111122223333-eu-central-1',
        key: 'dev.tfstate',
        region: 'eu-central-1',
        encrypt: true,
        use_lockfile: true,
      },
    });
    expect(backendOf({ stateBucket: 'our-states' }).s3.bucket).toBe('our-states');
  });

  it('is kept beside infra where that is asked for, whatever folder Terraform runs in', () => {
    expect(backendOf({ state: 'file' })).toEqual({ local: { path: '../../../terraform.dev.tfstate' } });
  });
});

describe('an environment that is deployed', () => {
  it('is deployed by its own account alone, with a Terraform that can lock its state', () => {
    const { provider, terraform } = synthesiseStack(environmentNamed('dev'));
    expect(provider.aws[0].allowed_account_ids).toEqual(['111122223333']);
    expect(terraform.required_version).toBe('>= 1.10.0');
  });
});

/** Names that are unique within their parent: an inline policy of a role, the stage of an HTTP API. */
const generic = new Set(['declared', 'invoke', '$default']);
