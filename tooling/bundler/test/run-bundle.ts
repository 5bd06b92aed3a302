import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Calls a bundle's handler in a process of its own whose environment is like Lambda's, and returns what it answers.
 * `before` is a script that runs before the bundle is loaded. @default none
 */
export async function runBundle(
  bundle: URL,
  event: unknown,
  variables: Readonly<Record<string, string>>,
  before = '',
): Promise<unknown> {
  const script = `${before} require(process.argv[1]).handler(JSON.parse(process.argv[2]))
    .then((answer) => process.stdout.write(JSON.stringify(answer)))`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['-e', script, fileURLToPath(bundle), JSON.stringify(event)],
    { env: { ...lambdaEnvironment, ...variables } },
  );
  return JSON.parse(stdout);
}

const lambdaEnvironment = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_SESSION_TOKEN: 'example-session',
};
