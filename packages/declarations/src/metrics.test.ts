import { metricLines, oldestWaitingMetric } from './metrics.ts';

describe('the lines of a metric', () => {
  it('are what CloudWatch reads values from', () => {
    const lines = metricLines(
      'switchboard/dev',
      oldestWaitingMetric,
      { bot: 12, human: 0 },
      1_700_000_000_000,
    );
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      [
        { WaitsFor: 'bot', OldestWaitingSeconds: 12 },
        { WaitsFor: 'human', OldestWaitingSeconds: 0 },
      ].map((values) => ({
        _aws: {
          Timestamp: 1_700_000_000_000,
          CloudWatchMetrics: [
            {
              Namespace: 'switchboard/dev',
              Dimensions: [['WaitsFor']],
              Metrics: [{ Name: 'OldestWaitingSeconds', Unit: 'Seconds' }],
            },
          ],
        },
        ...values,
      })),
    );
  });
});
