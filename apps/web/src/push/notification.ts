/** What a push says, as the service has encrypted it for this browser. */
export interface PushMessage {
  /** `queued`: a conversation waits for a person. `unseen`: an operator has answered a customer who left. */
  readonly type: 'queued' | 'unseen';
  readonly threadId: string;
  readonly name: string | undefined;
  readonly text: string;
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** @returns `undefined` for what is no push of the service, or of a later version */
export function readPush(data: unknown): PushMessage | undefined {
  const { type, threadId, name, text } = (data ?? {}) as Partial<Record<keyof PushMessage, unknown>>;
  if ((type !== 'queued' && type !== 'unseen') || !isText(threadId)) return undefined;
  return { type, threadId, name: isText(name) ? name : undefined, text: isText(text) ? text : '' };
}

/** The page that shows what a push tells of, as a path. */
export const pageOf = ({ type, threadId }: PushMessage): string =>
  type === 'queued' ? '/console/' : `/?thread=${encodeURIComponent(threadId)}`;
