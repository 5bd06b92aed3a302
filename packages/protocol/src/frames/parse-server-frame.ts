import { createServerFrameParser } from './server-frame-parser.ts';
import { serverFrameSchemas } from './server-frames.ts';

/**
 * Understands what the server sent.
 *
 * @returns the frame, or `undefined` for what a client of this version does not know: a later version's event, or API
 * Gateway's own `{"message": "Internal server error", ...}`. A client ignores those.
 */
export const parseServerFrame = /* @__PURE__ */ createServerFrameParser(serverFrameSchemas);
