import { messagesTable } from '@switchboard/chat-core/tables';
import { dynamoTableName } from '@switchboard/data-core/tables';
import { DynamodbTable, SnsTopic } from '../cdktf/aws.ts';
import { type Construct, TerraformStack } from '../cdktf/core.ts';
import { encryptionKey } from '../messaging/topics.ts';
import { tableArguments } from '../storage/tables.ts';

/** Creates an encrypted topic in any stack, for bots that run elsewhere. */
export const createResponderTopic = (scope: Construct, name: string): SnsTopic =>
  new SnsTopic(scope, 'responder-topic', { name, kmsMasterKeyId: encryptionKey });

/**
 * Creates a table for messages in any stack. DynamoDB deletes a message after the time that the function which writes it is told by
 * `RETENTION_DAYS`; the table's tag says which.
 *
 * @param retentionDays how many days a message is kept @default 90
 */
export const createMessagesTable = (scope: Construct, retentionDays = 90): DynamodbTable =>
  new DynamodbTable(scope, 'messages-table', {
    name: dynamoTableName(messagesTable.name, { environment: TerraformStack.of(scope).node.id }),
    billingMode: 'PAY_PER_REQUEST',
    ...tableArguments(messagesTable),
    tags: { retentionDays: String(retentionDays) },
  });
