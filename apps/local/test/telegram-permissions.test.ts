import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Permission } from '../src/door/service.ts';
import { type PlatformProcess, startPlatformProcess } from './fixture/platform-process.ts';
import { type Grant, type GrantedFunction, grantsOf } from './permissions/compare.ts';
import { reasonOf } from './permissions/explained.ts';
import { permissionsByPlace, permissionsTable, unpadded } from './permissions/table.ts';
import { useTelegram } from './permissions/telegram-scenario.ts';

const guide = join(__dirname, '../../../docs/reference/permissions.md');
const functionNames = /^(?:telegram-.*|mail|mail-reply)$/;

const shortName = (name: string): string => name.replace(/^switchboard[-.]local[-.]/, '');
const named = ({ functionName, action, place }: Grant): string => `${functionName}: ${action} on ${place}`;

let platform: PlatformProcess;
let grants: readonly Grant[];

/** Everything happens once, on the environment `local`, which has Telegram and mail. */
beforeAll(async () => {
  platform = await startPlatformProcess({});
  const { aws, telegram, smtp } = platform;
  const place = { ws: String(platform.ws), http: String(platform.http), aws };
  await useTelegram({ ...place, telegram: String(telegram), smtp: String(smtp) }, 'switchboard.local');
  const [functions, observed] = await Promise.all(
    ['functions', 'permissions'].map(async (path) => (await fetch(`${aws}/_switchboard/${path}`)).json()),
  );
  grants = grantsOf(
    functions as readonly GrantedFunction[],
    observed as Readonly<Record<string, readonly Permission[]>>,
    shortName,
  ).filter(({ functionName }) => functionNames.test(functionName));
});

afterAll(() => platform.end('SIGTERM'));

describe('what functions of Telegram and mail may do', () => {
  it('is all that they do: nothing is denied', () => {
    expect(platform.logged.filter((line) => line.includes('is not authorized to perform'))).toEqual([]);
  });

  it('is used, or says who needs it', () => {
    const unused = grants.filter((grant) => !grant.isObserved && reasonOf(grant) === undefined);
    expect(unused.map(named)).toEqual([]);
    expect(grants.filter(({ isObserved }) => isObserved).length).toBeGreaterThan(60);
  });

  it('is in the reference as it is', () => {
    const text = readFileSync(guide, 'utf8');
    const current = text.replace(
      /(<!-- measured with Telegram -->\n\n)[\s\S]*(\n\n<!-- end of Telegram -->)/,
      `$1${permissionsTable(grants)}\n\n${permissionsByPlace(grants)}$2`,
    );
    // biome-ignore lint/style/noProcessEnv: how a person has the page written again
    if (process.env.WRITE_DOCS !== undefined) writeFileSync(guide, current);
    expect(unpadded(current)).toBe(unpadded(readFileSync(guide, 'utf8')));
  });
});
