import { join } from 'node:path';
import { doubtfulNames, slipsBetween, startNames } from './doubtful-names.ts';

const root = `${join(__dirname, '../../../..')}/`;
const variables = startNames(root);
const secrets = ['TELEGRAM_BOT_TOKEN', 'LLM_API_KEY'];

const told = (environment: readonly string[], inFile: readonly string[] = []) =>
  doubtfulNames({ environment, inFile, file: '/home/a/.env.local', variables, secrets });

describe('fault: a variable that was misspelt had no effect, and nobody was told', () => {
  it.each([
    ['RETENTION_DAY', 'RETENTION_DAYS'],
    ['TELEGRAM_TOKN', 'TELEGRAM_TOKEN'],
    ['TELEGARM_TOKEN', 'TELEGRAM_TOKEN'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['log_level', 'LOG_LEVEL'],
    ['AUTHENTIFICATION', 'AUTHENTICATION'],
    ['SESSION', 'SESSIONS'],
    ['LLM_MODELS', 'LLM_MODEL'],
    ['LLM_APIKEY', 'LLM_API_KEY'],
    ['DATADIR', 'DATA_DIR'],
  ])('%s is told to mean %s', (name, meant) => {
    expect(told([name])).toEqual([`${name} has no effect: did you mean ${meant}?`]);
  });

  it('but names of other programs, and right ones, are not remarked on', () => {
    const others = ['PATH', 'HOME', 'HOST', 'SHELL', 'TERM', 'LANG', 'COLORTERM', 'EDITOR', 'NODE_OPTIONS'];
    const more = [
      'BOTS',
      'POST',
      'AWS_REGION',
      'npm_config_loglevel',
      'GITHUB_TOKEN',
      'PWD',
      'LOGNAME',
      'MAIL',
    ];
    expect(told([...others, ...more, ...variables, ...secrets])).toEqual([]);
  });
});

describe('the file of secrets', () => {
  it('is told what in it has no effect, and why, without its value', () => {
    expect(told([], ['LLM_API_KEY', 'TELEGRAM_TOKEN'])).toEqual([]);
    expect(told([], ['TELEGRAM_BOT_TOKN'])).toEqual([
      'TELEGRAM_BOT_TOKN in .env.local has no effect: did you mean TELEGRAM_BOT_TOKEN?',
    ]);
    expect(told([], ['RETENTION_DAYS'])).toEqual([
      'RETENTION_DAYS has no effect in .env.local: set it as a variable, as in RETENTION_DAYS=... npm start.',
    ]);
    expect(told([], ['MY_KEY'])).toEqual([
      'MY_KEY in .env.local has no effect: this stack reads LLM_API_KEY, TELEGRAM_BOT_TOKEN, TELEGRAM_TOKEN.',
    ]);
  });
});

it.each([
  ['', 'abc', 3],
  ['abc', 'abc', 0],
  ['abc', 'acb', 1],
  ['abcd', 'abd', 1],
  ['kitten', 'sitting', 3],
])('between %j and %j are %i slips', (one, other, slips) => {
  expect(slipsBetween(one, other)).toBe(slips);
  expect(slipsBetween(other, one)).toBe(slips);
});
