export { limits, type Message, type MessageType } from '@switchboard/protocol';
export { ChatClient } from './chat-client.ts';
export type { ChatEvents } from './chat-events.ts';
export type { Cancel, Clock } from './clock.ts';
export type { Backoff } from './connection/backoff.ts';
export type { ConnectionStatus } from './connection/connection.ts';
export {
  type Credential,
  CredentialRefusedError,
  type CredentialRequest,
  type GetCredential,
} from './connection/credential.ts';
export type { LinkTimes } from './connection/link.ts';
export type { WebSocketConstructor, WebSocketLike } from './connection/web-socket.ts';
export { type NetworkSignalSource, watchNetwork } from './network-signals.ts';
export type { ChatClientOptions, PlatformOptions } from './options.ts';
export { memoryOutbox, type OutboxStorage, type TextStorage, webOutbox } from './outbox/outbox-storage.ts';
export type { OutgoingMessage } from './outbox/outgoing-message.ts';
export type { ChatMessage, ChatSnapshot, HistoryStatus, Owner } from './snapshot.ts';
export type { ReadableStore } from './store.ts';
export type { StreamingReply } from './thread/streaming-reply.ts';
export type { Gap } from './thread/timeline.ts';
export type { Typists } from './thread/typing.ts';
