import { DataCoreError } from '../errors/data-core-error.ts';

/**
 * DynamoDB was too busy for a part of a batch, however often it was sent. The rest was read or written: only `unprocessed` has to
 * be tried again.
 */
export class BatchIncompleteError<Left = unknown> extends DataCoreError {
  override readonly name = 'BatchIncompleteError';
  readonly code = 'batch.incomplete';
  readonly tableName: string;
  /** What was asked for and neither read nor written. */
  readonly unprocessed: readonly Left[];

  constructor(tableName: string, unprocessed: readonly Left[]) {
    super(`${unprocessed.length} entries of a batch for table "${tableName}" are left unprocessed.`);
    this.tableName = tableName;
    this.unprocessed = unprocessed;
  }
}
