import { environmentNamed, removeStacks, synthesiseStack } from './stack.ts';

/**
 * The addresses of what holds data. Terraform would delete and create anew what changes its address: never rename one of these; add a
 * `moved` block if it has to be.
 */
const addresses = [
  'aws_dynamodb_table.table_botconfig',
  'aws_dynamodb_table.table_bottokens',
  'aws_dynamodb_table.table_chatlog',
  'aws_dynamodb_table.table_connections',
  'aws_dynamodb_table.table_messages',
  'aws_dynamodb_table.table_partitioned_keys',
  'aws_dynamodb_table.table_states',
  'aws_dynamodb_table.table_threads',
  'aws_s3_bucket.bucket_pages',
  'aws_sns_topic.topic_responder',
  'aws_sqs_queue.queue_responder-failed',
  'aws_sqs_queue.queue_responder-undelivered',
  'aws_sqs_queue.queue_sweeper-failed',
  'aws_sqs_queue.queue_sweeper-unscheduled',
];

afterAll(removeStacks);

describe('what holds data', () => {
  const { resource } = synthesiseStack(environmentNamed('prod'));
  const present = Object.entries(resource).flatMap(([type, byName]) =>
    Object.keys(byName).map((name) => `${type}.${name}`),
  );

  it.each(addresses)('is where it was: %s', (address) => {
    expect(present).toContain(address);
  });
});
