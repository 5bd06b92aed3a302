import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type ProofOptions, type ProofResult, prove } from '../src/prove.ts';
import { bindingsFolder } from '../src/schema/bindings-folder.ts';

const stacksFolder = fileURLToPath(new URL('../../../infra/cdktf.out/stacks', import.meta.url));

/** The folder of a synthesised stack. */
export const stackFolder = (name: string): string => `${stacksFolder}/${name}`;

/** These tests need a Terraform; if there is none they are skipped by name. */
export const describeWithTerraform =
  spawnSync('terraform', ['version']).error === undefined ? describe : describe.skip;

/** Terraform takes some seconds, more on a busy machine. */
export const proofTimeoutMs = 120_000;

export const proveStack = (name: string, options: Partial<ProofOptions> = {}): Promise<ProofResult> =>
  prove({
    stack: stackFolder(name),
    program: 'terraform',
    bindings: bindingsFolder('@cdktf/provider-aws'),
    accountId: '111122223333',
    // biome-ignore lint/style/noProcessEnv: Terraform inherits the environment of the test
    env: process.env,
    ...options,
  });
