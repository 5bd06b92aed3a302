import { deskFrameSchemas } from './desk-frames.ts';
import { takeoverFrameSchemas } from './takeover-frames.ts';

/** What only operators may send, by `action`. */
export const operatorFrameSchemas = { ...takeoverFrameSchemas, ...deskFrameSchemas } as const;
