import type { FunctionPackage } from '@switchboard/declarations';
import { App } from './cdktf/core.ts';
import { EnvironmentStack } from './environment-stack.ts';
import type { Environment } from './environments.ts';

/** What was made of one environment. */
export interface SynthesisedStack {
  readonly environment: string;
  /** How many resources Terraform will manage. */
  readonly resourceCount: number;
}

/**
 * Writes `<outputFolder>/stacks/<environment>/cdk.tf.json` with the bundles beside it, for each environment. The same
 * declarations and code give the same bytes, wherever the repository lies.
 */
export function synthesise(
  outputFolder: string,
  environments: readonly Environment[],
  packages: readonly FunctionPackage[],
): readonly SynthesisedStack[] {
  const app = new App({ outdir: outputFolder, stackTraces: false });
  const stacks = environments.map((environment) => new EnvironmentStack(app, environment, packages));
  app.synth();
  return stacks.map((stack) => ({ environment: stack.node.id, resourceCount: countResources(stack) }));
}

function countResources(stack: EnvironmentStack): number {
  const { resource }: { resource: Record<string, Record<string, unknown>> } = stack.toTerraform();
  return Object.values(resource).reduce((sum, ofType) => sum + Object.keys(ofType).length, 0);
}
