import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const infra = fileURLToPath(new URL('..', import.meta.url));

/** What a script says with some variables, and its exit code. */
function run(script: readonly string[], variables: Readonly<Record<string, string>>) {
  const { status, stderr } = spawnSync(process.execPath, ['-C', 'switchboard-source', ...script], {
    cwd: infra,
    // biome-ignore lint/style/noProcessEnv: the script gets the environment of a developer's shell
    env: { PATH: process.env.PATH ?? '', ...variables },
    encoding: 'utf8',
  });
  return { status, said: stderr };
}

describe('the check of settings', () => {
  it('says nothing of settings that are right', () => {
    expect(run(['src/check-settings.ts'], { BOT: 'none', RETENTION_DAYS: '7' })).toEqual({
      status: 0,
      said: '',
    });
  });

  it('says at once what the synthesis would say, under an exit code of its own', () => {
    const wrong = { BOT: 'nosuch', RETENTION_DAYS: 'abc' };
    const { status, said } = run(['src/check-settings.ts'], wrong);
    expect(said).toBe(run(['--disable-warning=DEP0044', 'src/main.ts', 'local'], wrong).said);
    expect(said).toMatch(
      /RETENTION_DAYS should be .*\n?.*BOT should be one of .* but is "nosuch"|BOT should be one of .*\n?.*RETENTION_DAYS/,
    );
    expect(status).toBe(2);
  });
});
