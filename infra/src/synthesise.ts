import type { FunctionPackage } from '@switchboard/declarations';
import { App } from './cdktf/core.ts';
import type { Environment } from './environment/environment.ts';
import { requireEnvironments } from './environment/problems.ts';
import { EnvironmentStack } from './stacks/environment-stack.ts';

/** What was written of one stack. */
export interface SynthesisedStack {
  readonly name: string;
  /** How many resources Terraform will manage. */
  readonly resourceCount: number;
}

/**
 * Writes `<outputFolder>/stacks/<stack>/cdk.tf.json` with the bundles beside it, for each environment. The same
 * declarations and code give the same bytes, wherever the repository lies.
 *
 * @throws {InvalidEnvironmentsError} naming everything that is wrong with the environments
 */
export function synthesise(
  outputFolder: string,
  environments: readonly Environment[],
  packages: readonly FunctionPackage[],
): readonly SynthesisedStack[] {
  requireEnvironments(environments, packages);
  const app = new App({ outdir: outputFolder, stackTraces: false });
  const stacks = environments.map((environment) => new EnvironmentStack(app, environment, packages));
  app.synth();
  return stacks.map((stack) => ({ name: stack.node.id, resourceCount: countResources(stack) }));
}

function countResources(stack: EnvironmentStack): number {
  const { resource }: { resource: Record<string, Record<string, unknown>> } = stack.toTerraform();
  return Object.values(resource).reduce((sum, ofType) => sum + Object.keys(ofType).length, 0);
}
