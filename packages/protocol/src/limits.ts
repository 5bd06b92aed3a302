/**
 * What a frame may hold. Every size is counted where it is spent: ids and frames in bytes of UTF-8, because that is what
 * DynamoDB's keys and API Gateway's frames are measured in.
 */
export const limits = {
  /** Characters (UTF-16 code units) of a message's text. */
  textLength: 10_000,
  /** Bytes of a message's metadata as JSON. */
  metadataBytes: 8_192,
  /** Levels of objects and lists in a message's metadata. DynamoDB stores 32 levels in an item; the message is one of them. */
  metadataDepth: 16,
  /** Bytes of the id of a thread or a message. */
  idBytes: 256,
  /** Bytes of a user's id. It is stored beside the thread's id in items whose size is paid for. */
  userIdBytes: 128,
  /** Bytes of a clientMessageId. */
  clientMessageIdBytes: 128,
  /** Bytes of a frame that a client sends: API Gateway closes a connection that sends a larger one (code 1009). */
  clientFrameBytes: 32 * 1024,
  /** Messages that one page of history may ask for. */
  historyPageSize: 100,
  /** Messages of a page of history that does not say how many. */
  defaultHistoryPageSize: 50,
  /** Threads that one page of a list may ask for. */
  listPageSize: 50,
  /** Threads of a page of a list that does not say how many. */
  defaultListPageSize: 20,
  /** Bytes of a file that is attached to a message. */
  attachmentBytes: 20 * 1024 * 1024,
  /** Files of one message, thumbnails not counted. */
  attachmentsPerMessage: 10,
  /** Files that links are asked for at once. */
  attachmentLinks: 40,
  /** Bytes of a file's name. */
  fileNameBytes: 255,
  /** Bytes of a user's name. */
  nameBytes: 128,
  /** Characters of the address of a user's picture. */
  pictureLength: 1_024,
  /** Attributes of a user. */
  attributes: 50,
  /** Characters of the text of an attribute. */
  attributeLength: 512,
  /** Bytes of all attributes of a user as JSON. */
  attributesBytes: 8_192,
  /** Tags of a thread. */
  tags: 20,
  /** Bytes of a tag. */
  tagBytes: 64,
  /** Kept replies of an environment. */
  cannedReplies: 200,
  /** Bytes of a frame as JSON that the server sends. */
  frameBytes: 120_000,
} as const;
