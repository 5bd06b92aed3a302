import type * as v from 'valibot';
import { attachmentFrameSchemas } from './attachment-frames.ts';
import { chatFrameSchemas } from './chat-frames.ts';
import { messageChangeFrameSchemas } from './message-change-frames.ts';
import { messageFrameSchemas } from './message-frames.ts';

/** What a client may send, by `action`. Each group is served by one function, whose bundle has no other group. */
export const clientFrameSchemas = {
  ...messageFrameSchemas,
  ...messageChangeFrameSchemas,
  ...attachmentFrameSchemas,
  ...chatFrameSchemas,
} as const;

export type ClientAction = keyof typeof clientFrameSchemas;

/** The frame of one action: `ClientFrame<'message.send'>`; without a parameter, any of them. */
export type ClientFrame<Action extends ClientAction = ClientAction> = {
  [Name in Action]: v.InferOutput<(typeof clientFrameSchemas)[Name]>;
}[Action];
