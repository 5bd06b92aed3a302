export { type Attachment, type AttachmentType, attachmentTypes } from './attachment.ts';
export { type ErrorCode, errorCodes } from './error-codes.ts';
export {
  clientMessageIdSchema,
  messageIdSchema,
  metadataSchema,
  seqSchema,
  textSchema,
  threadIdSchema,
  userIdSchema,
} from './fields.ts';
export { attachmentFrameSchemas } from './frames/attachment-frames.ts';
export { chatFrameSchemas } from './frames/chat-frames.ts';
export { type ClientAction, type ClientFrame, clientFrameSchemas } from './frames/client-frames.ts';
export { isEphemeral } from './frames/frame-class.ts';
export { createFrameParser, type FrameRefusal, type ParsedClientFrame } from './frames/frame-parser.ts';
export { messageChangeFrameSchemas } from './frames/message-change-frames.ts';
export { messageFrameSchemas } from './frames/message-frames.ts';
export { parseClientFrame } from './frames/parse-client-frame.ts';
export { parseServerFrame } from './frames/parse-server-frame.ts';
export {
  type Note,
  type ServerEvent,
  type ServerFrame,
  serverFrameSchemas,
  type ThreadRow,
} from './frames/server-frames.ts';
export { cutText, isRecord, parseJson, utf8Bytes } from './json.ts';
export { limits } from './limits.ts';
export {
  type Message,
  type MessageChange,
  type MessageType,
  messageSchema,
  messageTypes,
} from './message.ts';
