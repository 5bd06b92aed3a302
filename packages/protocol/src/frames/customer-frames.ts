import { attachmentFrameSchemas } from './attachment-frames.ts';
import { chatFrameSchemas } from './chat-frames.ts';
import { messageChangeFrameSchemas } from './message-change-frames.ts';
import { messageFrameSchemas } from './message-frames.ts';
import { profileFrameSchemas } from './profile-frames.ts';
import { pushFrameSchemas } from './push-frames.ts';

/** What a customer may send, by `action`. Each group is served by one function, whose bundle has no other group. */
export const customerFrameSchemas = {
  ...messageFrameSchemas,
  ...messageChangeFrameSchemas,
  ...attachmentFrameSchemas,
  ...profileFrameSchemas,
  ...pushFrameSchemas,
  ...chatFrameSchemas,
} as const;
