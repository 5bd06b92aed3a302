import { applyAndCompare, type Resources } from './apply.ts';
import type { Arguments, Kind } from './kind.ts';
import { UnknownReferenceError } from './references.ts';

const place = { accountId: '123456789012', region: 'eu-central-1' };

/** A kind that keeps what it creates, and tells of it what it is told to. */
function createKind(
  type: string,
  log: string[],
  tell: (given: Arguments) => unknown = (given) => given,
): Kind {
  return {
    type,
    async create(given) {
      if (given.refused) throw new Error(`${given.name} is refused`);
      log.push(`create ${given.name}`);
      return { arn: `arn:${given.name}` };
    },
    compare: async (given) => ({ is: tell(given), shouldBe: given }),
    async remove({ name }) {
      log.push(`remove ${name}`);
    },
  };
}

const run = (resources: Resources, log: string[], tell?: (given: Arguments) => unknown) =>
  applyAndCompare({ resources, kinds: [createKind('queue', log, tell), createKind('topic', log)], place });

const ref = (address: string): string => `\${${address}}`;

describe('resources on an emulator', () => {
  it('are created after those that they refer to, whatever stands first, and removed in reverse', async () => {
    const log: string[] = [];
    const queue = {
      jobs: { name: 'jobs', dead: ref('queue.jobs-failed.arn'), topic: ref('topic.news.arn') },
      'jobs-failed': { name: 'jobs-failed' },
    };
    const { counts, differences } = await run({ queue, topic: { news: { name: 'news' } } }, log);
    expect(log).toEqual([
      'create jobs-failed',
      'create news',
      'create jobs',
      'remove jobs',
      'remove news',
      'remove jobs-failed',
    ]);
    expect([...counts]).toEqual([
      ['queue', 2],
      ['topic', 1],
    ]);
    expect(differences).toEqual([]);
  });

  it('that are not what they should be are named with both', async () => {
    const { differences } = await run({ queue: { jobs: { name: 'jobs', seconds: 60 } } }, [], () => ({
      name: 'jobs',
    }));
    expect(differences).toEqual([
      'queue.jobs is {"name":"jobs"}, but should be {"name":"jobs","seconds":60}',
    ]);
  });

  it('are removed again where a later one is refused', async () => {
    const log: string[] = [];
    const queue = { first: { name: 'first' }, second: { name: 'second', refused: true } };
    await expect(run({ queue }, log)).rejects.toThrow('second is refused');
    expect(log).toEqual(['create first', 'remove first']);
  });

  it('that refer to what nobody creates are refused by the name of that', async () => {
    const queue = { jobs: { name: ref('aws_kms_key.ours.arn') } };
    await expect(run({ queue }, [])).rejects.toThrow(UnknownReferenceError);
    await expect(run({ queue }, [])).rejects.toThrow('aws_kms_key.ours.arn is not created on the emulator');
  });
});
