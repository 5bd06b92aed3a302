import * as v from 'valibot';
import { isRecord, parseJson } from '../json.ts';
import { type ServerEvent, type ServerFrame, serverFrameSchemas } from './server-frames.ts';

const isEvent = (event: unknown): event is ServerEvent =>
  typeof event === 'string' && Object.hasOwn(serverFrameSchemas, event);

/**
 * Understands what the server sent.
 *
 * @returns the frame, or `undefined` for what a client of this version does not know: a later version's event, or API
 * Gateway's own `{"message": "Internal server error", ...}`. A client ignores those.
 */
export function parseServerFrame(body: string): ServerFrame | undefined {
  const json = parseJson(body);
  if (!isRecord(json) || !isEvent(json.event)) return undefined;
  const result = v.safeParse(serverFrameSchemas[json.event], json);
  return result.success ? result.output : undefined;
}
