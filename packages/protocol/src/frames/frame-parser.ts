import * as v from 'valibot';
import type { ErrorCode } from '../error-codes.ts';
import { threadIdSchema } from '../fields.ts';
import { isRecord, parseJson, utf8Bytes } from '../json.ts';
import { limits } from '../limits.ts';
import type { ClientAction, ClientFrame } from './client-frames.ts';

/** Why a client's frame cannot be understood, ready for an `error` frame. */
export interface FrameRefusal {
  readonly code: Extract<ErrorCode, `frame.${string}`>;
  /** A sentence that says what would be right. */
  readonly message: string;
  /** The first field that is not what it should be. */
  readonly field?: string;
  /** The required fields that are not there. */
  readonly missing: readonly string[];
  /** What the frame says of itself, where that could be read, so that the client can match the answer. */
  readonly action?: string;
  readonly threadId?: string;
  readonly clientMessageId?: string;
}

export type ParsedClientFrame =
  | { readonly ok: true; readonly frame: ClientFrame }
  | { readonly ok: false; readonly refusal: FrameRefusal };

const refuse = (code: FrameRefusal['code'], message: string, rest: Partial<FrameRefusal> = {}) =>
  ({ ok: false, refusal: { code, message, missing: [], ...rest } }) as const;

/** What of a frame is repeated in its refusal. */
function echoOf(
  frame: Record<string, unknown>,
): Pick<FrameRefusal, 'action' | 'threadId' | 'clientMessageId'> {
  const echo: { action?: string; threadId?: string; clientMessageId?: string } = {};
  if (typeof frame.action === 'string') echo.action = echoed(frame.action, 64);
  if (v.is(threadIdSchema, frame.threadId)) echo.threadId = frame.threadId;
  if (typeof frame.clientMessageId === 'string') {
    echo.clientMessageId = echoed(frame.clientMessageId, limits.clientMessageIdBytes);
  }
  return echo;
}

/** A refused text can be anything: cut, and with whole characters only. */
const echoed = (text: string, length: number): string => text.slice(0, length).toWellFormed();

/** A field that is not there fails its schema with no input at all. */
const isMissing = (issue: v.BaseIssue<unknown>): boolean =>
  issue.input === undefined && issue.path?.length === 1;

const fieldOf = (issue: v.BaseIssue<unknown>): string => String(issue.path?.[0]?.key ?? 'frame');

/** The schemas of some actions, by `action`. */
export type FrameSchemas = Readonly<Partial<Record<ClientAction, v.GenericSchema<unknown, ClientFrame>>>>;

/**
 * A parser of the frames of some actions: a function understands those that it serves.
 *
 * @param schemas by `action`; a frame of any other is refused as `frame.unknownAction`
 */
export const createFrameParser =
  (schemas: FrameSchemas) =>
  /** @param body the frame's text as it came, or `undefined` if there was none */
  (body: string | undefined): ParsedClientFrame => {
    if (body !== undefined && utf8Bytes(body) > limits.clientFrameBytes) {
      const message = `A frame must have at most ${limits.clientFrameBytes} bytes; this one has ${utf8Bytes(body)}.`;
      const json = parseJson(body);
      return refuse('frame.tooLarge', message, isRecord(json) ? echoOf(json) : {});
    }
    const json = parseJson(body);
    if (!isRecord(json)) {
      return refuse('frame.notJson', 'A frame must be a JSON object with an "action".');
    }
    const echo = echoOf(json);
    const schema = schemaOf(schemas, json.action);
    if (schema === undefined) {
      const message = '"action" must be one that the protocol names, for example "message.send".';
      return refuse('frame.unknownAction', message, echo);
    }
    const result = v.safeParse(schema, json);
    return result.success ? { ok: true, frame: result.output } : refuseFields(result.issues, echo);
  };

const schemaOf = (schemas: FrameSchemas, action: unknown) =>
  typeof action === 'string' && Object.hasOwn(schemas, action) ? schemas[action as ClientAction] : undefined;

function refuseFields(issues: readonly v.BaseIssue<unknown>[], echo: Partial<FrameRefusal>) {
  const missing = issues.filter(isMissing).map(fieldOf);
  if (missing.length > 0) {
    return refuse('frame.missingField', `Missing required fields: ${missing.join(', ')}`, {
      ...echo,
      field: missing[0] ?? 'frame',
      missing,
    });
  }
  const [first] = issues;
  return refuse('frame.invalidField', `${issues.map(({ message }) => message).join('; ')}.`, {
    ...echo,
    ...(first === undefined ? {} : { field: fieldOf(first) }),
  });
}
