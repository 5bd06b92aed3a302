import { audit } from '../documentation/audit.ts';
import type { ModelServer } from '../documentation/model-server.ts';
import { commandsIn, languagesIn } from '../documentation/pages.ts';
import { everyWalk } from '../documentation/walks/every-walk.ts';

const model: ModelServer = { baseUrl: 'http://127.0.0.1:1/v1', asked: [], stop: () => undefined };
const walks = everyWalk.map((walk) => walk('/nowhere', model, () => undefined));

describe('the commands of a page', () => {
  it('stand in blocks and in the text, without remarks, each once', () => {
    const page = [
      'Run `npm test` or `npm run load`; `npm` installs it, `PORT=5` and `aws.request` are none.',
      '',
      '    npm test          # every test',
      "    printf 'Subject: A' |",
      '      curl smtp://localhost -T -',
      '    The output of it',
      '',
      '```sh',
      'export AWS_REGION=eu-central-1 \\',
      '  OTHER=1',
      '```',
      '',
      '```ts',
      "run('npm run nothing');",
      '```',
      '',
    ].join('\n');
    expect(commandsIn(page)).toEqual([
      'export AWS_REGION=eu-central-1 OTHER=1',
      'npm test',
      "printf 'Subject: A' | curl smtp://localhost -T -",
      'npm run load',
    ]);
    expect(languagesIn(page)).toEqual(['ts']);
  });
});

describe('every command and example of the documentation', () => {
  it('is run by a test', () => {
    expect(audit(walks)).toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      'a command',
      'Type `npm run nobody-runs-this -- now`.\n',
      'nothing runs the command npm run nobody-runs-this',
    ],
    ['a block', '    terraform apply -nobody\n', 'nothing runs the command terraform apply -nobody'],
    ['an example', '```ts\nexport const a = 1;\n```\n', 'nothing runs the examples in ts'],
  ])('is missed where nothing runs it: %s', (_what, text, fault) => {
    expect(audit(walks, { 'packages/new/README.md': text }).join('\n')).toContain(fault);
  });

  it('is missed where a page does not say what its walk does', () => {
    const page = 'docs/tutorial/first-bot.md';
    expect(audit(walks, { [page]: 'Start it.\n' }).join('\n')).toMatch(`${page} does not say "`);
  });

  it('has runners for what the pages say, and for nothing else', () => {
    expect(audit(walks, {})).toContain('No page needs the runner of npm run format');
  });
});
