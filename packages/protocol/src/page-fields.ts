import * as v from 'valibot';
import { limits } from './limits.ts';

/** What asks for a page of messages, or of a list of threads. */

export const pageSizeSchema = v.pipe(
  v.number('limit must be a number'),
  v.integer('limit must be a whole number'),
  v.minValue(1, 'limit must be at least 1'),
  v.maxValue(limits.historyPageSize, `limit must be at most ${limits.historyPageSize}`),
);

export const cursorSchema = v.pipe(
  v.string('cursor must be a string'),
  v.maxLength(4_096, 'cursor must have at most 4096 characters'),
);

export const listSizeSchema = v.pipe(
  v.number('limit must be a number'),
  v.integer('limit must be a whole number'),
  v.minValue(1, 'limit must be at least 1'),
  v.maxValue(limits.listPageSize, `limit must be at most ${limits.listPageSize}`),
);
