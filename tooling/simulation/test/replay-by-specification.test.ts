import type { HeadChange } from '../src/history/journal.ts';
import { replay } from '../src/history/replay.ts';
import { bot, changes, soundJournal, user } from './small-history.ts';

type Difference = Partial<HeadChange>;

/** The violations of the sound journal with one of its changes changed. */
function violationsWith(index: number, difference: Difference): readonly string[] {
  const heads = changes.map((change, position) =>
    position === index ? { ...change, ...difference } : change,
  );
  return replay({ ...soundJournal, heads }, { restarts: false }).violations;
}

const headAfter = (index: number) => changes[index]?.after ?? {};
const cause = changes[1]?.cause;

describe('a history that is replayed by the specification', () => {
  it('is sound where every write does what the specification says', () => {
    expect(replay(soundJournal, { restarts: false }).violations).toEqual([]);
  });

  it.each<[string, number, Difference, string]>([
    [
      'a customer waits and the head does not say so',
      0,
      { after: { ...headAfter(0), queue: undefined } },
      'waits is nobody, not bot',
    ],
    ['a number is left out', 2, { message: user(4) }, 'I2: a message has the number 4 after 2'],
    ['timestamps do not rise', 2, { message: user(3, { timestamp: 20 }) }, 'I2: message 3 has a timestamp'],
    [
      'a message is stored twice',
      2,
      { message: user(3, { clientMessageId: 'c1', text: 'hello 1' }) },
      'I20: it stores again what message 1 says',
    ],
    [
      'an answer answers what has been answered',
      3,
      { message: bot(4, 2, 'm1') },
      'A reply is to be refused: answered',
    ],
    [
      'an answer deals with what the bot was not asked about',
      3,
      { message: bot(4, 2, 'm0') },
      'A reply is to be refused: answered',
    ],
    [
      'an answer leaves the thread waiting',
      3,
      { after: { ...headAfter(3), answeredSeq: 1, queue: 'bot#0' } },
      'waits is bot, not nobody',
    ],
    [
      'a head has expired and goes on',
      2,
      { before: { ...headAfter(1), expiresAt: -10 } },
      'I8: it goes on although its head has expired',
    ],
    [
      'a head starts over that has not expired',
      2,
      { after: { ...headAfter(2), createdAt: 30 } },
      'It starts over although it has not expired',
    ],
    [
      'a sweep changes what nobody waits for',
      1,
      { message: undefined, cause: cause && { ...cause, functionName: 'sweeper' } },
      'After a sweep',
    ],
    [
      'a function changes what it must not',
      1,
      { message: undefined, cause: cause && { ...cause, functionName: 'connect' } },
      'It must not be changed by connect',
    ],
  ] as [string, number, Difference, string][])('is told apart where %s', (_, index, difference, sentence) => {
    expect(violationsWith(index, difference).join()).toContain(sentence);
  });
});
