import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Permission } from '../src/door/service.ts';
import { type PlatformProcess, startPlatformProcess } from './fixture/platform-process.ts';
import { type Grant, type GrantedFunction, grantsOf } from './permissions/compare.ts';
import { reasonOf } from './permissions/explained.ts';
import { actorsOf, converse } from './permissions/scenario.ts';
import { permissionsByPlace, permissionsTable, unpadded } from './permissions/table.ts';

const root = join(__dirname, '../../..');
const guide = join(root, 'docs/reference/permissions.md');

/** `switchboard-dev-responder` and `switchboard.dev.messages` without what every name begins with. */
const shortName = (name: string): string => name.replace(/^switchboard[-.]dev[-.]/, '');

const named = ({ functionName, action, place }: Grant): string => `${functionName}: ${action} on ${place}`;

let platform: PlatformProcess;
let grants: readonly Grant[];

/** Everything happens once, on the environment `dev` as it would be deployed. */
beforeAll(async () => {
  platform = await startPlatformProcess({
    TERRAFORM_FILE: join(root, 'infra/cdktf.out/stacks/dev/cdk.tf.json'),
  });
  const place = { ws: String(platform.ws), http: String(platform.http), aws: platform.aws };
  await converse(actorsOf(place, 'switchboard.dev'));
  const [functions, observed] = await Promise.all(
    ['functions', 'permissions'].map(async (path) =>
      (await fetch(`${platform.aws}/_switchboard/${path}`)).json(),
    ),
  );
  grants = grantsOf(
    functions as readonly GrantedFunction[],
    observed as Readonly<Record<string, readonly Permission[]>>,
    shortName,
  );
});

afterAll(() => platform.end('SIGTERM'));

describe('what functions may do', () => {
  it('fault: a session could not be revoked on AWS: nothing that a function does is denied', () => {
    expect(platform.logged.filter((line) => line.includes('is not authorized to perform'))).toEqual([]);
  });

  it('fault: roles could query tokens that nothing queries: what is granted is used, or says who needs it', () => {
    const unused = grants.filter((grant) => !grant.isObserved && reasonOf(grant) === undefined);
    expect(unused.map(named)).toEqual([]);
    expect(grants.filter(({ isObserved }) => isObserved).length).toBeGreaterThan(80);
  });

  it('is in the reference as it is', () => {
    const text = readFileSync(guide, 'utf8');
    const current = text.replace(
      /(<!-- measured -->\n\n)[\s\S]*(\n\n<!-- end -->)/,
      `$1${permissionsTable(grants)}\n\n## Every grant\n\n${permissionsByPlace(grants)}$2`,
    );
    // biome-ignore lint/style/noProcessEnv: how a person has the page written again
    if (process.env.WRITE_DOCS !== undefined) writeFileSync(guide, current);
    expect(unpadded(current)).toBe(unpadded(readFileSync(guide, 'utf8')));
  });
});
