/** A metric that functions write into their logs and CloudWatch reads from there (the embedded metric format). */
export interface MetricDefinition {
  readonly name: string;
  readonly unit: 'Seconds' | 'Count' | 'Bytes';
  /** What tells the values of one moment apart. */
  readonly dimension: string;
}

/**
 * How long the oldest thread has been waiting, by what it waits for. The sweeper writes it at the end of each run; 0 where nothing waits.
 * A thread counts for the bot once it has waited a minute: the bot is at work until then.
 */
export const oldestWaitingMetric: MetricDefinition = {
  name: 'OldestWaitingSeconds',
  unit: 'Seconds',
  dimension: 'WaitsFor',
};

/** What a thread waits for: the values of {@link oldestWaitingMetric}'s dimension. */
export const waitingKinds = ['bot', 'human', 'failed'] as const;

export type WaitingKind = (typeof waitingKinds)[number];

/** The environment variable that holds the namespace of the environment's metrics. */
export const metricNamespaceVariable = 'METRIC_NAMESPACE';

/**
 * A line for a function's log that CloudWatch makes values of a metric from.
 *
 * @param values the values by the text of the dimension
 * @param now epoch milliseconds
 * @returns one line for each value
 */
export const metricLines = (
  namespace: string,
  { name, unit, dimension }: MetricDefinition,
  values: Readonly<Record<string, number>>,
  now: number,
): readonly string[] =>
  Object.entries(values).map(([text, value]) =>
    JSON.stringify({
      _aws: {
        Timestamp: now,
        CloudWatchMetrics: [
          { Namespace: namespace, Dimensions: [[dimension]], Metrics: [{ Name: name, Unit: unit }] },
        ],
      },
      [dimension]: text,
      [name]: value,
    }),
  );
