import { globSync, readFileSync } from 'node:fs';
import { type SettingName, settingNames, settings } from '@switchboard/declarations';
import { documentedRows, documentedTable } from '@switchboard/jest-preset/documented-table';
import { functionsFor, usedSecrets } from '../src/functions/declared.ts';
import { functionPackages } from '../src/functions/function-packages.ts';
import { environmentNamed } from './stack.ts';

const page = 'docs/reference/configuration.md';

/** The secrets of an environment with these settings, the others having their defaults. */
function secretsWith(chosen: Readonly<Partial<Record<SettingName, string>>>) {
  const defaults = Object.fromEntries(settingNames.map((name) => [name, settings[name].default]));
  const all = { ...defaults, ...chosen } as Readonly<Record<SettingName, string>>;
  return usedSecrets(functionPackages.flatMap(({ functions }) => functionsFor(functions, all)));
}

/** The settings that bring a secret, in an order in which each is named with the fewest. */
const choices = [
  {},
  ...functionPackages.flatMap(({ allowedValues }) =>
    (allowedValues?.BOT ?? []).map((name) => ({ BOT: name })),
  ),
  { WEB_PUSH: 'on' },
  { TELEGRAM: 'on' },
  { TELEGRAM: 'on', SUMMARIES: 'model' },
];

describe('the reference of configuration', () => {
  it('has every secret, how it is given on a machine, and the settings that need it', () => {
    const known = new Map<string, readonly string[]>();
    for (const choice of choices) {
      const needed = Object.entries(choice).map(([name, value]) => `\`${name}=${value}\``);
      for (const { name, description } of secretsWith(choice)) {
        const variable = name.replaceAll('-', '_').toUpperCase();
        if (!known.has(name))
          known.set(name, [`\`${name}\``, `\`${variable}\``, needed.join(' and ') || 'always', description]);
      }
    }
    const { actual, expected } = documentedTable(page, 'secrets', [
      ['secret', 'on your machine', 'for', 'what it is'],
      ...known.values(),
    ]);
    expect(actual).toEqual(expected);
  });

  it('has every setting that local has otherwise than a deployed environment', () => {
    const local = environmentNamed('local').settings;
    const others = settingNames.filter(
      (name) => (local[name] ?? settings[name].default) !== settings[name].default,
    );
    const { actual, expected } = documentedTable(page, 'settings of local', [
      ['setting', 'on your machine', 'default of a deployed environment'],
      ...others.map((name) => [`\`${name}\``, `\`${local[name]}\``, `\`${settings[name].default}\``]),
    ]);
    expect(actual).toEqual(expected);
  });

  it('has every variable that the commands read', () => {
    const read = ['src/main.ts', ...globSync('src/deploy/**/*.ts')].flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\benv\.([A-Z][A-Z_]+)/g)].map(([, name = '']) => name),
    );
    const documented = documentedRows(page, 'variables of the commands that deploy').map(([name]) => name);
    expect(documented.sort()).toEqual([...new Set(read)].map((name) => `\`${name}\``).sort());
  });
});
