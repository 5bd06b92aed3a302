import type * as v from 'valibot';
import { customerEventSchemas } from './customer-events.ts';
import { operatorEventSchemas } from './operator-events.ts';

/** What the server sends, by `event`. */
export const serverFrameSchemas = { ...customerEventSchemas, ...operatorEventSchemas } as const;

export type ServerEvent = keyof typeof serverFrameSchemas;

/** The frame of one event: `ServerFrame<'message'>`; without a parameter, any of them. */
export type ServerFrame<Event extends ServerEvent = ServerEvent> = {
  [Name in Event]: v.InferOutput<(typeof serverFrameSchemas)[Name]>;
}[Event];
