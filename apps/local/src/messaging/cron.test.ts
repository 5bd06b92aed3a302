import { isDue, parseCron } from './cron.ts';

/** The minutes of a period that an expression means, as the clock of UTC shows them. */
function dueIn(expression: string, from: string, hours: number, timeZone = 'UTC'): string[] {
  const cron = parseCron(expression);
  const start = Date.parse(from);
  return Array.from({ length: hours * 60 }, (_, minute) => start + minute * 60_000)
    .filter((at) => isDue(cron, at, timeZone))
    .map((at) => new Date(at).toISOString().slice(0, 16));
}

describe('a cron expression', () => {
  it.each([
    [
      'every quarter of an hour',
      '0/15 8 21 * ? *',
      '2026-11-21T08:00Z',
      ['2026-11-21T08:00', '2026-11-21T08:15', '2026-11-21T08:30', '2026-11-21T08:45'],
    ],
    ['on working days', '0 9 ? * MON-FRI *', '2026-11-21T00:00Z', ['2026-11-23T09:00', '2026-11-24T09:00']],
    ['on the last day of a month', '30 12 L * ? *', '2026-11-29T00:00Z', ['2026-11-30T12:30']],
    [
      'on days of a list',
      '0 0 22,23 NOV ? 2026',
      '2026-11-21T00:00Z',
      ['2026-11-22T00:00', '2026-11-23T00:00'],
    ],
  ])('means minutes %s', (_what, expression, from, due) => {
    expect(dueIn(expression, from, 96)).toEqual(due);
  });

  it('follows the clock of a zone over a change of the hour', () => {
    expect(dueIn('0 8 * * ? *', '2026-10-24T00:00Z', 48, 'Europe/Berlin')).toEqual([
      '2026-10-24T06:00',
      '2026-10-25T07:00',
    ]);
  });

  it.each([
    ['0 8 * * *', 'six fields'],
    ['0 8 * * * *', 'should be ?'],
    ['60 8 * * ? *', 'minutes should be from 0 to 59, but is "60"'],
    ['0 8 ? * MON#1 *', 'day of week should be from 1 to 7'],
    ['0 8 15W * ? *', 'day of month should be'],
    ['5-1 8 * * ? *', 'minutes should be'],
  ])('%s is refused', (expression, message) => {
    expect(() => parseCron(expression)).toThrow(message);
  });
});
