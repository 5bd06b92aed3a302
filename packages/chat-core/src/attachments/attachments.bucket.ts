import type { BucketDefinition } from '@switchboard/declarations';

/** The prefix of every attachment's key. */
export const attachmentPrefix = 'attachments/';

/**
 * A file can be sent for so long after its upload began, days. S3 counts an object's time from its upload, and a message lives from when it is
 * sent: so the object is kept longer than messages by this.
 */
export const sendableDays = 7;

/** What people attach to messages. Nobody reads it but by a link that ends soon. */
export const attachmentsBucket: BucketDefinition = {
  name: 'attachments',
  expiry: [{ prefix: attachmentPrefix, days: { beyondRetention: sendableDays } }],
  browserUploads: true,
};
