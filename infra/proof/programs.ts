import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { freePort } from '../test/free-port.ts';

/** Where a program is absent, the tests that need it are skipped by name. */
const describeWith = (...commands: readonly (readonly [program: string, argument: string])[]) =>
  commands.every(([program, argument]) => spawnSync(program, [argument]).error === undefined)
    ? describe
    : describe.skip;

const terraform = ['terraform', 'version'] as const;
/** Another program that plays AWS, which was not written here: https://docs.getmoto.org. */
const moto = ['moto_server', '--help'] as const;

export const describeWithTerraform = describeWith(terraform);
export const describeWithMoto = describeWith(moto);
export const describeWithTerraformAndMoto = describeWith(terraform, moto);

/** An AWS that is played by moto. */
export interface Moto {
  readonly endpoint: string;
  readonly process: ChildProcess;
}

/** Starts moto on a free port, and waits until it answers. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn('moto_server', ['-p', String(port)], { stdio: 'ignore' });
  const answers = () =>
    fetch(`${endpoint}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 100));
  return { endpoint, process: server };
}
