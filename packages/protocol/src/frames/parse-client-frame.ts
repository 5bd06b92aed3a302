import { clientFrameSchemas } from './client-frames.ts';
import { createFrameParser } from './frame-parser.ts';

/**
 * Understands what a client sent. Fields that the protocol does not know are dropped. What it admits can be stored,
 * published, delivered and read back as it is; a client asks it before it sends.
 *
 * @param body the frame's text as it came, or `undefined` if there was none
 */
export const parseClientFrame = /* @__PURE__ */ createFrameParser(clientFrameSchemas);
