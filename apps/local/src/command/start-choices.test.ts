import { globSync, readFileSync } from 'node:fs';
import { documentedTable } from '@switchboard/jest-preset/documented-table';
import { helpLines, readCommand } from './read-command.ts';
import { readOptions } from './read-options.ts';
import { startOptions, startVariables } from './start-choices.ts';

const page = 'docs/reference/configuration.md';

describe('the reference of configuration', () => {
  it('has every variable of npm start with its meaning and default', () => {
    const rows = Object.entries(startVariables).map(([name, { meaning, default: value }]) => [
      `\`${name}\``,
      meaning,
      value,
    ]);
    const { actual, expected } = documentedTable(page, 'variables of npm start', [
      ['variable', 'meaning', 'default'],
      ...rows,
    ]);
    expect(actual).toEqual(expected);
  });

  it('has every option of npm start', () => {
    const rows = Object.values(startOptions).map(({ usage, meaning }) => [`\`${usage}\``, meaning]);
    const { actual, expected } = documentedTable(page, 'options of npm start', [
      ['option', 'meaning'],
      ...rows,
    ]);
    expect(actual).toEqual(expected);
  });
});

describe('the choices of npm start', () => {
  const sources = ['src/**/*.ts', '../../tooling/dynamodb-engine/src/engine.ts']
    .flatMap((pattern) => globSync(pattern))
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(file, 'utf8'));

  it('are all the variables that the platform reads', () => {
    const read = sources.flatMap((source) =>
      [...source.matchAll(/\benv(?:\.|, ')([A-Z][A-Z_]+)\b/g)].map(([, name = '']) => name),
    );
    expect(read.length).toBeGreaterThan(5);
    expect(read.filter((name) => !(name in startVariables))).toEqual([]);
  });

  it('are all read somewhere', () => {
    const text = sources.filter((source) => !source.includes('startVariables = {')).join('\n');
    const read = (name: string): boolean =>
      text.includes(name) || text.includes(`'${name.toLowerCase().replaceAll('_', '-')}'`);
    expect(Object.keys(startVariables).filter((name) => !read(name))).toEqual([]);
  });

  it('have the defaults that the page names', () => {
    const { port, speed, logLevel, dataDir, secretsFile } = readOptions({});
    const named = (name: keyof typeof startVariables): string =>
      /`(.+?)`/.exec(startVariables[name].default)?.[1] ?? '';
    expect([named('PORT'), named('SPEED'), named('LOG_LEVEL')]).toEqual([`${port}`, `${speed}`, logLevel]);
    expect(dataDir.endsWith(`/${named('DATA_DIR')}`)).toBe(true);
    expect(secretsFile.endsWith(`/${named('SECRETS_FILE')}`)).toBe(true);
  });

  it('are understood as they are written, and listed where an option is unknown', () => {
    expect(readCommand(['--json', '--inspect=responder'])).toMatchObject({
      json: true,
      inspection: { functionName: 'responder', port: 9229 },
    });
    for (const { usage } of Object.values(startOptions))
      expect(() => readCommand(['--no-such-option'])).toThrow(usage);
  });

  it('are all told by --help', () => {
    expect(readCommand(['--help']).help).toBe(true);
    const help = helpLines.join('\n');
    for (const name of Object.keys(startVariables)) expect(help).toContain(`  ${name}  `);
    for (const { usage } of Object.values(startOptions)) expect(help).toContain(`  ${usage}  `);
  });
});
