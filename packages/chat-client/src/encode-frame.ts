import { type ClientFrame, parseClientFrame } from '@switchboard/protocol';
import { FrameRefusedError } from './errors.ts';

/** @returns why the protocol does not admit the frame as it would be sent, or `undefined` if it does */
export function frameRefusal(frame: ClientFrame): FrameRefusedError | undefined {
  const parsed = parseClientFrame(JSON.stringify(frame));
  return parsed.ok ? undefined : new FrameRefusedError(parsed.refusal);
}
