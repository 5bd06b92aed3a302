import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Account, type Rules } from './account/account.ts';
import { createProvider } from './provider/create-provider.ts';
import { serve } from './provider/serve.ts';
import { readSchemas } from './schema/read-schemas.ts';
import { copyStack, createTerraform, liftProtection, type StackDocument } from './terraform/terraform.ts';

export interface ProofOptions {
  /** The folder of the synthesised stack. */
  readonly stack: string;
  /** The program, `terraform` or `tofu`. */
  readonly program: string;
  /** The folder of the package with the bindings that the stack was made with. */
  readonly bindings: string;
  /** The account that the credentials are of. */
  readonly accountId: string;
  readonly rules: Rules;
  /** Edits the stack before Terraform sees it. */
  readonly change?: (document: StackDocument) => StackDocument;
  /** Lasts as long as AWS takes to create a resource of a type. @default no time */
  readonly creation?: (type: string) => Promise<void>;
  /** The steps that are run. @default all of them */
  readonly steps?: readonly ProofStep[];
  /** Whether `destroy` lifts the protection of protected resources before. @default true */
  readonly liftsProtection?: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** In this order. `planAgain` must find nothing to do. */
const proofSteps = ['init', 'validate', 'plan', 'apply', 'planAgain', 'destroy'] as const;

export type ProofStep = (typeof proofSteps)[number];

export interface ProofResult {
  /** The step that failed, if one did: those behind it were not run. */
  readonly failedStep?: ProofStep;
  /** What Terraform printed in its last step. */
  readonly output: string;
  /** How many resources there were after `apply`. */
  readonly resourceCount: number;
}

const commands: Readonly<Record<ProofStep, readonly string[]>> = {
  init: ['init', '-input=false', '-no-color'],
  validate: ['validate', '-no-color'],
  plan: ['plan', '-input=false', '-no-color', '-out=planned'],
  apply: ['apply', '-input=false', '-no-color', '-parallelism=100', 'planned'],
  // Ends with 2 where there is something to do.
  planAgain: ['plan', '-input=false', '-no-color', '-detailed-exitcode'],
  destroy: ['destroy', '-input=false', '-no-color', '-auto-approve', '-parallelism=100'],
};

/** Takes a stack through Terraform from nothing to everything and back, in an account that plays AWS. */
export async function prove(options: ProofOptions): Promise<ProofResult> {
  const { program, env, steps = proofSteps, creation, liftsProtection = true } = options;
  const folder = await mkdtemp(join(tmpdir(), 'terraform-proof-'));
  const document = await copyStack(options.stack, folder, options.change);
  const schemas = readSchemas(options.bindings, {
    resources: Object.keys(document.resource ?? {}),
    dataSources: Object.keys(document.data ?? {}),
  });
  const account = new Account({ rules: options.rules, ...(creation && { creation }) });
  const provider = await serve(createProvider({ schemas, account, accountId: options.accountId }));
  const terraform = createTerraform({ program, folder, reattach: provider.reattach, env });
  try {
    let [output, resourceCount] = ['', 0];
    for (const step of steps) {
      if (step === 'destroy' && liftsProtection) await liftProtection(folder);
      const result = await terraform.run(...commands[step]);
      output = result.output;
      if (result.exitCode !== 0) return { failedStep: step, output, resourceCount };
      if (step === 'apply') resourceCount = account.resources.length;
    }
    return { output, resourceCount };
  } finally {
    await provider.stop();
    await rm(folder, { recursive: true });
  }
}
