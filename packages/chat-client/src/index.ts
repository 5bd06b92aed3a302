export {
  type Attachment,
  attachmentTypes,
  type ClientFrame,
  colleagueName,
  customerName,
  type ErrorCode,
  limits,
  type Message,
  type MessageType,
  type Note,
  type Notice,
  noticesInArabic,
  noticesInEnglish,
  noticesInGerman,
  noticeText,
  type ProfileChange,
  type ServerFrame,
  sayNotice,
  shownName,
  type ThreadRow,
  waitsForPeople,
} from '@switchboard/protocol';
export {
  type AiChatTransport,
  type AiChatTransportOptions,
  createAiChatTransport,
  type ReplyChunk,
  TransportRequestError,
  type TransportThread,
  uiMessagesOf,
} from './adapters/ai-chat-transport.ts';
export { ChatClient } from './chat-client.ts';
export type { ChatEvents, SessionEvents, ThreadEvents } from './chat-events.ts';
export type { Cancel, Clock } from './clock.ts';
export type { Backoff } from './connection/backoff.ts';
export type { ConnectionStatus, RefusalCode } from './connection/connection.ts';
export type { Credential, CredentialRequest, GetCredential, RenewalReason } from './connection/credential.ts';
export type { LinkTimes } from './connection/link.ts';
export type { WebSocketConstructor, WebSocketLike } from './connection/web-socket.ts';
export {
  ChatClientError,
  ClientClosedError,
  CredentialRefusedError,
  FrameRefusedError,
  RequestRefusedError,
  RequestTimedOutError,
  type ThreadHolder,
  ThreadOwnedError,
  UploadFailedError,
} from './errors.ts';
export { type NetworkSignalSource, watchNetwork } from './network-signals.ts';
export type { ListName } from './operator/desk-lists.ts';
export type {
  DeskEvents,
  DeskSnapshot,
  Duty,
  OperatorDeskOptions,
  Takeover,
} from './operator/desk-snapshot.ts';
export type { OperatorDesk } from './operator/operator-desk.ts';
export type { ThreadList } from './operator/thread-list.ts';
export type { ChatClientOptions, ChatSessionOptions, PlatformOptions } from './options.ts';
export { memoryOutbox, type OutboxStorage, type TextStorage, webOutbox } from './outbox/outbox-storage.ts';
export { canRetry, type OutgoingMessage } from './outbox/outgoing-message.ts';
export type { Question } from './requests/ask.ts';
export {
  ChatSession,
  type PushTarget,
  type SessionSnapshot,
  type ThreadSummary,
} from './session/chat-session.ts';
export type {
  ChatMessage,
  ChatSnapshot,
  HistoryStatus,
  Owner,
  OwnerChange,
  Person,
  Waiting,
} from './snapshot.ts';
export type { ReadableStore } from './store.ts';
export type {
  AttachmentLink,
  ChangeTarget,
  ChatThread,
  SendOptions,
  ThreadOptions,
} from './thread/chat-thread.ts';
export type { Piece, StreamingReply } from './thread/streaming-reply.ts';
export type { Gap } from './thread/timeline.ts';
export type { ToolCall } from './thread/tool-calls.ts';
export type { Typists } from './thread/typing.ts';
export type { UploadedFile, UploadOptions } from './thread/upload.ts';
