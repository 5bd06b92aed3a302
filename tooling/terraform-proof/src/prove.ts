import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Refusal, refusedInUse, refusedOnCreation } from '@switchboard/aws-rules';
import { Account, noRules } from './account/account.ts';
import { lateRefusals, readState } from './order/late-refusals.ts';
import { createProvider } from './provider/create-provider.ts';
import { serve } from './provider/serve.ts';
import { readSchemas } from './schema/read-schemas.ts';
import {
  copyStack,
  createTerraform,
  liftProtection,
  regionOf,
  type StackDocument,
} from './terraform/terraform.ts';

export interface ProofOptions {
  /** The folder of the synthesised stack. */
  readonly stack: string;
  /** The program, `terraform` or `tofu`. */
  readonly program: string;
  /** The folder of the package with the bindings that the stack was made with. */
  readonly bindings: string;
  /** The account that the credentials are of. */
  readonly accountId: string;
  /** Edits the stack before Terraform sees it. */
  readonly change?: (document: StackDocument) => StackDocument;
  /** Whether the account refuses resources when they are created. @default true */
  readonly refuses?: boolean;
  /** The steps that are run. @default all of them */
  readonly steps?: readonly ProofStep[];
  /** Whether `destroy` lifts the protection of protected resources before. @default true */
  readonly liftsProtection?: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * In this order. `use` looks at the whole account for what AWS would refuse to use, `order` at each resource for what it would have been
 * refused without, had everything been created as late as Terraform may. `planAgain` must find nothing to do.
 */
const proofSteps = ['init', 'validate', 'plan', 'apply', 'use', 'order', 'planAgain', 'destroy'] as const;

export type ProofStep = (typeof proofSteps)[number];

export interface ProofResult {
  /** The step that failed, if one did: those behind it were not run. */
  readonly failedStep?: ProofStep;
  /** What Terraform printed in its last step. */
  readonly output: string;
  /** How many resources there were after `apply`. */
  readonly resourceCount: number;
}

/** The steps that are a command of Terraform. */
type CommandStep = Exclude<ProofStep, 'use' | 'order'>;

const commands: Readonly<Record<CommandStep, readonly string[]>> = {
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
  const { program, env, steps = proofSteps, liftsProtection = true, refuses = true } = options;
  const folder = await mkdtemp(join(tmpdir(), 'terraform-proof-'));
  const document = await copyStack(options.stack, folder, options.change);
  const schemas = readSchemas(options.bindings, {
    resources: Object.keys(document.resource ?? {}),
    dataSources: Object.keys(document.data ?? {}),
  });
  const place = { accountId: options.accountId, region: regionOf(document) };
  const account = new Account({
    rules: refuses ? refusedOnCreation : noRules,
  });
  const provider = await serve(createProvider({ schemas, account, place }));
  const terraform = createTerraform({ program, folder, reattach: provider.reattach, env });

  const run = async (step: ProofStep): Promise<StepResult> => {
    if (step === 'use') return judged(refusedInUse(account.resources));
    if (step === 'order') return judged(lateRefusals(await readState(terraform)));
    if (step === 'destroy' && liftsProtection) await liftProtection(folder);
    const { exitCode, output } = await terraform.run(...commands[step]);
    return { holds: exitCode === 0, output };
  };

  try {
    let [output, resourceCount] = ['', 0];
    for (const step of steps) {
      const result = await run(step);
      output = result.output;
      if (!result.holds) return { failedStep: step, output, resourceCount };
      if (step === 'apply') resourceCount = account.resources.length;
    }
    return { output, resourceCount };
  } finally {
    await provider.stop();
    await rm(folder, { recursive: true });
  }
}

interface StepResult {
  readonly holds: boolean;
  readonly output: string;
}

const judged = (refusals: readonly Refusal[]): StepResult => ({
  holds: refusals.length === 0,
  output: refusals.map(({ resource, rule, message }) => `${resource}: ${rule}: ${message}`).join('\n'),
});
