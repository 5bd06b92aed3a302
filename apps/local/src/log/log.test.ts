import { noCost } from '../door/cost.ts';
import { createLog, type LogLevel } from './log.ts';

const stored = '{"time":1,"event":"message.stored","threadId":"t1","seq":2,"nested":{"a":1}}';
const failed =
  '{"time":1,"event":"reply.failed","error":{"name":"BotError","message":"it threw","code":"bot.failed","stack":"BotError: it threw\\n    at node:internal/process:1:2\\n    at reply (bot.ts:3:1)","cause":{"name":"TypeError","message":"fetch failed"}}}';

/** What is written of one invocation. */
function written(level: LogLevel, output: readonly string[], failure?: string, said = ''): string[] {
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line), now: () => 0, level, colours: false });
  const cost = { ...noCost, requests: 2, readUnits: 1, writeUnits: 6 };
  log.invocation({
    functionName: 'send',
    trigger: 'ws send',
    durationMs: 20.44,
    cold: false,
    cost,
    output,
    failure,
    said,
  });
  return lines;
}

describe('the log', () => {
  it('tells of an event in a line: when, who, by what, how long, at what cost, what came of it', () => {
    expect(written('info', ['{"event":"looked"}', stored])).toEqual([
      '00:00:00.000 send                 ws send                     20.4 ms  2 requests 1 RCU 6 WCU  message.stored threadId=t1 seq=2',
    ]);
  });

  it('quotes what was written, in one line, cut where it is long', () => {
    const quoteIn = (said: string): string | undefined =>
      /6 WCU(.*) {2}message/.exec(written('info', [stored], undefined, said)[0] ?? '')?.[1];
    expect(quoteIn('')).toBe('');
    expect(quoteIn(' Hello!\n\nAre you \u001b[31mthere?')).toBe('  “Hello! Are you [31mthere?”');
    expect(quoteIn('x'.repeat(200))).toBe(`  “${'x'.repeat(79)}…”`);
  });

  it('has below what a function prints, and an error with its causes and where it was thrown', () => {
    expect(written('info', ['hello', failed]).slice(1)).toEqual([
      '             | hello',
      '             | reply.failed',
      '             | BotError: it threw (bot.failed)',
      '             |     at reply (bot.ts:3:1)',
      '             | caused by TypeError: fetch failed',
    ]);
  });

  it('has of what only passed an error on one place, and of the cause those that are in files', () => {
    const stackOf = (...places: string[]) => ['E: x', ...places.map((place) => `    at ${place}`)].join('\n');
    const error = {
      name: 'BotError',
      message: 'it threw',
      stack: stackOf('ask-bot.ts:1:1', 'ask-bot.ts:2:2'),
      cause: {
        name: 'TypeError',
        message: 'no price',
        stack: stackOf('shop.ts:3:3', 'reply.next (<anonymous>)', 'node:internal/x:1:1', 'ask-bot.ts:4:4'),
      },
    };
    expect(written('info', [JSON.stringify({ event: 'bot.failed', error })]).slice(1)).toEqual([
      '             | bot.failed',
      '             | BotError: it threw',
      '             |     at ask-bot.ts:1:1',
      '             | caused by TypeError: no price',
      '             |     at shop.ts:3:3',
      '             |     at ask-bot.ts:4:4',
    ]);
  });

  it.each([
    ['debug', 3, 3],
    ['info', 2, 2],
    ['warn', 0, 2],
    ['error', 0, 2],
  ] as const)('tells as much as the level %s asks for', (level, ofSuccess, ofFailure) => {
    expect(written(level, [stored, 'printed'])).toHaveLength(ofSuccess);
    expect(written(level, [stored], 'Error: boom')).toHaveLength(ofFailure);
  });

  it('shows metrics only at the level that shows every line', () => {
    const metrics = '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"OldestWaitingSeconds":0}';
    expect(written('info', [metrics])).toHaveLength(1);
    expect(written('debug', [metrics])).toHaveLength(2);
  });

  it('leaves text that only looks like JSON as it is', () => {
    expect(written('info', ['{"event":', '{}', '{"a":1}']).slice(1)).toEqual([
      '             | {"event":',
      '             | {}',
      '             | {"a":1}',
    ]);
  });
});
