import { PlatformError } from '../platform-error.ts';
import type { Resource } from '../terraform/resource.ts';
import { type Fields, fieldsOf } from './fields.ts';

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly delaySeconds: number;
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly largestMessageBytes: number;
  /** How long a receiver waits for a message unless it says otherwise. */
  readonly receiveWaitSeconds: number;
  readonly redrive: Redrive | undefined;
}

/** Where messages go that were received too often. */
interface Redrive {
  readonly deadLetterArn: string;
  readonly maximumReceives: number;
}

/** @throws {PlatformError} `terraform.unsupported` at a FIFO queue */
export const queuesOf = (resources: readonly Resource[]): Queue[] =>
  resources.filter(({ type }) => type === 'aws_sqs_queue').map((resource) => queueOf(fieldsOf(resource)));

function queueOf(fields: Fields): Queue {
  if (fields.flag('fifo_queue')) {
    throw new PlatformError(
      'terraform.unsupported',
      `${fields.address}.fifo_queue: the local platform runs standard queues only.`,
    );
  }
  return {
    name: fields.text('name'),
    arn: fields.text('arn'),
    url: fields.text('url'),
    delaySeconds: fields.number('delay_seconds', 0),
    visibilityTimeoutSeconds: fields.number('visibility_timeout_seconds', 30),
    retentionSeconds: fields.number('message_retention_seconds', 345_600),
    largestMessageBytes: fields.number('max_message_size', 262_144),
    receiveWaitSeconds: fields.number('receive_wait_time_seconds', 0),
    redrive: redriveOf(fields),
  };
}

function redriveOf(fields: Fields): Redrive | undefined {
  const text = fields.optionalText('redrive_policy');
  if (!text) return undefined;
  const policy = JSON.parse(text) as { deadLetterTargetArn: string; maxReceiveCount: number | string };
  return { deadLetterArn: policy.deadLetterTargetArn, maximumReceives: Number(policy.maxReceiveCount) };
}
