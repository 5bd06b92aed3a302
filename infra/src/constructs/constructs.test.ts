import { App, TerraformStack } from '../cdktf/core.ts';
import { InvalidEnvironmentsError } from '../environment/problems.ts';
import { createChatInfraStack } from './chat-infra-stack.ts';
import { createMessagesTable, createResponderTopic } from './single-resources.ts';

const synthesised = (stack: TerraformStack) => stack.toTerraform().resource;

describe('a single resource in a stack of somebody else', () => {
  it('is a topic of that name, encrypted', () => {
    const stack = new TerraformStack(new App(), 'theirs');
    expect(createResponderTopic(stack, 'their-topic').node.id).toBe('responder-topic');
    expect(synthesised(stack).aws_sns_topic['responder-topic']).toMatchObject({
      name: 'their-topic',
      kms_master_key_id: 'alias/aws/sns',
    });
  });

  it('is a table of messages that forgets, named after the stack', () => {
    const stack = new TerraformStack(new App(), 'theirs');
    createMessagesTable(stack, 30);
    expect(synthesised(stack).aws_dynamodb_table['messages-table']).toMatchObject({
      name: 'switchboard.theirs.messages',
      hash_key: 'threadId',
      range_key: 'timestamp',
      ttl: { attribute_name: 'expiresAt', enabled: true },
      tags: { retentionDays: '30' },
    });
  });
});

describe('the platform as a stack of somebody else', () => {
  it('names everything that is wrong with its props at once', () => {
    const props = {
      domain: 'chat.example.com',
      zone: 'example.org',
      region: 'eu-central-1',
      messageRetentionDays: 0,
    };
    const create = () => createChatInfraStack(new App(), 'chat', props);
    expect(create).toThrow(InvalidEnvironmentsError);
    expect(create).toThrow(
      /accountId is missing[\s\S]*RETENTION_DAYS should be[\s\S]*not in the zone example\.org/,
    );
  });
});
