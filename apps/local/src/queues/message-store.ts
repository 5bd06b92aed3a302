import type { DatabaseSync } from 'node:sqlite';

/** An attribute of a message, as SQS takes it; binary values in Base64. */
interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message as it is kept. Times are epoch milliseconds. */
export interface StoredMessage {
  readonly id: string;
  readonly queue: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly sentAt: number;
  /** From when on it may be received. */
  readonly visibleAt: number;
  /** How often it was received. */
  readonly receives: number;
  readonly firstReceivedAt: number | undefined;
  /** What the last receiver can delete it with. */
  readonly receipt: string | undefined;
  /** The queue that it failed in, where this is a dead-letter queue. */
  readonly sourceArn: string | undefined;
}

export type Counts = Readonly<Record<'visible' | 'inFlight' | 'delayed', number>>;

const schema = `
  CREATE TABLE IF NOT EXISTS message (
    id TEXT PRIMARY KEY,
    queue TEXT NOT NULL,
    body TEXT NOT NULL,
    attributes TEXT NOT NULL,
    sent_at REAL NOT NULL,
    visible_at REAL NOT NULL,
    receives INTEGER NOT NULL,
    first_received_at REAL,
    receipt TEXT,
    source_arn TEXT
  );
  CREATE INDEX IF NOT EXISTS message_by_queue ON message (queue, visible_at);
`;

/** Keeps the messages of every queue, by the queue's name. */
export function createMessageStore(database: DatabaseSync) {
  database.exec(schema);
  const insert = database.prepare(
    'INSERT INTO message (id, queue, body, attributes, sent_at, visible_at, receives) VALUES (?, ?, ?, ?, ?, ?, 0)',
  );
  const selectVisible = database.prepare(
    'SELECT * FROM message WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, rowid LIMIT ?',
  );
  const selectAll = database.prepare('SELECT * FROM message WHERE queue = ? ORDER BY sent_at, rowid LIMIT ?');
  const selectOne = database.prepare('SELECT * FROM message WHERE id = ?');
  const take = database.prepare(
    'UPDATE message SET receives = receives + 1, receipt = ?, visible_at = ?, first_received_at = coalesce(first_received_at, ?) WHERE id = ?',
  );
  const move = database.prepare(
    'UPDATE message SET queue = ?, visible_at = ?, source_arn = ?, receives = 0, receipt = NULL, first_received_at = NULL WHERE id = ?',
  );
  const setVisible = database.prepare('UPDATE message SET visible_at = ? WHERE id = ?');
  const release = database.prepare(
    'UPDATE message SET visible_at = :now WHERE queue = :queue AND visible_at > :now AND receipt IS NOT NULL',
  );
  const remove = database.prepare('DELETE FROM message WHERE id = ?');
  const removeOlder = database.prepare('DELETE FROM message WHERE queue = ? AND sent_at < ?');
  const removeAll = database.prepare('DELETE FROM message WHERE queue = ?');
  const next = database.prepare('SELECT min(visible_at) AS at FROM message WHERE queue = ?');
  const count = database.prepare(
    `SELECT coalesce(sum(visible_at <= :now), 0) AS visible,
            coalesce(sum(visible_at > :now AND receipt IS NOT NULL), 0) AS inFlight,
            coalesce(sum(visible_at > :now AND receipt IS NULL), 0) AS delayed
     FROM message WHERE queue = :queue`,
  );

  return {
    insert: (
      message: Pick<StoredMessage, 'id' | 'queue' | 'body' | 'attributes' | 'sentAt' | 'visibleAt'>,
    ): void => {
      const { id, queue, body, attributes, sentAt, visibleAt } = message;
      insert.run(id, queue, body, JSON.stringify(attributes), sentAt, visibleAt);
    },
    /** The messages of a queue that may be received, those that have waited longest first. */
    visible: (queue: string, now: number, limit: number): StoredMessage[] =>
      selectVisible.all(queue, now, limit).map(read),
    /** Any messages of a queue, the oldest first. */
    all: (queue: string, limit: number): StoredMessage[] => selectAll.all(queue, limit).map(read),
    find: (id: string): StoredMessage | undefined => {
      const row = selectOne.get(id);
      return row && read(row);
    },
    /** Hides a message from other receivers. */
    take: (id: string, receipt: string, visibleAt: number, now: number): void => {
      take.run(receipt, visibleAt, now, id);
    },
    move: (id: string, queue: string, visibleAt: number, sourceArn: string | null): void => {
      move.run(queue, visibleAt, sourceArn, id);
    },
    setVisible: (id: string, visibleAt: number): void => {
      setVisible.run(visibleAt, id);
    },
    releaseAll: (queue: string, now: number): void => {
      release.run({ queue, now });
    },
    remove: (id: string): void => {
      remove.run(id);
    },
    /** @returns how many were deleted */
    removeOlder: (queue: string, sentBefore: number): number =>
      Number(removeOlder.run(queue, sentBefore).changes),
    removeAll: (queue: string): void => {
      removeAll.run(queue);
    },
    /** When the next message of a queue may be received; `undefined` where it has none. */
    nextVisibleAt: (queue: string): number | undefined => {
      const at = next.get(queue)?.at;
      return typeof at === 'number' ? at : undefined;
    },
    count: (queue: string, now: number): Counts => {
      const row = count.get({ queue, now });
      return {
        visible: Number(row?.visible),
        inFlight: Number(row?.inFlight),
        delayed: Number(row?.delayed),
      };
    },
  };
}

const read = (row: Record<string, unknown>): StoredMessage => ({
  id: String(row.id),
  queue: String(row.queue),
  body: String(row.body),
  attributes: JSON.parse(String(row.attributes)) as MessageAttributes,
  sentAt: Number(row.sent_at),
  visibleAt: Number(row.visible_at),
  receives: Number(row.receives),
  firstReceivedAt: row.first_received_at === null ? undefined : Number(row.first_received_at),
  receipt: row.receipt === null ? undefined : String(row.receipt),
  sourceArn: row.source_arn === null ? undefined : String(row.source_arn),
});
