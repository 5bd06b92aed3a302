import { mkdtemp, open, realpath, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlatformError } from '../platform-error.ts';
import { lockFolder } from './lock.ts';
import { makeFolders } from './make-folders.ts';

/** Where a run keeps its files. */
export interface DataFolder {
  /** The folder as the user knows it; `undefined`: nothing is kept. */
  readonly path: string | undefined;
  /** The engine's file; `undefined`: in memory. */
  readonly databaseFile: string | undefined;
  /** The file of what the platform itself keeps: messages of queues, events that wait; `undefined`: in memory. */
  readonly storageFile: string | undefined;
  /** Where bundles are unpacked. */
  readonly codeFolder: string;
  /** Where the content of objects is kept. */
  readonly objectsFolder: string;
  /** Where a simulated Telegram keeps its chats; `undefined`: in memory. */
  readonly telegramFolder: string | undefined;
  stop(): Promise<void>;
}

const databaseName = 'dynamodb.sqlite';
const storageName = 'platform.sqlite';

/**
 * Opens the folder and takes it for this process.
 *
 * @param dataDir the folder, or `memory`
 * @throws {PlatformError} `data.inUse`, `data.unwritable` or `data.damaged`
 */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  if (dataDir === 'memory') {
    const folder = await mkdtemp(join(tmpdir(), 'switchboard-'));
    const stop = () => rm(folder, { recursive: true, force: true });
    const nothingKept = {
      path: undefined,
      databaseFile: undefined,
      storageFile: undefined,
      telegramFolder: undefined,
    };
    return { ...nothingKept, ...foldersIn(folder), stop };
  }
  const path = await writableFolder(dataDir);
  const unlock = await lockFolder(path);
  try {
    await checkDatabase(path, databaseName);
    await checkDatabase(path, storageName);
  } catch (error) {
    unlock();
    throw error;
  }
  return {
    path,
    databaseFile: join(path, databaseName),
    storageFile: join(path, storageName),
    telegramFolder: join(path, 'telegram'),
    ...foldersIn(path),
    stop: async () => unlock(),
  };
}

const foldersIn = (folder: string) => ({
  codeFolder: join(folder, 'functions'),
  objectsFolder: join(folder, 'objects'),
});

/** Makes the folder and proves that it can be written to: permissions do not tell it of every file system. */
async function writableFolder(dataDir: string): Promise<string> {
  try {
    await makeFolders(dataDir);
    await rmdir(await mkdtemp(join(dataDir, '.writable-')));
    return await realpath(dataDir);
  } catch (cause) {
    throw unwritable(dataDir, cause);
  }
}

const unwritable = (path: string, cause: unknown): PlatformError =>
  new PlatformError(
    'data.unwritable',
    `The data folder ${path} cannot be used (${cause instanceof Error ? cause.message : cause}). Choose another with DATA_DIR, or DATA_DIR=memory to keep nothing.`,
    { cause },
  );

const sqliteMagic = 'SQLite format 3\0';

/** An engine that finds something else in its file says so in words that nobody understands, or not at all. */
async function checkDatabase(folder: string, name: string): Promise<void> {
  const handle = await open(join(folder, name), 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error.code === 'EISDIR' ? damaged(folder, name, error) : unwritable(folder, error);
  });
  if (!handle) return;
  try {
    const { bytesRead, buffer } = await handle.read(
      Buffer.alloc(sqliteMagic.length),
      0,
      sqliteMagic.length,
      0,
    );
    // An empty file is a database that nothing was written to yet.
    if (bytesRead > 0 && buffer.toString('latin1') !== sqliteMagic) throw damaged(folder, name);
  } finally {
    await handle.close();
  }
}

/**
 * @param name the file that is not what it should be
 * @param cause what the engine said
 */
export const damaged = (folder: string, name: string, cause?: unknown): PlatformError =>
  new PlatformError(
    'data.damaged',
    `The data folder ${folder} is damaged: its ${name} is not a database. Restore it from a copy, or delete the folder to start over.`,
    { cause },
  );
