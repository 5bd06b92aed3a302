import { DatabaseSync } from 'node:sqlite';

/**
 * What the platform itself keeps: messages of queues, events that wait for a function, what is in buckets. Everything that was
 * written is there again after a SIGKILL. Each part makes its own tables in it.
 */
export interface Storage {
  readonly database: DatabaseSync;
  stop(): void;
}

/** @param file `undefined`: in memory */
export function openStorage(file: string | undefined): Storage {
  const database = new DatabaseSync(file ?? ':memory:');
  // The system keeps what a killed process has written; only a machine that loses power could lose the last of it.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  return { database, stop: () => database.close() };
}
