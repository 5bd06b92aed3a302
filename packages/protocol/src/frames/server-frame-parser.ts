import * as v from 'valibot';
import { isRecord, parseJson } from '../json.ts';
import type { ServerEvent, ServerFrame } from './server-frames.ts';

/** The schemas of some events, by `event`. */
export type ServerFrameSchemas = Readonly<
  Partial<Record<ServerEvent, v.GenericSchema<unknown, ServerFrame>>>
>;

/** @returns a parser of the frames of some events, which gives `undefined` for every other frame */
export const createServerFrameParser =
  (schemas: ServerFrameSchemas) =>
  (body: string): ServerFrame | undefined => {
    const json = parseJson(body);
    if (!isRecord(json) || typeof json.event !== 'string') return undefined;
    const schema = Object.hasOwn(schemas, json.event) ? schemas[json.event as ServerEvent] : undefined;
    if (schema === undefined) return undefined;
    const result = v.safeParse(schema, json);
    return result.success ? result.output : undefined;
  };
