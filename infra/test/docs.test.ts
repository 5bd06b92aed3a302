import { readFileSync } from 'node:fs';
import { settingNames, settings } from '@switchboard/declarations';
import { answeredMessages, idleMonth, total } from '../src/cost/estimate.ts';
import measured from '../src/cost/measured.json' with { type: 'json' };
import prices from '../src/cost/prices.json' with { type: 'json' };
import { defineEnvironment } from '../src/environment/environment.ts';
import { environmentSchema } from '../src/environment/schema.ts';
import { commandsIn } from './guide-commands.ts';
import { all, environmentNamed, one, removeStacks, synthesiseStack } from './stack.ts';

const read = (file: string): string => readFileSync(`../docs/${file}`, 'utf8');

/** The cells of every table's rows in a document, by the first one. */
const rowsOf = (document: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...document.matchAll(/^\| `([^`]+)` *\|(.*)\|$/gm)].map(([, first = '', rest = '']) => [
      first,
      rest.split('|').map((cell) => cell.trim()),
    ]),
  );

/** `receive-message` as IAM writes it: `ReceiveMessage`. */
const pascal = (command: string): string =>
  command.replaceAll(/(^|-)(\w)/g, (_, _hyphen, letter: string) => letter.toUpperCase());

afterAll(removeStacks);

describe('the reference of environments', () => {
  const rows = rowsOf(read('reference/environments.md'));

  it('has exactly the fields of an environment', () => {
    const fields = Object.keys(environmentSchema.entries);
    expect([...rows.keys()].filter((name) => /^[a-z]/.test(name)).sort()).toEqual(fields.sort());
  });

  it('has the defaults of the code', () => {
    const { prefix, runtime, logRetentionDays, throttle } = defineEnvironment({
      name: 'any',
      region: 'eu-central-1',
    });
    expect(rows.get('prefix')?.[0]).toBe(`\`${prefix}\``);
    expect(rows.get('runtime')?.[0]).toBe(`\`${runtime}\``);
    expect(rows.get('logRetentionDays')?.[0]).toBe(String(logRetentionDays));
    expect(rows.get('throttle')?.[0]).toBe(
      `${throttle.requestsPerSecond} requests a second, ${throttle.burst} at once`,
    );
  });

  it('has every setting with its default and the values that are refused', () => {
    for (const name of settingNames) {
      const [fallback, , refused] = rows.get(name) ?? [];
      expect([name, fallback]).toEqual([name, `\`${settings[name].default}\``]);
      for (const value of Object.keys(settings[name].insecure ?? {}))
        expect(refused).toContain(`\`${value}\``);
    }
  });
});

describe('the guide to production', () => {
  it('has a section for every alarm, so that the link in an alarm leads somewhere', () => {
    const guide = read('how-to/run-in-production.md');
    const alarms = all(synthesiseStack(environmentNamed('prod')), 'aws_cloudwatch_metric_alarm');
    const names = alarms.map(({ alarm_name }) =>
      alarm_name
        .replace('switchboard-prod-', '')
        .replace(/-\d+$/, '')
        .replace(/^silent-.*/, 'silent-'),
    );
    for (const name of new Set<string>(names)) expect(guide).toContain(`\`${name}`);
  });

  it('has the operator call nothing that the role may not', () => {
    const [, redrive = ''] =
      /## Redrive dead letters\n([\s\S]*?)\n## /.exec(read('how-to/run-in-production.md')) ?? [];
    const called = commandsIn(redrive)
      .filter(([program]) => program === 'aws')
      .map(
        ([, service, command = '']) =>
          `${service}:${command === 'invoke' ? 'InvokeFunction' : pascal(command)}`,
      );
    const { policy } = one(
      synthesiseStack(environmentNamed('prod')),
      'aws_iam_role_policy',
      'policy_operator',
    );
    const allowed: string[] = JSON.parse(policy).Statement.flatMap(
      ({ Action }: { Action: string[] }) => Action,
    );
    expect(called).toEqual(expect.arrayContaining(['sqs:ReceiveMessage', 'lambda:InvokeFunction']));
    expect(called.filter((action) => !allowed.includes(action))).toEqual([]);
  });
});

describe('what the README and the guide to deployment say of costs', () => {
  const dev = synthesiseStack(environmentNamed('dev'));
  const million = answeredMessages(1_000_000, prices, measured);
  const cents = (amount: number): string => `$${amount.toFixed(2)}`;
  const dimes = (amount: number): string => `$${amount.toFixed(1)}`;
  const idle = cents(total(idleMonth({ resource: dev.resource }, prices, measured)));
  const pages = ['../README.md', 'deploy.md'].map((file) => [file, read(file)] as const);

  it.each(pages)('%s: a month without messages, and a million of them', (_file, text) => {
    expect(text).toContain(`${idle}`);
    expect(text).toContain(`about ${dimes(total(million))}`);
  });

  it('the parts of the million are those of the estimate', () => {
    const {
      'write units': writes = 0,
      'WebSocket messages': frames = 0,
      'storage and recovery': storage = 0,
    } = million;
    const rest = total(million) - writes - frames - storage;
    const parts = `${dimes(writes)} for write units, ${dimes(frames)} for WebSocket messages, ${dimes(storage)} for storage, ${dimes(rest)} for everything else`;
    expect(read('../README.md').replaceAll('\n', ' ')).toContain(parts);
  });
});
