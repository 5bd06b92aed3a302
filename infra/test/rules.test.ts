import { environments } from '../src/environments.ts';
import {
  type Attributes,
  all,
  environmentNamed,
  removeStacks,
  type Stack,
  synthesiseStack,
} from './stack.ts';

/** What holds for every environment that is deployed, whatever is added to it. */

const stacks = new Map<string, Stack>(
  environments
    .filter(({ name }) => name !== 'local')
    .map(({ name }) => [name, synthesiseStack(environmentNamed(name))]),
);

afterAll(removeStacks);

const resources = ({ resource }: Stack): (readonly [address: string, attributes: Attributes])[] =>
  Object.entries(resource).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, attributes]) => [`${type}.${name}`, attributes] as const),
  );

/** Every statement of every policy: of identities, of resources, of trust. */
const statements = (stack: Stack): (readonly [address: string, statement: Attributes])[] =>
  resources(stack).flatMap(([address, { policy, assume_role_policy: trust }]) =>
    [policy, trust]
      .filter((text) => typeof text === 'string')
      .flatMap((text) =>
        JSON.parse(text).Statement.map((statement: Attributes) => [address, statement] as const),
      ),
  );

describe.each([...stacks])('the environment %s', (name, stack) => {
  it('encrypts topics, queues and buckets; tables are encrypted by DynamoDB itself', () => {
    // CloudWatch and budgets could not publish to a topic with SNS's own key.
    const topics = resources(stack).filter(([address]) => address.startsWith('aws_sns_topic.'));
    for (const [address, topic] of topics) {
      expect([address, topic.kms_master_key_id]).toEqual([
        address,
        address === 'aws_sns_topic.alarms' ? undefined : 'alias/aws/sns',
      ]);
    }
    for (const queue of all(stack, 'aws_sqs_queue')) expect(queue.sqs_managed_sse_enabled).toBe(true);
    expect(all(stack, 'aws_s3_bucket_server_side_encryption_configuration')).toHaveLength(
      all(stack, 'aws_s3_bucket').length,
    );
  });

  it('can recover every table to a point in time, and protects those that must not be lost', () => {
    const isProtected = environmentNamed(name).protected;
    for (const table of all(stack, 'aws_dynamodb_table')) {
      expect(table.point_in_time_recovery).toEqual({ enabled: true });
      expect(table.deletion_protection_enabled).toBe(isProtected);
      expect(table.lifecycle?.prevent_destroy ?? false).toBe(isProtected);
    }
  });

  it('keeps every log for as long as the environment says, and no longer', () => {
    for (const group of all(stack, 'aws_cloudwatch_log_group')) {
      expect(group.retention_in_days).toBe(environmentNamed(name).logRetentionDays);
    }
    expect(
      all(stack, 'aws_lambda_function').map(({ logging_config }) => logging_config.log_group),
    ).toHaveLength(all(stack, 'aws_lambda_function').length);
  });

  it('opens no bucket to the public', () => {
    expect(all(stack, 'aws_s3_bucket_public_access_block')).toHaveLength(all(stack, 'aws_s3_bucket').length);
    for (const block of all(stack, 'aws_s3_bucket_public_access_block')) {
      expect([block.block_public_acls, block.block_public_policy, block.restrict_public_buckets]).toEqual([
        true,
        true,
        true,
      ]);
    }
  });

  it('lets nobody do everything, and nobody anything with everything', () => {
    const wild = statements(stack).filter(([, { Effect, Action, Resource }]) => {
      if (Effect === 'Deny') return false;
      const actions = [Action].flat();
      return actions.some((action: string) => action.includes('*')) || [Resource ?? []].flat().includes('*');
    });
    // X-Ray has no resources to name.
    expect(
      wild.filter(([, { Action }]) => ![Action].flat().every((action: string) => action.startsWith('xray:'))),
    ).toEqual([]);
  });

  it('trusts services of AWS only on behalf of this account', () => {
    const careless = statements(stack).filter(
      ([, { Effect, Principal, Condition }]) =>
        Effect === 'Allow' &&
        Principal?.Service !== undefined &&
        Condition?.StringEquals?.['aws:SourceAccount'] === undefined,
    );
    expect(careless).toEqual([]);
    for (const permission of all(stack, 'aws_lambda_permission')) {
      expect(permission.source_account).toBe(`\${data.aws_caller_identity.current.account_id}`);
      expect(permission.source_arn).toBeTruthy();
    }
  });

  it('keeps what fails wherever nobody waits for the answer', () => {
    for (const subscription of all(stack, 'aws_sns_topic_subscription')) {
      if (subscription.protocol !== 'email')
        expect(subscription.redrive_policy).toContain('deadLetterTargetArn');
    }
    for (const { target } of all(stack, 'aws_scheduler_schedule'))
      expect(target.dead_letter_config.arn).toBeTruthy();
    for (const { destination_config } of all(stack, 'aws_lambda_function_event_invoke_config')) {
      expect(destination_config.on_failure.destination).toBeTruthy();
    }
  });

  it('tags everything', () => {
    for (const { default_tags } of stack.provider.aws) {
      expect(default_tags[0].tags).toMatchObject({ application: 'switchboard', environment: name });
    }
  });

  it('holds no account but in the places that exist to name one', () => {
    const { terraform, provider, ...rest } = JSON.parse(stack.text);
    expect(JSON.stringify(rest)).not.toMatch(/(?<![\da-f])\d{12}(?![\da-f])/i);
    expect(JSON.stringify(provider)).toContain('"allowed_account_ids":["111122223333"]');
    expect(terraform.backend.s3.bucket).toContain('111122223333');
  });

  it('holds nothing that looks like a secret', () => {
    expect(stack.text).not.toMatch(
      /AKIA[0-9A-Z]{16}|-----BEGIN|\b\d{8,10}:[A-Za-z0-9_-]{35}\b|sk-[A-Za-z0-9]{20}/,
    );
    for (const { environment } of all(stack, 'aws_lambda_function')) {
      for (const variable of Object.keys(environment?.variables ?? {})) {
        if (/SECRET|PASSWORD|API_KEY|TOKEN$/.test(variable)) expect(variable).toMatch(/^(SECRET_|TABLE_)/);
      }
    }
  });
});
