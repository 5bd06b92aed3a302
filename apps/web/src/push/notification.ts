import { type Notice, noticeText } from '@switchboard/chat-client';
import { firstLine } from '../text/first-line.ts';
import { questionTitle, waitingTitle } from './operator-titles.ts';

/** What a push says, as the service has encrypted it for this browser. */
export interface PushMessage {
  /** `queued`: a conversation waits for a person. `asked`: its bot asks operators something. `unseen`: a customer who left has been answered. */
  readonly type: 'queued' | 'asked' | 'unseen';
  readonly threadId: string;
  /** Who waits, whose bot asks, or who has written; absent where they have no name. */
  readonly name: string | undefined;
  readonly text: string;
  /** What the text says, where the platform itself speaks: to be said in the reader's language. */
  readonly notice: Notice | undefined;
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
const isText = (value: unknown): value is string => typeof value === 'string';

/** @returns `undefined` if it is not a push of the service, or is one of a later version */
export function readPush(data: unknown): PushMessage | undefined {
  const { type, threadId, name, text, notice } = (data ?? {}) as Partial<Record<keyof PushMessage, unknown>>;
  if ((type !== 'queued' && type !== 'asked' && type !== 'unseen') || !isText(threadId)) return undefined;
  return {
    type,
    threadId,
    name: isText(name) && name.trim() !== '' ? name : undefined,
    text: isText(text) ? text : '',
    notice: readNotice(notice),
  };
}

/** @returns `undefined` for none, and for one of a later version: the text says it too */
function readNotice(data: unknown): Notice | undefined {
  const { type, position, backAt } = (data ?? {}) as Partial<Record<keyof Notice, unknown>>;
  if (type === 'handOver' || type === 'askedOperators') return { type };
  if (type !== 'queued') return undefined;
  return { type, ...(isNumber(position) ? { position } : {}), ...(isNumber(backAt) ? { backAt } : {}) };
}

/** What a notification says: its title and its text. @param languages the reader's, best first */
export function notificationOf(
  { type, name, text, notice }: PushMessage,
  {
    languages,
    brandName,
    now,
  }: { readonly languages: readonly string[]; readonly brandName: string; readonly now: number },
): { readonly title: string; readonly body: string } {
  return {
    title: titleOf(type, name, brandName),
    body: firstLine(notice === undefined ? text : noticeText(notice, { languages, now })),
  };
}

function titleOf(type: PushMessage['type'], name: string | undefined, brandName: string): string {
  if (type === 'unseen') return name ?? brandName;
  return type === 'queued' ? waitingTitle(name ?? 'A customer') : questionTitle(name ?? 'a customer');
}

/** What a click on a notification opens: the page's path, and the conversation in it. */
export interface PushTarget {
  readonly path: string;
  readonly threadId: string;
}

export const targetOf = ({ type, threadId }: PushMessage): PushTarget => ({
  path: type === 'unseen' ? '/' : '/console/',
  threadId,
});

/** The address of a target, for a page that is not open yet. */
export const addressOf = ({ path, threadId }: PushTarget): string =>
  `${path}?thread=${encodeURIComponent(threadId)}`;

/** What the service worker tells a page that is open already. */
export interface OpenThread {
  readonly type: 'switchboard.open';
  readonly threadId: string;
}

/** @returns the conversation that a message of the service worker asks to be opened, if it does */
export function readOpenThread(data: unknown): string | undefined {
  const { type, threadId } = (data ?? {}) as Partial<Record<keyof OpenThread, unknown>>;
  return type === 'switchboard.open' && isText(threadId) ? threadId : undefined;
}
