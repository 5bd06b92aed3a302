import {
  answeredMessages,
  type CostedStack,
  idleMonth,
  openPages,
  receivedMails,
  total,
} from './estimate.ts';
import measured from './measured.json' with { type: 'json' };
import prices from './prices.json' with { type: 'json' };

const stackOf = (resource: CostedStack['resource']): CostedStack => ({ resource });
const idle = (resource: CostedStack['resource']) => idleMonth(stackOf(resource), prices, measured);

describe('an idle month', () => {
  it('costs nothing where nothing runs', () => {
    expect(total(idle({}))).toBe(0);
  });

  it('costs what a schedule runs', () => {
    const every = (expression: string) =>
      idle({ aws_scheduler_schedule: { sweeper: { schedule_expression: expression } } });
    expect(every('rate(1 minute)').schedules).toBeCloseTo(0.0432, 6);
    expect(every('rate(5 minutes)').schedules).toBeCloseTo(0.0432 / 5, 6);
    expect(every('rate(1 hour)').schedules).toBeCloseTo(0.0432 / 60, 6);
    expect(every('cron(0 8 * * ? *)').schedules).toBeCloseTo(0.00003, 6);
    expect(every('rate(1 minute)')['read units']).toBeCloseTo(
      (43_200 * measured.sweep.readUnits * 0.125) / 1e6,
      9,
    );
  });

  it('costs an alarm by its metrics, and own metrics once', () => {
    const query = (namespace: string, name: string) => ({ metric: { namespace, metricName: name } });
    const alarms = {
      one: {
        metric_query: [query('AWS/SQS', 'Depth'), query('our/prod', 'Waiting'), { expression: 'm0+m1' }],
      },
      two: { metric_query: [query('our/prod', 'Waiting')] },
    };
    const { alarms: watched, 'own metrics': own } = idle({ aws_cloudwatch_metric_alarm: alarms });
    expect(watched).toBeCloseTo(0.3, 9);
    expect(own).toBeCloseTo(0.3, 9);
  });

  it('costs a dashboard only above fifty metrics', () => {
    const dashboard = (count: number) => ({
      body: {
        dashboard_body: JSON.stringify({
          widgets: [{ properties: { metrics: Array.from({ length: count }) } }],
        }),
      },
    });
    expect(idle({ aws_cloudwatch_dashboard: dashboard(50) }).dashboards).toBe(0);
    expect(idle({ aws_cloudwatch_dashboard: dashboard(51) }).dashboards).toBe(3);
  });

  it('costs the pollers of a queue that nothing comes to', () => {
    expect(idle({ aws_lambda_event_source_mapping: { one: {} } })['waiting for queues']).toBeCloseTo(
      0.2592,
      4,
    );
  });
});

describe('what is used', () => {
  it('costs by the counts that were measured', () => {
    const message = { ...measured.answeredMessage, writeUnits: 10 };
    const parts = answeredMessages(1_000_000, prices, { ...measured, answeredMessage: message });
    expect(parts['write units']).toBeCloseTo(6.25, 6);
    expect(parts['WebSocket messages']).toBeCloseTo(3, 6);
  });

  it('costs twice as much for twice as many', () => {
    for (const estimate of [answeredMessages, openPages, receivedMails]) {
      expect(total(estimate(2000, prices, measured))).toBeCloseTo(
        2 * total(estimate(1000, prices, measured)),
        9,
      );
    }
  });

  it('costs a page that stays open its connection and its pings, which take no function', () => {
    const parts = openPages(1, prices, measured);
    expect(parts['connection minutes']).toBeCloseTo(0.0108, 6);
    expect(parts.pings).toBeCloseTo((2 * measured.assumptions.pingsInHour * 720) / 1e6, 9);
  });
});
