/** What puts a message in its place. */
export interface Sequenced {
  readonly messageId: string;
  readonly seq: number;
}

/** A message that may tell of a change of another one. */
interface Changing extends Sequenced {
  readonly text: string;
  readonly status: string;
  readonly change?: { readonly type: 'edit' | 'delete'; readonly seq: number } | undefined;
}

/**
 * Gives changed messages the text that the newest change says. A page of history has it already; a change that comes live
 * tells of a message that is shown with its old text.
 *
 * @returns the same array if nothing changes
 */
export function foldChanges<Message extends Changing>(timeline: readonly Message[]): readonly Message[] {
  const newest = new Map<number, Message>();
  for (const message of timeline) {
    if (message.change === undefined) continue;
    // A deletion is final, and the texts of edits before it are blank where they were read after it.
    if (newest.get(message.change.seq)?.change?.type !== 'delete') newest.set(message.change.seq, message);
  }
  if (newest.size === 0) return timeline;
  const folded = timeline.map((message) => changed(message, newest.get(message.seq)));
  return folded.every((message, at) => message === timeline[at]) ? timeline : folded;
}

function changed<Message extends Changing>(message: Message, by: Message | undefined): Message {
  if (by?.change === undefined || message.status === 'deleted' || message.status === 'erased') return message;
  const status = by.change.type === 'edit' ? 'edited' : 'deleted';
  const isShown = message.text === by.text && message.status === status;
  return isShown ? message : { ...message, text: by.text, status };
}

/** Messages that are known to lie between two that are shown. */
export interface Gap {
  /** The `seq` of the message before the gap; 0 where the beginning of the thread is missing. */
  readonly after: number;
  /** The `seq` of the message behind it. */
  readonly before: number;
}

/** A bot that runs elsewhere may give two messages one id, and a thread that starts over numbers from 1 again. */
export const identityOf = ({ messageId, seq }: Sequenced): string => `${seq} ${messageId}`;

/**
 * Puts messages in their place by `seq` and drops those that are there already.
 *
 * @returns the same array if there was nothing new
 */
export function insertMessages<Message extends Sequenced>(
  timeline: readonly Message[],
  arrivals: readonly Message[],
): readonly Message[] {
  const known = new Set(timeline.map(identityOf));
  const fresh: Message[] = [];
  for (const message of arrivals) {
    if (known.has(identityOf(message))) continue;
    known.add(identityOf(message));
    fresh.push(message);
  }
  if (fresh.length === 0) return timeline;
  const last = timeline.at(-1);
  const merged = [...timeline, ...fresh];
  const inOrder = fresh.length === 1 && (last === undefined || last.seq < (fresh[0]?.seq ?? 0));
  return inOrder ? merged : merged.sort((a, b) => a.seq - b.seq);
}

/**
 * The oldest gap in what is shown, among those above `acceptedUpTo`: a gap that the server's history does not fill either
 * (its messages are past their retention) is accepted and not asked for again.
 */
export function findGap(timeline: readonly Sequenced[], acceptedUpTo: number): Gap | undefined {
  let oldest: Gap | undefined;
  for (let index = timeline.length - 1; index >= 0; index -= 1) {
    const before = timeline[index]?.seq ?? 0;
    const after = timeline[index - 1]?.seq ?? 0;
    if (before <= acceptedUpTo) break;
    if (before - after > 1) oldest = { after, before };
  }
  return oldest;
}
