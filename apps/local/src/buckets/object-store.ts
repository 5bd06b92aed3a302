import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Storage } from '../storage/storage.ts';

/** What is known of an object. */
export interface ObjectDescription {
  readonly bucket: string;
  readonly key: string;
  /** The MD5 of its content, in hexadecimal digits. */
  readonly etag: string;
  readonly sizeBytes: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
  /** The headers that it was stored with and is given with: its type, its own metadata. */
  readonly headers: Readonly<Record<string, string>>;
}

interface ListRequest {
  readonly prefix: string;
  /** Only keys that come after this one. */
  readonly after: string;
  readonly limit: number;
}

/** The objects of every bucket: what is known of them in the database, their content in files. */
export interface ObjectStore {
  find(bucket: string, key: string): ObjectDescription | undefined;
  read(bucket: string, key: string): Promise<Buffer | undefined>;
  /** Replaces an object with the same key atomically: a reader sees the old one or the new one. */
  put(
    object: Pick<ObjectDescription, 'bucket' | 'key' | 'headers'>,
    body: Buffer,
  ): Promise<ObjectDescription>;
  /** @returns whether there was one */
  delete(bucket: string, key: string): Promise<boolean>;
  /** Objects in the order of their keys' bytes. */
  list(bucket: string, request: ListRequest): readonly ObjectDescription[];
}

export interface ObjectStoreOptions {
  readonly storage: Storage;
  /** Where contents are kept. */
  readonly folder: string;
  readonly now: () => number;
  readonly newId: () => string;
}

const schema = `
  CREATE TABLE IF NOT EXISTS object (
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    etag TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_at REAL NOT NULL,
    headers TEXT NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (bucket, key)
  ) WITHOUT ROWID;
`;

/** Opens the store, and deletes the files of writes that a crash has cut off. */
export async function openObjectStore({
  storage,
  folder,
  now,
  newId,
}: ObjectStoreOptions): Promise<ObjectStore> {
  const { database } = storage;
  database.exec(schema);
  const selectOne = database.prepare('SELECT * FROM object WHERE bucket = ? AND key = ?');
  const selectFiles = database.prepare('SELECT file FROM object');
  const selectPage = database.prepare(
    `SELECT * FROM object
     WHERE bucket = :bucket AND key > :after AND key >= :prefix AND substr(key, 1, length(:prefix)) = :prefix
     ORDER BY key LIMIT :limit`,
  );
  const replace = database.prepare('INSERT OR REPLACE INTO object VALUES (?, ?, ?, ?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM object WHERE bucket = ? AND key = ?');
  const fileOf = (bucket: string, key: string): string | undefined => {
    const file = selectOne.get(bucket, key)?.file;
    return typeof file === 'string' ? join(folder, file) : undefined;
  };
  await mkdir(folder, { recursive: true });
  await removeStrays(folder, new Set(selectFiles.all().map(({ file }) => String(file))));

  return {
    find: (bucket, key) => {
      const row = selectOne.get(bucket, key);
      return row && describe(row);
    },
    read: async (bucket, key) => {
      const file = fileOf(bucket, key);
      return file === undefined ? undefined : readFile(file);
    },
    put: async ({ bucket, key, headers }, body) => {
      const file = newId();
      await writeFile(join(folder, file), body);
      const former = fileOf(bucket, key);
      const etag = createHash('md5').update(body).digest('hex');
      const modifiedAt = now();
      replace.run(bucket, key, etag, body.length, modifiedAt, JSON.stringify(headers), file);
      if (former !== undefined) await rm(former, { force: true });
      return { bucket, key, etag, sizeBytes: body.length, modifiedAt, headers };
    },
    delete: async (bucket, key) => {
      const file = fileOf(bucket, key);
      if (file === undefined) return false;
      remove.run(bucket, key);
      await rm(file, { force: true });
      return true;
    },
    list: (bucket, { prefix, after, limit }) =>
      selectPage.all({ bucket, prefix, after, limit }).map(describe),
  };
}

async function removeStrays(folder: string, known: ReadonlySet<string>): Promise<void> {
  for (const file of await readdir(folder))
    if (!known.has(file)) await rm(join(folder, file), { force: true });
}

const describe = (row: Record<string, unknown>): ObjectDescription => ({
  bucket: String(row.bucket),
  key: String(row.key),
  etag: String(row.etag),
  sizeBytes: Number(row.size),
  modifiedAt: Number(row.modified_at),
  headers: JSON.parse(String(row.headers)) as Record<string, string>,
});
