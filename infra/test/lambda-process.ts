import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { webSocketEndpointVariable } from '@switchboard/declarations';
import { unzipSync } from 'fflate';
import { one, type Stack } from './stack.ts';

/** The variables that a function is given, with names in place of what AWS would decide. */
export function variablesOf(stack: Stack, name: string): Record<string, string> {
  const { environment = { variables: {} } } = one(stack, 'aws_lambda_function', name);
  const given = Object.entries<string>(environment.variables).map(([variable, value]) => [
    variable,
    variable === webSocketEndpointVariable ? 'wss://example.com/dev' : value.replaceAll(/[${}]/g, ''),
  ]);
  return Object.fromEntries(given);
}

/** Loads a bundle, once for each of some environments, and tells for each what went wrong, or `loaded`. */
const script = `
  const [bundle, environments] = [process.argv[1], JSON.parse(process.argv[2])];
  const outcomes = environments.map((environment) => {
    delete require.cache[require.resolve(bundle)];
    process.env = environment;
    try {
      return typeof require(bundle).handler === 'function' ? 'loaded' : 'no handler';
    } catch (error) {
      return String(error.message);
    }
  });
  process.stdout.write(JSON.stringify(outcomes));`;

/** Starts the deployed bundle of a function as Lambda does, once with each environment. */
export function coldStarts(
  stack: Stack,
  name: string,
  environments: readonly Readonly<Record<string, string>>[],
): string[] {
  const { filename } = one(stack, 'aws_lambda_function', name);
  const bundle = unpack(stack, filename);
  const withRegion = environments.map((environment) => ({ AWS_REGION: 'eu-central-1', ...environment }));
  const output = execFileSync(process.execPath, ['-e', script, bundle, JSON.stringify(withRegion)], {
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

function unpack(stack: Stack, filename: string): string {
  const code = unzipSync(readFileSync(join(stack.folder, filename)))['index.js'];
  if (!code) throw new RangeError(`${filename} holds no index.js.`);
  const bundle = join(mkdtempSync(join(stack.folder, 'unpacked-')), 'index.js');
  writeFileSync(bundle, code);
  return bundle;
}
