import { App, type TerraformStack } from './cdktf/core.ts';
import { type Environment, isLocal } from './environment/environment.ts';
import { requireEnvironments } from './environment/problems.ts';
import { AccountStack, accountStackName } from './stacks/account-stack.ts';
import { type Built, EnvironmentStack } from './stacks/environment-stack.ts';

/** What was written of one stack. */
export interface SynthesisedStack {
  readonly name: string;
  /** How many resources Terraform will manage. */
  readonly resourceCount: number;
}

/**
 * Writes `<outputFolder>/stacks/<stack>/cdk.tf.json` with the bundles beside it, for each environment and
 * for each account. The same
 * declarations and code give the same bytes, wherever the repository lies.
 *
 * @throws {InvalidEnvironmentsError} naming everything that is wrong with the environments
 */
export function synthesise(
  outputFolder: string,
  environments: readonly Environment[],
  built: Built,
): readonly SynthesisedStack[] {
  requireEnvironments(environments, built.packages);
  const app = new App({ outdir: outputFolder, stackTraces: false });
  const stacks = [
    ...environments.map((environment) => new EnvironmentStack(app, environment, built)),
    ...accountsOf(environments).map((environment) => new AccountStack(app, environment)),
  ];
  app.synth();
  return stacks.map((stack) => ({ name: stack.node.id, resourceCount: countResources(stack) }));
}

/** One environment for each account and region that something is deployed to. */
function accountsOf(environments: readonly Environment[]): readonly Environment[] {
  const deployed = environments.filter((environment) => !isLocal(environment));
  return [...new Map(deployed.map((environment) => [accountStackName(environment), environment])).values()];
}

function countResources(stack: TerraformStack): number {
  const { resource }: { resource: Record<string, Record<string, unknown>> } = stack.toTerraform();
  return Object.values(resource).reduce((sum, ofType) => sum + Object.keys(ofType).length, 0);
}
