import * as dataCoreTables from '@switchboard/data-core/tables';
import { functionPackages } from '../src/functions/function-packages.ts';
import { environmentNamed, removeStacks, synthesiseStack } from './stack.ts';

/**
 * The addresses of what holds data or is known elsewhere by its address. Terraform would delete and create again what changes its address:
 * never rename one of these; add a `moved` block if it has to be.
 */
const addresses = [
  'aws_dynamodb_table.table_botconfig',
  'aws_dynamodb_table.table_bottokens',
  'aws_dynamodb_table.table_chatlog',
  'aws_dynamodb_table.table_connections',
  'aws_dynamodb_table.table_email-processing-state',
  'aws_dynamodb_table.table_keys',
  'aws_dynamodb_table.table_locks',
  'aws_dynamodb_table.table_messages',
  'aws_dynamodb_table.table_partitioned_keys',
  'aws_dynamodb_table.table_states',
  'aws_dynamodb_table.table_telegram-users',
  'aws_dynamodb_table.table_threads',
  'aws_dynamodb_table.table_user_conversations',
  'aws_s3_bucket.bucket_attachments',
  'aws_s3_bucket.bucket_mail',
  'aws_s3_bucket.bucket_pages',
  'aws_sns_topic.alarms',
  'aws_sns_topic.topic_alerts',
  'aws_sns_topic.topic_outbound',
  'aws_sns_topic.topic_responder',
  'aws_sqs_queue.queue_alerts-failed',
  'aws_sqs_queue.queue_alerts-undelivered',
  'aws_sqs_queue.queue_mail-failed',
  'aws_sqs_queue.queue_mail-jobs',
  'aws_sqs_queue.queue_mail-jobs-failed',
  'aws_sqs_queue.queue_mail-replies',
  'aws_sqs_queue.queue_mail-replies-failed',
  'aws_sqs_queue.queue_responder-failed',
  'aws_sqs_queue.queue_responder-undelivered',
  'aws_sqs_queue.queue_sweeper-failed',
  'aws_sqs_queue.queue_sweeper-unscheduled',
  'aws_sqs_queue.queue_telegram-accounts',
  'aws_sqs_queue.queue_telegram-accounts-failed',
  'aws_sqs_queue.queue_telegram-deliveries',
  'aws_sqs_queue.queue_telegram-deliveries-failed',
  'aws_sqs_queue.queue_telegram-digest-failed',
  'aws_sqs_queue.queue_telegram-digest-unscheduled',
  'aws_sqs_queue.queue_telegram-outbound-failed',
  'aws_sqs_queue.queue_telegram-outbound-undelivered',
  'aws_sqs_queue.queue_telegram-updates',
  'aws_sqs_queue.queue_telegram-updates-failed',
];

/** The types of what is lost, or lost sight of, when it is created again. */
const kept = ['aws_dynamodb_table', 'aws_s3_bucket', 'aws_sns_topic', 'aws_sqs_queue'];

const { resource } = synthesiseStack(environmentNamed('prod'));

afterAll(removeStacks);

describe('what holds data', () => {
  it('is where it was, and what is new is in the list', () => {
    const present = kept.flatMap((type) =>
      Object.keys(resource[type] ?? {})
        .toSorted()
        .map((name) => `${type}.${name}`),
    );
    expect(present).toEqual(addresses);
  });
});

describe('every table that data-core declares', () => {
  const declared = Object.values(dataCoreTables).flatMap((table) =>
    typeof table === 'object' && 'partitionKey' in table ? [table.name] : [],
  );

  it.each(declared)('%s is deployed', (name) => {
    expect(Object.keys(resource.aws_dynamodb_table ?? {})).toContain(`table_${name}`);
  });
});

describe('every table that is deployed', () => {
  const uses = functionPackages.flatMap(({ functions }) =>
    functions.flatMap((definition) => definition.uses),
  );

  it.each(Object.keys(resource.aws_dynamodb_table ?? {}))(
    '%s is read and written by functions',
    (address) => {
      const operations = uses.flatMap((use) =>
        use.type === 'table' && `table_${use.table.name}` === address ? use.operations : [],
      );
      expect(operations.filter((operation) => /get|query|update/i.test(operation))).not.toEqual([]);
      expect(operations.filter((operation) => /put|write|update/i.test(operation))).not.toEqual([]);
    },
  );
});
