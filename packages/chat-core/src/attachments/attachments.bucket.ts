import type { BucketDefinition } from '@switchboard/declarations';

/** The prefix of every attachment's key. */
export const attachmentPrefix = 'attachments/';

/** What people attach to messages. Nobody reads it but by a link that ends soon. */
export const attachmentsBucket: BucketDefinition = {
  name: 'attachments',
  expiry: [{ prefix: attachmentPrefix, days: 'retention' }],
  browserUploads: true,
};
