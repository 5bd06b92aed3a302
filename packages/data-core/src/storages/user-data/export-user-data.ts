import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Key } from '../../shared/batch/batch-get.ts';
import { requireTableName } from '../../shared/table/table-name.ts';
import type { Patience } from '../../shared/time/backoff.ts';
import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { requireClient, requireFunctions, requireKnown } from '../../shared/validation/options.ts';
import { placesOf, type UserDataTable, type UserDataTables, userDataTables } from './places.ts';
import { requireSubject, type UserDataSubject } from './subject.ts';

export interface UserDataRequest {
  readonly client: DynamoDBDocumentClient;
  readonly tables: UserDataTables;
  readonly subject: UserDataSubject;
}

export interface UserDataItem {
  readonly table: UserDataTable;
  readonly item: Readonly<Record<string, unknown>>;
}

export interface UserDataPage {
  /** What is kept of the user, decoded and without secrets: of a token, its role and expiry. */
  readonly items: readonly UserDataItem[];
  /** Give it back to go on, also after a failure and from another process; null at the end. */
  readonly cursor: string | null;
}

/**
 * Reads what the tables keep of a user, a page at a time.
 *
 * @example
 * for (let cursor: string | null | undefined; cursor !== null; ) {
 *   const page = await exportUserData(request, cursor);
 *   cursor = page.cursor;
 * }
 */
export async function exportUserData(
  request: UserDataRequest,
  cursor?: string,
  patience: Patience = {},
): Promise<UserDataPage> {
  requireRequest(request);
  requireKnown('exportUserData', patience, ['random', 'sleep']);
  requireFunctions(patience);
  const places = placesOf(request.client, request.tables, request.subject, patience);
  const { place: index, startKey } =
    cursor === undefined ? { place: 0, startKey: undefined } : parseCursor(cursor);
  const place = places[index];
  if (!place) return { items: [], cursor: null };
  const { items, next } = await place.read(startKey);
  return {
    items: items.map((item) => ({ table: place.table, item })),
    cursor: next ? formatCursor(index, next) : index + 1 < places.length ? formatCursor(index + 1) : null,
  };
}

/** @throws {InvalidOptionError} naming the field */
export function requireRequest(request: UserDataRequest): void {
  requireKnown('exportUserData and eraseUserData', request, ['client', 'tables', 'subject']);
  requireClient(request.client);
  requireKnown('tables', request.tables, userDataTables);
  for (const [name, table] of Object.entries(request.tables)) {
    if (table !== undefined) requireTableName(`tables.${name}`, table);
  }
  requireSubject(request.subject);
}

function formatCursor(place: number, startKey?: Key): string {
  return Buffer.from(JSON.stringify({ place, startKey })).toString('base64url');
}

function parseCursor(cursor: string): { place: number; startKey: Key | undefined } {
  try {
    const { place, startKey } = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Number.isSafeInteger(place) && place >= 0) return { place, startKey };
  } catch {
    // Named below: whatever it is, it is not what an earlier page returned.
  }
  throw new InvalidOptionError('cursor', cursor, 'the cursor of an earlier page');
}
