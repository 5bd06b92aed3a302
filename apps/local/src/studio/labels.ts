import { readFunctionLine } from '../log/function-output.ts';
import type { CallRecord, FrameRecord, InvocationRecord, Recorded } from './records.ts';

/** A record in the words of a timeline. */
export interface Label {
  readonly label: string;
  readonly detail: string;
}

type Json = Readonly<Record<string, unknown>>;

/** @param short leaves the environment's prefix out of names */
export function labelOf(record: Recorded, short: (name: string) => string): Label {
  switch (record.type) {
    case 'frame':
      return record.direction === 'in'
        ? { label: nameOfFrame(record.text), detail: 'from the client' }
        : { label: nameOfFrame(record.text), detail: 'to the client' };
    case 'http':
      return { label: `${record.method} ${record.url.split('?')[0]}`, detail: statusText(record.status) };
    case 'invocation':
      return { label: short(record.functionName), detail: short(record.trigger) };
    case 'call':
      return labelOfCall(record, short);
    case 'note':
      return { label: short(record.source), detail: record.text.split('\n')[0] ?? '' };
  }
}

const statusText = (status: number | undefined): string => (status === undefined ? '' : String(status));

/** The action or the event of a frame; of a message its type, of a tool how far it is. */
export function nameOfFrame(text: string): string {
  const { action, event, messageType, message, status } = parseObject(text);
  if (typeof action === 'string') return action;
  if (event === 'tool' && typeof status === 'string') return `tool (${status})`;
  if (typeof event === 'string') return typeof messageType === 'string' ? `${event} (${messageType})` : event;
  return typeof message === 'string' ? message : 'frame';
}

/** What a person wrote, where a frame is a message of theirs. */
export const messageIn = ({ direction, text }: FrameRecord): string =>
  direction === 'in' ? textOf(text) : '';

/** The frame that an event of a WebSocket API brings to a function; empty if it brings no text. @param payload the event as JSON */
export function frameIn(payload: string): string {
  const { body } = payload.includes('\\"text\\"') ? parseObject(payload) : {};
  return typeof body === 'string' ? body : '';
}

/** The text of the message that a frame is; empty if it is none. */
export function textOf(frame: string): string {
  const { text } = parseObject(frame);
  return typeof text === 'string' ? text : '';
}

/** Whether a call posts a bot's stored message to a device. */
export function isBotsMessage({ service, operation, input }: CallRecord): boolean {
  if (service !== 'execute-api' || !operation.startsWith('POST')) return false;
  const { event, messageType } = parseObject(input.toString());
  return event === 'message' && messageType === 'bot';
}

function labelOfCall(record: CallRecord, short: (name: string) => string): Label {
  const { service, operation, resource, input } = record;
  if (service === 'execute-api') {
    const isPost = operation.startsWith('POST');
    return {
      label: isPost ? nameOfFrame(input.toString()) : operation,
      detail: isPost ? detailOfPost(input.toString()) : 'a device',
    };
  }
  if (service === 'dynamodb') return { label: operation, detail: tablesIn(record).map(short).join(', ') };
  return { label: operation, detail: short(resource.split(/[:/]/).at(-1) ?? resource) };
}

/** Where a frame goes; before it, what the customer is told of a tool. */
function detailOfPost(text: string): string {
  const { event, title } = parseObject(text);
  return event === 'tool' && typeof title === 'string' ? `${title}, to a device` : 'to a device';
}

/** The tables that a request names, each once. */
function tablesIn({ input, resource }: CallRecord): readonly string[] {
  const names = [...input.toString().matchAll(/"TableName":"([^"]+)"/g)].flatMap(([, name]) => name ?? []);
  const requested = parseObject(input.toString()).RequestItems;
  const batched = typeof requested === 'object' && requested !== null ? Object.keys(requested) : [];
  const found = [...names, ...batched].map((name) => name.split('/').at(-1) ?? name);
  return found.length > 0 ? [...new Set(found)] : [resource.split('/')[1] ?? ''];
}

/** The errors that a function logged and did not fail with, each with its causes: a bot that throws is one. */
export const loggedErrors = ({ output }: Pick<InvocationRecord, 'output'>): readonly string[] =>
  output.flatMap((raw) => {
    if (!raw.includes('"error":')) return [];
    const line = readFunctionLine(raw);
    return line.type === 'event' ? (line.error ?? []) : [];
  });

/** What went wrong with a record, in a line. */
export function errorOf(record: Recorded): string | null {
  switch (record.type) {
    case 'invocation':
      return (record.failure ?? loggedErrors(record)[0])?.split('\n')[0] ?? null;
    case 'http':
      return record.status !== undefined && record.status >= 500 ? `answered ${record.status}` : null;
    case 'call':
      return errorOfCall(record);
    case 'note':
      return record.kind === 'problem' ? (record.text.split('\n')[0] ?? '') : null;
    case 'frame':
      return null;
  }
}

const faultWords: Readonly<Record<string, string>> = {
  throttle: 'throttled by the fault plan',
  failBefore: 'failed by the fault plan, before it was applied',
  failAfter: 'failed by the fault plan, after it was applied',
  killBefore: 'the process was killed by the fault plan, before it was applied',
  killAfter: 'the process was killed by the fault plan, after it was applied',
};

function errorOfCall({ status, output, fault, durationMs }: CallRecord): string | null {
  if (fault !== undefined && fault in faultWords) return faultWords[fault] ?? null;
  if (durationMs === undefined || (status !== undefined && status < 400)) return null;
  const text = output.toString();
  const code =
    /"__type"\s*:\s*"(?:[^"#]*#)?([^"]+)"/.exec(text)?.[1] ?? /<Code>([^<]+)</.exec(text)?.[1] ?? '';
  const reasons = [...text.matchAll(/"Code"\s*:\s*"(?!None)([^"]+)"/g)].map(([, reason]) => reason);
  const message = /"[Mm]essage"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? '';
  if (status === 410) return 'the connection is gone';
  const because = reasons.length > 0 ? `: ${[...new Set(reasons)].join(', ')}` : message && `: ${message}`;
  return code ? `${code}${because}` : `answered ${status ?? 'nothing'}${because}`;
}

/** @returns an empty object if the text is not a JSON object */
export function parseObject(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
  } catch {
    return {};
  }
}
