import { PlatformError } from '../platform-error.ts';
import type { Resource } from '../terraform/resource.ts';
import { type Fields, fieldsOf } from './fields.ts';

/** A queue whose messages invoke a function. */
export interface EventSource {
  readonly queueArn: string;
  readonly functionArn: string;
  /** The most messages of one invocation. */
  readonly batchSize: number;
  /** How long messages are gathered for a batch, in milliseconds. */
  readonly windowMs: number;
  /** Whether the function says which messages of a batch failed; otherwise all or none did. */
  readonly reportsItemFailures: boolean;
  /** The most invocations at once. */
  readonly maximumConcurrency: number;
}

/** Lambda begins with as many receivers. */
const defaultConcurrency = 5;

/** @throws {PlatformError} `terraform.unsupported` at a source that is no queue, or that filters */
export const eventSourcesOf = (resources: readonly Resource[]): EventSource[] => {
  const functions = resources.filter(({ type }) => type === 'aws_lambda_function').map(fieldsOf);
  return resources
    .filter(({ type }) => type === 'aws_lambda_event_source_mapping')
    .map(fieldsOf)
    .filter((fields) => fields.optionalText('state') !== 'Disabled' && fields.flag('enabled', true))
    .map((fields) => eventSourceOf(fields, functions));
};

function eventSourceOf(fields: Fields, functions: readonly Fields[]): EventSource {
  const queueArn = fields.text('event_source_arn');
  if (!queueArn.includes(':sqs:')) {
    throw unsupported(
      `${fields.address}.event_source_arn should be the ARN of an SQS queue, but is ${queueArn}.`,
    );
  }
  if (fields.block('filter_criteria'))
    throw unsupported(`${fields.address}.filter_criteria is not supported.`);
  const name = fields.text('function_name');
  const target = functions.find((candidate) =>
    [candidate.text('function_name'), candidate.text('arn')].includes(name),
  );
  return {
    queueArn,
    functionArn: target?.text('arn') ?? name,
    batchSize: fields.number('batch_size', 10),
    windowMs: fields.number('maximum_batching_window_in_seconds', 0) * 1000,
    reportsItemFailures: fields.texts('function_response_types').includes('ReportBatchItemFailures'),
    maximumConcurrency:
      fields.block('scaling_config')?.number('maximum_concurrency', defaultConcurrency) ?? defaultConcurrency,
  };
}

const unsupported = (message: string): PlatformError => new PlatformError('terraform.unsupported', message);
