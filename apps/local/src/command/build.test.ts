import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build, ofFailedTasks, partBegun, withoutChrome } from './build.ts';

describe('what a failed build says', () => {
  it('is what the tool said, without what the builder says around it', () => {
    const said = [
      '',
      '   • turbo 2.11.11',
      '   • Packages in scope: a, b',
      '   • Remote caching disabled',
      '',
      '@switchboard/infra:synth:local: cache miss, executing 629a7b112d4b696d',
      'AUTHENTICATION should be token or none, but is "wrong".',
      'BOT should be one of echo, rules, none, but is "nosuch".',
      '@switchboard/infra#synth:local: command (/a) /usr/bin/npm run synth:local exited (1)',
      ' Tasks:    3 successful, 4 total',
      'Cached:    3 cached, 4 total',
      '  Time:    3.018s',
      'Failed:    @switchboard/infra#synth:local',
      '',
      ' ERROR  run failed: command  exited (1)',
    ].join('\n');
    expect(withoutChrome(said)).toBe(
      'AUTHENTICATION should be token or none, but is "wrong".\nBOT should be one of echo, rules, none, but is "nosuch".',
    );
  });

  it('is all of it where nothing else is left', () => {
    expect(withoutChrome(' ERROR  run failed: no package manager\n')).toBe(
      'ERROR  run failed: no package manager',
    );
  });
});

describe('what is built', () => {
  it.each<[string, string | undefined]>([
    ['@switchboard/web:build: cache miss, executing d8bfb43cd4bc216b', 'pages'],
    ['@switchboard/chat-handlers:build: cache bypass, force executing f08bf6d6', 'chat-handlers'],
    ['@switchboard/infra:synth:local: cache miss, executing bea72fc976c623dd', 'Terraform'],
    ['@switchboard/web:build: cache hit, suppressing logs d8bfb43cd4bc216b', undefined],
    ['@switchboard/web:build: > node build.ts', undefined],
    [' Tasks:    5 successful, 5 total', undefined],
  ])('%s: %s', (line, part) => {
    expect(partBegun(line)).toBe(part);
  });
});

describe('of a build in which a task failed', () => {
  it('only that task is heard', () => {
    const said = [
      '@switchboard/chat-handlers:build: cache miss, executing f08bf6d660eab600',
      '@switchboard/bot-responder:build: cache miss, executing 014305a54e86c715',
      '@switchboard/chat-handlers:build: authorize            185.7 KiB, 61.6 KiB gzipped',
      '@switchboard/bot-responder:build: ✘ [ERROR] Expected "}" but found end of file',
      '@switchboard/bot-responder:build: ',
      '@switchboard/bot-responder:build:     src/bots/mine.ts:9:0',
      '@switchboard/bot-responder#build:  ERROR  command (/a) /usr/bin/npm run build exited (1)',
      'Failed:    @switchboard/bot-responder#build',
    ];
    expect(withoutChrome(ofFailedTasks(said).join('\n'))).toBe(
      '✘ [ERROR] Expected "}" but found end of file\n    src/bots/mine.ts:9:0',
    );
  });

  it('everything is heard where the builder itself failed', () => {
    expect(ofFailedTasks([' ERROR  run failed: no package manager'])).toEqual([
      ' ERROR  run failed: no package manager',
    ]);
  });
});

describe('a build with a variable that is wrong', () => {
  const root = mkdtempSync(join(tmpdir(), 'build-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const write = (path: string, lines: readonly string[]): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), lines.join('\n'));
  };
  const builtFor = (BOT: string): { parts: string[]; end: Promise<void> } => {
    const parts: string[] = [];
    return { parts, end: build({ root: `${root}/`, env: { BOT }, onPart: (part) => parts.push(part) }) };
  };

  it('ends at once, and says what the synthesis would have said in the end', async () => {
    // A builder that begins with the pages and is not done before the check of settings is.
    write('package.json', ['{}']);
    write('infra/package.json', ['{ "type": "module" }']);
    write('node_modules/turbo/bin/turbo', [
      "const { existsSync, writeFileSync } = require('node:fs');",
      "process.once('SIGTERM', () => { writeFileSync('stopped', ''); process.exit(0); });",
      "console.log('@switchboard/web:build: cache miss, executing d8bfb43cd4bc216b');",
      "setInterval(() => existsSync('infra/right') && process.exit(0), 10);",
    ]);
    write('infra/src/check-settings.ts', [
      "import { writeFileSync } from 'node:fs';",
      "if (process.env.BOT !== 'nosuch') writeFileSync('right', '');",
      'else { process.stderr.write(\'BOT should be one of echo, rules, none, but is "nosuch".\\n\'); process.exitCode = 2; }',
    ]);
    const wrong = builtFor('nosuch');
    await expect(wrong.end).rejects.toMatchObject({
      code: 'build.failed',
      message: 'BOT should be one of echo, rules, none, but is "nosuch".',
    });
    expect(existsSync(join(root, 'stopped'))).toBe(true);
    const right = builtFor('rules');
    await right.end;
    expect([wrong.parts, right.parts]).toEqual([['pages'], ['pages']]);
  });
});
