import { createHash } from 'node:crypto';
import type { MessageAttributes } from './message-store.ts';

export const bodyDigest = (body: string): string => createHash('md5').update(body).digest('hex');

/**
 * The digest by which a client checks that its attributes arrived.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 */
export function attributesDigest(attributes: MessageAttributes): string {
  const hash = createHash('md5');
  const add = (part: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    hash.update(length).update(part);
  };
  for (const [name, { DataType, StringValue, BinaryValue }] of sortedByName(attributes)) {
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(Buffer.from([BinaryValue === undefined ? 1 : 2]));
    add(BinaryValue === undefined ? Buffer.from(StringValue ?? '') : Buffer.from(BinaryValue, 'base64'));
  }
  return hash.digest('hex');
}

const sortedByName = (attributes: MessageAttributes) =>
  Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
