import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bot as echo } from '../src/bots/echo.ts';
import { parseLlmConfig } from '../src/bots/llm/llm-config.ts';
import { answerMessages, compileRules } from '../src/bots/rules/choose-answer.ts';
import { parseRules } from '../src/bots/rules/rules-schema.ts';
import { botTemplate, testTemplate } from '../src/cli/bot-templates.ts';
import { startConversation } from '../src/testing/conversation.ts';
import { createPlatform } from './platform.ts';

/** Every code block of a document. */
const codeBlocks = (language: string, file: string): readonly string[] => {
  const text = readFileSync(join(__dirname, '../../..', file), 'utf8');
  return [...text.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(
    ([, block = '']) => block,
  );
};

const codeBlock = (language: string, file = 'docs/bots.md'): string => {
  const guide = readFileSync(join(__dirname, '../../..', file), 'utf8');
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(guide)?.[1] ?? `no ${language} in ${file}`;
};

describe('the guide to bots', () => {
  it.each(['docs/bots.md', 'README.md'])('shows the file of a bot as it is in %s', (file) => {
    expect(codeBlock('ts', file)).toBe(readFileSync(join(__dirname, '../src/bots/echo.ts'), 'utf8'));
  });

  it('shows a bot that does what it says', async () => {
    const platform = await createPlatform();
    const respond = platform.respondWith(echo);
    for (const text of ['one', 'two']) await platform.say('t1', text);
    await respond('t1');
    await platform.say('t1', 'three');
    await respond('t1');
    expect(await platform.texts('t1')).toEqual([
      'user: one',
      'user: two',
      'bot: You said: one\nYou said: two\nThat was turn 1.',
      'user: three',
      'bot: You said: three\nThat was turn 2.',
    ]);
  });

  it('shows a configuration of llm that is one', () => {
    const [, llm = ''] = codeBlocks('json', 'docs/bots.md');
    expect(parseLlmConfig(JSON.parse(llm))).toMatchObject({
      models: { length: 2 },
      tools: [{ name: 'cancelOrder', approval: 'Cancel this order?' }],
    });
  });

  it('shows rules that are rules', () => {
    const compiled = compileRules(parseRules(JSON.parse(codeBlock('json'))));
    const answer = answerMessages(compiled, ['Hello, my name is Ada!'], { misses: 0, facts: {} });
    expect(answer.text).toBe('Nice to meet you, Ada!');
  });
});

describe('the tutorial', () => {
  const sourceOf = (file: string) =>
    readFileSync(join(__dirname, 'tutorial', file), 'utf8').replaceAll("'../../src/", "'../");

  it('shows the bot and the test that run beside this one', () => {
    expect(codeBlocks('ts', 'docs/tutorial/first-bot.md')).toEqual([
      sourceOf('tea.ts'),
      sourceOf('tea.test.ts'),
    ]);
  });

  it('names existing commands', () => {
    const manifest = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8'));
    const text = readFileSync(join(__dirname, '../../../docs/tutorial/first-bot.md'), 'utf8');
    const scripts = [...text.matchAll(/npm (?:run )?([a-z:]+)(?= tea|$| )/gm)].map(([, name = '']) => name);
    expect(scripts.length).toBeGreaterThan(2);
    for (const name of scripts) if (name !== 'ci') expect(Object.keys(manifest.scripts)).toContain(name);
  });
});

/** Every page that people wrote. */
const pages = globSync(
  ['*.md', 'docs/**/*.md', 'apps/*/README.md', 'packages/*/README.md', 'tooling/*/README.md'],
  {
    cwd: join(__dirname, '../../..'),
    exclude: (path) => path.includes('node_modules') || path.includes('reference/data-core'),
  },
);

describe('the pages of the repository', () => {
  const root = join(__dirname, '../../..');
  const scriptsOf = (folder: string): readonly string[] =>
    Object.keys(JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).scripts ?? {});
  const workspaces = globSync(['apps/*', 'packages/*', 'tooling/*', 'infra'], { cwd: root }).filter(
    (folder) => existsSync(join(root, folder, 'package.json')),
  );
  const scripts = new Set(['.', ...workspaces].flatMap(scriptsOf));

  it.each(pages)('%s names existing scripts', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const named = [...text.matchAll(/npm run (?:--silent |-s )?([a-z][\w:-]*)/g)].map(
      ([, name = '']) => name,
    );
    expect(named.filter((name) => !scripts.has(name))).toEqual([]);
  });

  it.each(pages)('%s links to existing files', (page) => {
    const text = readFileSync(join(root, page), 'utf8').replaceAll(/```.*?```/gs, '');
    const links = [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    // Pictures are made by `npm run pictures` and may come later than the page.
    const files = links.filter((link) => !/^[a-z]+:|\.png$/.test(link));
    expect(files.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });
});

describe('the decisions', () => {
  const folder = join(__dirname, '../../../docs/adr');
  const files = globSync('0*.md', { cwd: folder }).sort();
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

  it('are numbered without a gap', () => {
    expect(files.map((file) => Number(file.slice(0, 4)))).toEqual(files.map((_file, index) => index + 1));
  });

  it.each(files)('%s has its number, a context, a decision and its consequences', (file) => {
    const text = read(file);
    expect(text.startsWith(`# ${Number(file.slice(0, 4))}. `)).toBe(true);
    for (const part of ['Context', 'Decision', 'Consequences']) expect(text).toContain(`**${part}.**`);
  });

  it('are all in the index, with their titles', () => {
    const index = read('README.md');
    const rows = [...index.matchAll(/^\| \[(\d+)\]\((.+?)\) *\| (.+?) *\|/gm)];
    expect(rows.map(([, number, file, title]) => [file, `# ${number}. ${title}`])).toEqual(
      files.map((file) => [file, read(file).split('\n')[0]]),
    );
  });
});

describe('npm run bot:test', () => {
  it('says which bots have a test where the one that is named has none', () => {
    const program = join(__dirname, '../src/cli/test-bot.ts');
    const { status, stderr } = spawnSync(process.execPath, [program, 'nosuch'], { encoding: 'utf8' });
    expect(stderr).toContain(
      'There is no test of a bot nosuch: neither nosuch.test.ts nor one in the folder nosuch.',
    );
    expect(stderr).toContain('There are tests of llm, rules, wingbot.');
    expect(status).toBe(1);
  });
});

describe('npm run bot:new', () => {
  it('writes a bot that does what its test says', async () => {
    const { bot } = await import('./tutorial/new-bot.ts');
    const conversation = startConversation(bot);
    expect(await conversation.say('I', 'am Ann')).toMatchObject({ text: 'Hello! You said: I am Ann' });
    expect(await conversation.say('Bye')).toMatchObject({ text: 'You said: Bye' });
  });

  it('writes what runs beside this test', () => {
    expect(botTemplate('new-bot').replace("'../bot/", "'../../src/bot/")).toBe(
      readFileSync(join(__dirname, 'tutorial/new-bot.ts'), 'utf8'),
    );
    expect(testTemplate('new-bot')).toContain("import { bot } from './new-bot.ts';");
  });
});
