import type * as v from 'valibot';
import { customerFrameSchemas } from './customer-frames.ts';
import { operatorFrameSchemas } from './operator-frames.ts';

/** What a client may send, by `action`. */
export const clientFrameSchemas = { ...customerFrameSchemas, ...operatorFrameSchemas } as const;

export type ClientAction = keyof typeof clientFrameSchemas;

/** The frame of one action: `ClientFrame<'message.send'>`; without a parameter, any of them. */
export type ClientFrame<Action extends ClientAction = ClientAction> = {
  [Name in Action]: v.InferOutput<(typeof clientFrameSchemas)[Name]>;
}[Action];
