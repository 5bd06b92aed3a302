import type { DatabaseSync } from 'node:sqlite';

/** An event that a function was given and nobody waits for. Times are epoch milliseconds. */
export interface PendingEvent {
  /** What the function is told as its request id: the same at every try, so that it knows a retry. */
  readonly requestId: string;
  readonly functionArn: string;
  /** The event as JSON. */
  readonly payload: string;
  /** What the log says that the function was invoked by. */
  readonly trigger: string;
  readonly acceptedAt: number;
  /** How often it was tried and failed. */
  readonly tries: number;
  readonly dueAt: number;
}

const schema = `
  CREATE TABLE IF NOT EXISTS event (
    request_id TEXT PRIMARY KEY,
    function_arn TEXT NOT NULL,
    payload TEXT NOT NULL,
    trigger TEXT NOT NULL,
    accepted_at REAL NOT NULL,
    tries INTEGER NOT NULL,
    due_at REAL NOT NULL
  );
`;

/** Keeps events from the moment that they are accepted until they are handled or given up. */
export function createEventStore(database: DatabaseSync) {
  database.exec(schema);
  const insert = database.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?)');
  const postpone = database.prepare('UPDATE event SET tries = ?, due_at = ? WHERE request_id = ?');
  const remove = database.prepare('DELETE FROM event WHERE request_id = ?');
  const selectAll = database.prepare('SELECT * FROM event ORDER BY accepted_at');
  return {
    insert: ({ requestId, functionArn, payload, trigger, acceptedAt, tries, dueAt }: PendingEvent): void => {
      insert.run(requestId, functionArn, payload, trigger, acceptedAt, tries, dueAt);
    },
    postpone: ({ requestId, tries, dueAt }: PendingEvent): void => {
      postpone.run(tries, dueAt, requestId);
    },
    remove: (requestId: string): void => {
      remove.run(requestId);
    },
    all: (): PendingEvent[] =>
      selectAll.all().map((row) => ({
        requestId: String(row.request_id),
        functionArn: String(row.function_arn),
        payload: String(row.payload),
        trigger: String(row.trigger),
        acceptedAt: Number(row.accepted_at),
        tries: Number(row.tries),
        dueAt: Number(row.due_at),
      })),
  };
}
