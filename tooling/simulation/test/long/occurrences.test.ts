import { functionPackage as botFunctions } from '@switchboard/bot-responder/functions';
import { functionPackage as chatFunctions } from '@switchboard/chat-handlers/functions';
import { documentedTable } from '@switchboard/jest-preset/documented-table';
import { clientFrameSchemas, serverFrameSchemas } from '@switchboard/protocol';
import { usualFaults } from '../../src/engine/faults.ts';
import type { Kind } from '../../src/history/occurrences.ts';
import type { StoryName } from '../../src/stories.ts';
import { run } from '../engine.ts';

/** What is told by one seed after the other. */
const told: readonly (readonly StoryName[])[] = [
  ['desk'],
  ['desk', 'takeover', 'files', 'alerts'],
  ['alerts', 'erasure'],
  ['files', 'approvals'],
  ['pushed', 'takeover', 'posts'],
  ['logout', 'atPage', 'desk'],
];

const functions = [...chatFunctions.functions, ...botFunctions.functions];

/** What the simulation leaves out, and why. */
const leftOut: Readonly<Record<string, string>> = {
  presence: 'nothing sends it',
  'table-sizes': 'it reads no thread: packages/chat-handlers/test/table-sizes.test.ts',
};

const requests = functions.flatMap(({ triggers }) =>
  triggers.flatMap((trigger) => (trigger.type === 'httpRoute' ? `${trigger.method} ${trigger.path}` : [])),
);

/** Everything that there is. A schedule has a function of its own, and is there as that. */
const names: Readonly<Record<Kind, readonly string[]>> = {
  sent: Object.keys(clientFrameSchemas),
  received: Object.keys(serverFrameSchemas),
  // A bot elsewhere invokes its function directly.
  request: requests.filter((route) => route !== 'POST /messages'),
  function: functions.map(({ name }) => name),
  fault: Object.keys(usualFaults),
  expired: [
    'messages',
    'threads',
    'connections',
    'tokens',
    ...['message', 'notes', 'profile', 'attachments', 'push', 'duty', 'viewers', 'erased'].map(
      (kind) => `partitionedKeys: ${kind}`,
    ),
  ],
};

const titles: Readonly<Record<Kind, string>> = {
  sent: 'frames that clients send',
  received: 'frames that reach clients',
  request: 'requests of the HTTP API',
  function: 'functions, scheduled ones included',
  fault: 'faults of a call',
  expired: 'items that expire, and are deleted while people write',
};

const kinds = Object.keys(names) as Kind[];

const code = (name: string): string => `\`${name}\``;

/** What has not happened after so many seeds never does. */
const mostSeeds = 40;

const isMissing = (never: readonly string[]): boolean => never.some((name) => !(name in leftOut));

describe('what the simulation exercises', () => {
  const never: Record<Kind, readonly string[]> = { ...names };

  /** Tells stories until everything has happened. */
  beforeAll(async () => {
    for (let seed = 1; seed <= mostSeeds && kinds.some((kind) => isMissing(never[kind])); seed += 1) {
      const stories = told[seed % told.length] ?? [];
      // Every story is told with either.
      const ages = Math.floor(seed / told.length) % 2 === 0 ? 1 : 0;
      const rates = { failing: seed === 1 ? 1 : 0, secondLife: 1 - ages, ages, sweeps: 0.05 };
      const report = await run(seed, { stories, rates });
      expect(report.violations).toEqual([]);
      for (const kind of kinds)
        never[kind] = never[kind].filter((name) => !(name in report.occurrences[kind]));
    }
  }, 600_000);

  it.each(kinds)('lacks none that there is: %s', (kind) => {
    expect(never[kind]).toEqual(names[kind].filter((name) => name in leftOut));
  });

  it('is listed in its README', () => {
    const rows = kinds.map((kind) => [
      titles[kind],
      names[kind]
        .filter((name) => !(name in leftOut))
        .map(code)
        .join(', '),
      names[kind]
        .filter((name) => name in leftOut)
        .map((name) => `${code(name)}: ${leftOut[name]}`)
        .join('; '),
    ]);
    const heading = ['what', 'occurs', 'does not'];
    const table = documentedTable('tooling/simulation/README.md', 'what occurs', [heading, ...rows]);
    expect(table.actual).toEqual(table.expected);
  });
});
