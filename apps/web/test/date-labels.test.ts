import { dayLabel, isSameDay, timeLabel } from '../src/text/date-labels.ts';

const at = (text: string): number => new Date(text).getTime();
const now = at('2026-03-18T12:00:00');

describe('the label of a day', () => {
  it.each([
    ['2026-03-18T00:00:00', 'Today'],
    ['2026-03-18T23:59:59', 'Today'],
    ['2026-03-17T23:59:59', 'Yesterday'],
    ['2026-03-13T08:00:00', 'Friday'],
    ['2026-03-12T08:00:00', 'Thursday'],
    ['2026-03-11T08:00:00', 'March 11'],
    ['2025-12-31T08:00:00', 'December 31, 2025'],
    ['2026-03-19T08:00:00', 'March 19'],
  ])('of %s is %s', (time, label) => {
    expect(dayLabel(at(time), now, 'en-US')).toBe(label);
  });
});

describe('a time', () => {
  it('is shown to the minute', () => {
    expect(timeLabel(at('2026-03-18T09:05:30'), 'en-GB')).toBe('9:05');
  });

  it('belongs to a day that ends at midnight where the reader is', () => {
    expect(isSameDay(at('2026-03-18T00:00:00'), at('2026-03-18T23:59:59'))).toBe(true);
    expect(isSameDay(at('2026-03-17T23:59:59'), at('2026-03-18T00:00:00'))).toBe(false);
  });
});
