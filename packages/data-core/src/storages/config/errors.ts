import { DataCoreError } from '../../shared/errors/data-core-error.ts';

/** Someone else changed the configuration since it was read. Nothing was written: read it again and decide again. */
export class ConfigConflictError extends DataCoreError {
  override readonly name = 'ConfigConflictError';
  readonly code = 'config.conflict';
  readonly id: string;
  readonly expectedTimestamp: number;
  readonly timestamp: number;

  constructor(id: string, expectedTimestamp: number, timestamp: number) {
    super(`Configuration "${id}" has timestamp ${timestamp}, not ${expectedTimestamp}: someone changed it.`);
    this.id = id;
    this.expectedTimestamp = expectedTimestamp;
    this.timestamp = timestamp;
  }
}

/** The configuration is too large even when compressed. Nothing was written. */
export class ConfigTooLargeError extends DataCoreError {
  override readonly name = 'ConfigTooLargeError';
  readonly code = 'config.tooLarge';
  readonly id: string;
  readonly compressedBytes: number;
  readonly maxBytes: number;

  constructor(id: string, compressedBytes: number, maxBytes: number) {
    super(
      `Configuration "${id}" is ${compressedBytes} bytes when compressed; at most ${maxBytes} are possible.`,
    );
    this.id = id;
    this.compressedBytes = compressedBytes;
    this.maxBytes = maxBytes;
  }
}

/** The configuration refers to missing parts. Something other than this storage has changed the table. */
export class ConfigDamagedError extends DataCoreError {
  override readonly name = 'ConfigDamagedError';
  readonly code = 'config.damaged';
  readonly id: string;

  constructor(id: string) {
    super(`Configuration "${id}" names parts that are not in the table.`);
    this.id = id;
  }
}
