import type { Queue } from '../deployment/queues.ts';
import type { Schedule } from '../deployment/schedules.ts';
import { startSchedules } from './schedules.ts';

const schedule: Schedule = {
  name: 'nightly',
  arn: 'arn:aws:scheduler:eu-central-1:000000000000:schedule/default/nightly',
  timing: { type: 'rate', everyMs: 3_600_000 },
  functionArn: 'arn:of-the-function',
  input: '{"night":1}',
  deadLetterArn: 'arn:of-the-queue',
};

function start(accepts: boolean) {
  const events: unknown[] = [];
  const letters: { body: string; attributes?: Parameters<typeof schedules.missedBy>[0]['attributes'] }[] = [];
  const schedules = startSchedules({
    schedules: [schedule],
    asynchronous: {
      send: (...given) => {
        events.push(given);
        return accepts;
      },
    },
    queues: {
      find: (arn) => ({ arn, name: 'missed' }) as Queue,
      send: (_queue, letter) => String(letters.push(letter)),
    },
    speed: 1,
    now: () => Date.UTC(2030, 0, 1),
    log: { problem: () => {} } as never,
  });
  return { schedules, events, letters };
}

describe('a run of a schedule that its function does not accept', () => {
  it('goes to the dead-letter queue with what EventBridge Scheduler says of it', () => {
    const { schedules, letters } = start(false);
    schedules.run('nightly');
    schedules.stop();
    const [letter] = letters;
    expect(letter?.body).toBe('{"night":1}');
    expect(
      Object.fromEntries(
        Object.entries(letter?.attributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]),
      ),
    ).toEqual({
      SCHEDULE_ARN: schedule.arn,
      TARGET_ARN: schedule.functionArn,
      SCHEDULED_TIME: '2030-01-01T00:00:00.000Z',
      ERROR_CODE: 'ResourceNotFoundException',
      ERROR_MESSAGE: 'Function not found: arn:of-the-function',
    });
    expect(schedules.missedBy({ attributes: letter?.attributes ?? {} })).toBe(schedule);
  });

  it('is started again with its own input, if that is whole', () => {
    const { schedules, events } = start(true);
    const attributes = { SCHEDULE_ARN: { DataType: 'String', StringValue: schedule.arn } };
    expect(schedules.runAgain({ attributes, body: '{"night":2}' })).toBe(true);
    expect(schedules.runAgain({ attributes, body: '{"night":' })).toBe(false);
    expect(schedules.runAgain({ attributes: {}, body: '{"night":3}' })).toBe(false);
    schedules.stop();
    expect(events).toEqual([[schedule.functionArn, { night: 2 }, 'schedule nightly']]);
  });
});
