import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { commandsIn, commandsOf, scriptsIn } from './guide-commands.ts';
import { describeWith } from './programs.ts';

/*
 * The commands of the guides exist as they are written: scripts, tasks, environments, options. `commands.test.ts` runs those of "Deploy to AWS in
 * fifteen minutes".
 */

const repository = new URL('../../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, repository), 'utf8');
const json = (file: string): { scripts?: Record<string, string>; tasks?: Record<string, unknown> } =>
  JSON.parse(read(file));

const guides = [
  'README.md',
  'docs/deploy.md',
  ...readdirSync(new URL('docs/how-to', repository))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/how-to/${file}`),
];

const recipes = readdirSync(new URL('docs/how-to/ci', repository)).map((file) => `docs/how-to/ci/${file}`);

const commands = [
  ...guides.flatMap((file) => commandsIn(read(file)).map((words) => [file, words] as const)),
  ...recipes.flatMap((file) =>
    scriptsIn(read(file))
      .flatMap((script) => script.split('\n').flatMap(commandsOf))
      .map((words) => [file, words] as const),
  ),
];

const of = (program: string) => [
  ...new Map(
    commands
      .filter(([, [name]]) => name === program)
      .map(([file, words]) => [words.join(' '), [words.join(' '), file, words] as const]),
  ).values(),
];

describe('npm', () => {
  const { scripts = {} } = json('package.json');
  const usage = read('infra/src/deploy/cli.ts');

  it.each(of('npm').filter(([, , words]) => words[1] === 'run'))('%s (%s)', (_command, _file, words) => {
    const script = words.slice(2).find((word) => !word.startsWith('-')) ?? '';
    const workspace = words[words.findIndex((word) => /^(--workspace|-w)$/.test(word)) + 1];
    const known = words.some((word) => /^(--workspace|-w)$/.test(word))
      ? json(`${workspace}/package.json`).scripts
      : scripts;
    expect(Object.keys(known ?? {})).toContain(script);
    if (scripts[script]?.includes('deploy/cli.ts')) expect(usage).toContain(`npm run ${script} -- `);
  });
});

describe('npx', () => {
  const tasks = [json('turbo.json'), json('infra/turbo.json')].flatMap((file) =>
    Object.keys(file.tasks ?? {}),
  );

  it.each(of('npx').filter(([, , words]) => words[1] === 'turbo'))('%s (%s)', (_command, _file, words) => {
    const asked = words.slice(words[2] === 'run' ? 3 : 2).filter((word) => !word.startsWith('-'));
    for (const task of asked) expect(tasks).toContain(task);
  });
});

describeWith('terraform')('terraform', () => {
  it.each(of('terraform'))('%s (%s)', (_command, _file, [, ...words]) => {
    const parameters = words.filter((word) => !word.startsWith('-chdir='));
    const isOption = (word: string): boolean => word.startsWith('-');
    const name = parameters.filter((word) => !isOption(word)).slice(0, parameters[0] === 'state' ? 2 : 1);
    const { stdout } = spawnSync('terraform', [...name, '-help'], { encoding: 'utf8' });
    expect(stdout).toContain(`terraform [global options] ${name.join(' ')}`);
    // Options of a plan are options of an apply, whose help only refers to it.
    const help = stdout + spawnSync('terraform', ['plan', '-help'], { encoding: 'utf8' }).stdout;
    for (const option of parameters.filter(isOption)) expect(help).toContain(option.replace(/=.*/, ''));
  });
});

describeWith('aws')('the CLI of AWS', () => {
  const asked = of('aws').filter(([, , words]) => words[1] !== 'sso' && words.length > 2);

  it.each(asked)('%s (%s)', (_command, _file, [, ...words]) => {
    const parameters = words
      .map((word) => word.replaceAll(/^'|'$/g, ''))
      .map((word) => (word.startsWith('fileb://') ? 'fileb:///dev/null' : word));
    // It looks at its parameters before it looks for AWS, where nobody answers.
    const { stderr } = spawnSync('aws', [...parameters, '--endpoint-url', 'http://127.0.0.1:9'], {
      encoding: 'utf8',
      env: {
        // biome-ignore lint/style/noProcessEnv: the CLI inherits the environment of the test
        ...process.env,
        AWS_REGION: 'eu-central-1',
        AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'key',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_MAX_ATTEMPTS: '1',
      },
    });
    expect(stderr).toContain('Could not connect to the endpoint URL');
  });
});
