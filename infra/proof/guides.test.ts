import { spawnSync } from 'node:child_process';
import { commandsWith } from '../test/guides.ts';
import { describeWith } from './programs.ts';

/* The commands of other programs in the guides exist as they are written, with their options. */

describeWith('terraform')('terraform', () => {
  it.each(commandsWith('terraform'))('%s (%s)', (_command, _file, [, ...words]) => {
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
  const asked = commandsWith('aws').filter(([, , words]) => words[1] !== 'sso' && words.length > 2);

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
