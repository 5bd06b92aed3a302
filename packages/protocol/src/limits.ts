/** What a frame may hold. The sizes keep every message, and every page of history, below API Gateway's 128 KB. */
export const limits = {
  /** Characters (UTF-16 code units) of a message's text. */
  textLength: 10_000,
  /** Bytes of a message's metadata as JSON. */
  metadataBytes: 8_192,
  /** Characters of a user's, a thread's or a message's id. */
  idLength: 256,
  /** Characters of a clientMessageId. */
  clientMessageIdLength: 128,
  /** Messages that one page of history may ask for. */
  historyPageSize: 100,
  /** Messages of a page of history that does not say how many. */
  defaultHistoryPageSize: 50,
  /** Bytes of a frame as JSON that the server sends. */
  frameBytes: 120_000,
} as const;
