export { appendMessage, type EarlierTry, findEarlierTry } from './append/append-message.ts';
export type {
  AppendRefusal,
  AppendRequest,
  AppendResult,
  Author,
  StoredMarker,
} from './append/append-request.ts';
export {
  type ChangeRequest,
  type ChangeResult,
  changeMessage,
} from './append/change-message.ts';
export { changeableMs } from './append/changeable.ts';
export { isSendable } from './attachments/attachment-expiry.ts';
export {
  type AttachmentRecord,
  attachmentIdsOf,
  attachmentKeys,
  attachmentOf,
  type BroughtFile,
  beginAttachment,
  bringAttachment,
  confirmAttachment,
  parseAttachment,
  readAttachments,
} from './attachments/attachment-records.ts';
export { sendableDays } from './attachments/attachments.bucket.ts';
export { attachmentsOfUsers } from './attachments/erase-attachments.ts';
export type { BucketAccess } from './attachments/object-links.ts';
export {
  BucketError,
  createObjectStore,
  type ObjectStore,
  type StoredObject,
} from './attachments/object-store.ts';
export {
  type Announcement,
  type Announcer,
  announceFrame,
  announceMessage,
  showTyping,
  tellChannel,
} from './channels/announce.ts';
export { type Channel, isPushed, pushedChannels } from './channels/channel.ts';
export {
  type OutgoingMessage,
  type PushOutcome,
  type PushResult,
  pushThread,
} from './channels/push-thread.ts';
export type { Device, UserConnection } from './connections/connection.ts';
export { isSessionOver } from './connections/connection-item.ts';
export { digestOf, notErasedMeanwhile } from './connections/erasure-mark.ts';
export { readConnection, readConnections } from './connections/read-connections.ts';
export {
  type Connected,
  type ConnectRequest,
  type DeviceKey,
  type FindGone,
  recordConnect,
  recordDisconnect,
  removeDevice,
  removeDevices,
  SessionRevokedError,
} from './connections/record-connection.ts';
export { revokeDevices } from './connections/revoke-devices.ts';
export type { ChatContext, ChatLimits, ChatTableNames } from './context/chat-context.ts';
export type { TransactItem } from './context/commit.ts';
export {
  deadlineSignal,
  type Invocation,
  remainingMs,
  type TimedContext,
  withDeadline,
  withinInvocation,
} from './context/deadline.ts';
export { expiryOf } from './context/item-expiry.ts';
export { readItems } from './context/read-items.ts';
export { isTransient } from './context/transient-errors.ts';
export { createConnectionPoster, createPostingClient } from './delivery/connection-poster.ts';
export {
  type ConnectionPoster,
  type Deliverer,
  type Delivery,
  type DeliveryReport,
  deliver,
  type FailedPost,
  type KnownConnections,
  type PostOutcome,
  type Target,
  targetsOf,
} from './delivery/delivery.ts';
export { findGone } from './delivery/find-gone.ts';
export { createWebDeliverer, type WebDelivererOptions } from './delivery/web-deliverer.ts';
export { ItemsBusyError, ThreadBusyError } from './errors.ts';
export { createLog, type Log, type LogFields } from './log.ts';
export { encodeCursor, type HistoryPosition } from './messages/cursor.ts';
export { type HistoryPage, type HistoryRequest, queryMessages } from './messages/query-messages.ts';
export { readMessage } from './messages/read-message.ts';
export { readUnanswered } from './messages/read-unanswered.ts';
export { ackFrame, messageFrame, type StoredMessage, wireMessage } from './messages/stored-message.ts';
export { noteLoad } from './operators/capacity.ts';
export {
  type Duty,
  isKnownOperator,
  operatorsLately,
  operatorsOnDuty,
  readOperators,
  setDuty,
  startDuty,
} from './operators/duty.ts';
export { addNote, type NoteRequest, type NoteResult, readNotes, writeSummary } from './operators/notes.ts';
export { openFrom } from './operators/opening.ts';
export {
  changeProfile,
  type Person,
  type PersonNow,
  type Profile,
  type ProfileResult,
  parseProfile,
  profileKey,
  readPerson,
} from './operators/profiles.ts';
export {
  addPushSubscription,
  endPushSubscriptions,
  type PushSubscription,
  readPushSubscriptions,
  removePushSubscription,
} from './operators/push-subscriptions.ts';
export { sayQueued } from './operators/say-queued.ts';
export { readDetails, readPeople, readPeopleNow, setTags } from './operators/thread-details.ts';
export {
  alertOfQueued,
  announceQueue,
  describeThreads,
  shownOwner,
  waitingName,
} from './operators/thread-rows.ts';
export { type Activity, readViewers, setViewer, type Viewer } from './operators/viewers.ts';
export { type Alert, parseAlert } from './publishing/parse-alert.ts';
export { publishAlert } from './publishing/publish-alert.ts';
export {
  createPublishingClient,
  type OutboundNotice,
  type Publication,
  type Publisher,
  payloadOf,
  publishMessage,
  publishOutbound,
} from './publishing/publish-message.ts';
export { currentHead, type OwnerChange, type OwnerRefusal } from './threads/change-owner.ts';
export { changeOwner, type OwnershipResult } from './threads/change-thread.ts';
export { type ListPage, type ListRequest, listThreads, type ThreadList } from './threads/list-threads.ts';
export { listThreadIds } from './threads/listed-threads.ts';
export { markRead, type ReadPosition } from './threads/mark-read.ts';
export { listOwnThreads, type OwnThreadsPage, type OwnThreadsRequest } from './threads/own-threads.ts';
export {
  botMayWrite,
  customersOf,
  isOwnedBy,
  isParticipant,
  operatorLeaseMs,
  owesReply,
  ownerAt,
  readThrough,
  userIdsOf,
} from './threads/ownership.ts';
export { readThread } from './threads/read-thread.ts';
export {
  connectionOf,
  readThreadView,
  type ThreadView,
  type ThreadViewRequest,
} from './threads/read-thread-view.ts';
export { readThreads } from './threads/read-threads.ts';
export {
  type CancelResult,
  cancelReply,
  leftToPeople,
  type SettleResult,
  type SweptThread,
  settleThread,
  sweepThread,
} from './threads/sweep-thread.ts';
export type { OpenQuestion, Owner, Participant, ThreadHead, Waiting } from './threads/thread-head.ts';
export { mayOpen, type ThreadIdPolicy } from './threads/thread-ids.ts';
export { asksAnew, isGivenUp, isQuestionOver, patienceMs, waitingAt } from './threads/waiting.ts';
export { eraseUser, type UserErasure, type UserStore } from './users/erase-user.ts';
export { exportUser, type UserExport, type UserItem } from './users/export-user.ts';
