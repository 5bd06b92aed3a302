export { type Attachment, type AttachmentType, attachmentTypes, isAttachmentType } from './attachment.ts';
export { type DutyStatus, dutyStatuses } from './duty.ts';
export { type ErrorCode, errorCodes } from './error-codes.ts';
export {
  clientMessageIdSchema,
  messageIdSchema,
  metadataSchema,
  seqSchema,
  textSchema,
  threadIdSchema,
  userIdSchema,
  userIdSchemaOf,
} from './fields.ts';
export { attachmentFrameSchemas } from './frames/attachment-frames.ts';
export { chatFrameSchemas } from './frames/chat-frames.ts';
export {
  type ClientAction,
  type ClientFrame,
  clientFrameSchemas,
} from './frames/client-frames.ts';
export { customerEventSchemas } from './frames/customer-events.ts';
export { customerFrameSchemas } from './frames/customer-frames.ts';
export { isEphemeral } from './frames/frame-class.ts';
export {
  createFrameParser,
  type FrameRefusal,
  type FrameSchemas,
  type ParsedClientFrame,
} from './frames/frame-parser.ts';
export { messageChangeFrameSchemas } from './frames/message-change-frames.ts';
export { messageFrameSchemas } from './frames/message-frames.ts';
export type { Note, ThreadRow } from './frames/operator-events.ts';
export { parseClientFrame } from './frames/parse-client-frame.ts';
export { parseServerFrame } from './frames/parse-server-frame.ts';
export { profileFrameSchemas } from './frames/profile-frames.ts';
export { pushFrameSchemas } from './frames/push-frames.ts';
export { createServerFrameParser, type ServerFrameSchemas } from './frames/server-frame-parser.ts';
export { type ServerEvent, type ServerFrame, serverFrameSchemas } from './frames/server-frames.ts';
export { cutText, isRecord, parseJson, utf8Bytes } from './json.ts';
export { limits } from './limits.ts';
export {
  type Message,
  type MessageChange,
  type MessageType,
  messageSchema,
  messageTypes,
  type Notice,
} from './message.ts';
export { colleagueName, customerName, nameFromId, shownName } from './names.ts';
export { noticesInArabic } from './notices/ar.ts';
export { noticesInGerman } from './notices/de.ts';
export { noticesInEnglish } from './notices/en.ts';
export { type NoticeReader, noticeText } from './notices/notice-text.ts';
export { type NoticeClock, type NoticeSentences, sayNotice } from './notices/say-notice.ts';
export { type AttributeValue, type ProfileChange, profileSchema } from './profile.ts';
export { isPreviewed, waitsForPeople } from './row-preview.ts';
