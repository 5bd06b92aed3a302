import { mkdir, mkdtemp, open, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlatformError } from '../platform-error.ts';
import { lockFolder } from './lock.ts';

/** Where a run keeps its files. */
export interface DataFolder {
  /** The folder as the user knows it; `undefined`: nothing is kept. */
  readonly path: string | undefined;
  /** The engine's file; `undefined`: in memory. */
  readonly databaseFile: string | undefined;
  readonly queuesFolder: string | undefined;
  /** Where bundles are unpacked. */
  readonly codeFolder: string;
  close(): Promise<void>;
}

/**
 * Opens the folder and takes it for this process.
 *
 * @param dataDir the folder, or `memory`
 * @throws {PlatformError} `data.inUse`, `data.unwritable` or `data.damaged`
 */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  if (dataDir === 'memory') {
    const codeFolder = await mkdtemp(join(tmpdir(), 'switchboard-'));
    const close = () => rm(codeFolder, { recursive: true, force: true });
    return { path: undefined, databaseFile: undefined, queuesFolder: undefined, codeFolder, close };
  }
  const path = await makeFolder(dataDir);
  const unlock = await lockFolder(path);
  const databaseFile = join(path, 'dynamodb.sqlite');
  try {
    await checkDatabase(databaseFile, path);
  } catch (error) {
    unlock();
    throw error;
  }
  return {
    path,
    databaseFile,
    queuesFolder: join(path, 'queues'),
    codeFolder: join(path, 'functions'),
    close: async () => unlock(),
  };
}

async function makeFolder(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true });
    return await realpath(dataDir);
  } catch (cause) {
    throw new PlatformError(
      'data.unwritable',
      `The data folder ${dataDir} cannot be made (${cause instanceof Error ? cause.message : cause}). Choose another with DATA_DIR, or DATA_DIR=memory to keep nothing.`,
      { cause },
    );
  }
}

const sqliteMagic = 'SQLite format 3\0';

/** An engine that finds something else in its file says so in words that nobody understands, or not at all. */
async function checkDatabase(file: string, folder: string): Promise<void> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw damaged(folder, error);
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
    if (bytesRead > 0 && buffer.toString('latin1') !== sqliteMagic) throw damaged(folder);
  } finally {
    await handle.close();
  }
}

/** @param cause what the engine said */
export const damaged = (folder: string, cause?: unknown): PlatformError =>
  new PlatformError(
    'data.damaged',
    `The data folder ${folder} is damaged: its dynamodb.sqlite is not a database. Restore it from a copy, or delete the folder to begin anew.`,
    { cause },
  );
