import { commandsWith, json, read } from './guides.ts';

/*
 * The commands of the guides exist as they are written: scripts, tasks, environments. Those of other programs are in `proof/guides.test.ts`, and
 * `proof/commands.test.ts` runs those of "Deploy to AWS in fifteen minutes".
 */

describe('npm', () => {
  const { scripts = {} } = json('package.json');
  const usage = read('infra/src/deploy/cli.ts');

  it.each(commandsWith('npm').filter(([, , words]) => words[1] === 'run'))(
    '%s (%s)',
    (_command, _file, words) => {
      const script = words.slice(2).find((word) => !word.startsWith('-')) ?? '';
      const workspace = words[words.findIndex((word) => /^(--workspace|-w)$/.test(word)) + 1];
      const known = words.some((word) => /^(--workspace|-w)$/.test(word))
        ? json(`${workspace}/package.json`).scripts
        : scripts;
      expect(Object.keys(known ?? {})).toContain(script);
      if (scripts[script]?.includes('deploy/cli.ts')) expect(usage).toContain(`npm run ${script} -- `);
    },
  );
});

describe('npx', () => {
  const tasks = [json('turbo.json'), json('infra/turbo.json')].flatMap((file) =>
    Object.keys(file.tasks ?? {}),
  );

  it.each(commandsWith('npx').filter(([, , words]) => words[1] === 'turbo'))(
    '%s (%s)',
    (_command, _file, words) => {
      const asked = words.slice(words[2] === 'run' ? 3 : 2).filter((word) => !word.startsWith('-'));
      for (const task of asked) expect(tasks).toContain(task);
    },
  );
});
