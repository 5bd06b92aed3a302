import type { ServerFrame } from '@switchboard/protocol';

/** A tool that a bot has called for a reply that it is writing. */
export interface ToolCall extends Pick<ServerFrame<'tool'>, 'replyId' | 'callId' | 'title' | 'status'> {
  /** When the last frame of it came, in epoch milliseconds. */
  readonly updatedAt: number;
}

/** More are not kept: a person reads a few. */
const mostCalls = 10;

/**
 * Takes in what is told of one call. Frames may come late and twice: a call that has ended does not run again. A thread has one bot, which
 * writes one reply at a time, so a call for another reply means that the one before was given up.
 *
 * @returns the same array if there was nothing new
 */
export function addToolCall(
  calls: readonly ToolCall[],
  { replyId, callId, title, status }: ServerFrame<'tool'>,
  now: number,
): readonly ToolCall[] {
  const known = calls.find((call) => call.callId === callId && call.replyId === replyId);
  if (known !== undefined && (known.status !== 'running' || status === 'running')) return calls;
  const call = { replyId, callId, title, status, updatedAt: now };
  if (known !== undefined) return calls.map((other) => (other === known ? call : other));
  return [...calls.filter((other) => other.replyId === replyId), call].slice(-mostCalls);
}
