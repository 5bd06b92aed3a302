export type { Device, UserConnection } from './connections/connection.ts';
export { readConnection, readConnections } from './connections/read-connections.ts';
export {
  type DeviceKey,
  recordConnect,
  recordDisconnect,
  removeDevice,
} from './connections/record-connection.ts';
export type { ChatContext, ChatTableNames } from './context/chat-context.ts';
export { createConnectionPoster, createPostingClient } from './delivery/connection-poster.ts';
export {
  type ConnectionPoster,
  type Deliverer,
  type Delivery,
  type DeliveryReport,
  deliver,
  type FailedPost,
  type PostOutcome,
  type Target,
} from './delivery/delivery.ts';
export { createWebDeliverer, type WebDelivererOptions } from './delivery/web-deliverer.ts';
export { ThreadBusyError } from './errors.ts';
export { appendMessage } from './messages/append-message.ts';
export type {
  AppendRequest,
  AppendResult,
  Author,
  StoredMarker,
  TransactItem,
} from './messages/append-request.ts';
export { encodeCursor, type HistoryPosition } from './messages/cursor.ts';
export { type HistoryPage, type HistoryRequest, queryMessages } from './messages/query-messages.ts';
export { readForSend, type SendView } from './messages/read-for-send.ts';
export { readMessage } from './messages/read-message.ts';
export { ackFrame, messageFrame, type StoredMessage, wireMessage } from './messages/stored-message.ts';
export {
  type Publication,
  type Publisher,
  payloadOf,
  publishMessage,
} from './publishing/publish-message.ts';
export { wantsBot } from './publishing/wants-bot.ts';
export {
  type ClaimRequest,
  claimThread,
  type OwnershipResult,
  releaseThread,
} from './threads/claim-thread.ts';
export { markRead, type ReadPosition } from './threads/mark-read.ts';
export { isOwnedBy, isParticipant, ownerAt, userIdsOf } from './threads/ownership.ts';
export { type AwaitingPage, type AwaitingRequest, queryAwaiting } from './threads/query-awaiting.ts';
export { readThread } from './threads/read-thread.ts';
export { readThreads } from './threads/read-threads.ts';
export { type SettleRequest, type SettleResult, settleThread } from './threads/settle-thread.ts';
export type { Channel, Owner, Participant, ThreadHead } from './threads/thread-head.ts';
