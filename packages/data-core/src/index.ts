export {
  type BatchGetOptions,
  type BatchGetResult,
  batchGet,
  type Item,
  type Key,
} from './batch/batch-get.ts';
export { BatchIncompleteError } from './batch/batch-incomplete-error.ts';
export type { BatchOptions } from './batch/batch-options.ts';
export { type BatchEntry, batchWrite } from './batch/batch-write.ts';
export {
  ChatLogStorage,
  type ChatLogStorageOptions,
  type ErrorLog,
  type Interaction,
} from './chat-log/chat-log-storage.ts';
export { createDocumentClient, type DocumentClientOptions } from './client/document-client.ts';
export type { StoreOptions } from './client/store-options.ts';
export {
  BotConfigStorage,
  type BotConfigStorageOptions,
  type UpdateConfigOptions,
} from './config/bot-config-storage.ts';
export type { ApiContext, ConfigAcl, ConfigApi } from './config/config-api.ts';
export { ConfigConflictError, ConfigDamagedError, ConfigTooLargeError } from './config/errors.ts';
export type { AppendResult } from './conversation/append-turn.ts';
export type { Conversation, ConversationSummary } from './conversation/conversation-item.ts';
export {
  ConversationBusyError,
  ConversationNotFoundError,
  TurnTooLargeError,
} from './conversation/errors.ts';
export type { HistoryOptions, HistoryPage } from './conversation/history.ts';
export type { NumberedTurn, Turn, TurnInput } from './conversation/turn.ts';
export {
  type ConversationList,
  UserConversations,
  type UserConversationsOptions,
} from './conversation/user-conversations.ts';
export {
  type IncrementOptions,
  type KeyCount,
  KeyValueCounter,
  type KeyValueCounterOptions,
} from './counter/key-value-counter.ts';
export { KeyValueScopedCounter } from './counter/key-value-scoped-counter.ts';
export { ShardedCounter, type ShardedCounterOptions } from './counter/sharded-counter.ts';
export { DataCoreError } from './errors/data-core-error.ts';
export { dynamoAssign } from './item/dynamo-assign.ts';
export { KeyHoldsCounterError, KeyHoldsValueError } from './keys/errors.ts';
export {
  type KeyValueList,
  KeyValueTable,
  type KeyValueTableOptions,
  type ListOptions,
  type SetOptions,
} from './keys/key-value-table.ts';
export type { PagePointer } from './keys/list-keys.ts';
export type { Attempt, WhenUnavailable } from './limit/attempt.ts';
export { AttemptsError } from './limit/errors.ts';
export type { LimiterOptions } from './limit/guard.ts';
export { type AttemptLimit, LimitedAttempt } from './limit/limited-attempt.ts';
export { type SlidingLimit, SlidingWindowLimit } from './limit/sliding-window-limit.ts';
export { type BucketLimit, TokenBucketLimit } from './limit/token-bucket-limit.ts';
export type { Lock } from './lock/acquired-lock.ts';
export {
  type AcquireOptions,
  DynamoLock,
  type DynamoLockOptions,
  type WaitOptions,
} from './lock/dynamo-lock.ts';
export { LockHeldError, LockLostError } from './lock/errors.ts';
export { type Fence, type Fenced, fenceCheck, fencedWrite } from './lock/fence.ts';
export {
  DoOnceManager,
  type DoOnceManagerOptions,
  type DoOnceOptions,
  type DoOnceResponse,
} from './once/do-once-manager.ts';
export { DoOnceInProgressError, DoOnceLeaseLostError } from './once/errors.ts';
export type { CompoundKey, StoredKey } from './partitioned/compound-key.ts';
export { NotASetError, SetContentionError } from './partitioned/errors.ts';
export {
  PartitionedKeyValueTable,
  type PartitionedKeyValueTableOptions,
  type PartitionedSetOptions,
} from './partitioned/partitioned-key-value-table.ts';
export type { Equality } from './partitioned/set-items.ts';
export type { Sender } from './sender/sender-key.ts';
export {
  StateDamagedError,
  StateLockedError,
  StateLockLostError,
  StateTooLargeError,
} from './state/errors.ts';
export type { BodySlot, LockedState, StateItem } from './state/state-item.ts';
export type { StateCondition, StatePage } from './state/state-listing.ts';
export { StateStorage, type StateStorageOptions } from './state/state-storage.ts';
export { createTable, createTableInput } from './table/create-table.ts';
export type { IndexDefinition, KeyAttribute, KeyType, TableDefinition } from './table/table-definition.ts';
export { assertTableNameValid, dynamoTableName, type TableNameOptions } from './table/table-name.ts';
export { type Backoff, backoffMs, type Patience, type Sleep } from './time/backoff.ts';
export { alive, epochSeconds, expiry, expiryConditions, isExpired } from './time/expiry.ts';
export {
  BotTokenStorage,
  type BotTokenStorageOptions,
  type IssuedSession,
  type TokenFactory,
  type TokenRequest,
} from './token/bot-token-storage.ts';
export { TokenSealedError, TokenSecretMissingError } from './token/errors.ts';
export type { TokenOwner } from './token/token-items.ts';
export type { TransactWriteItem } from './transaction/transact-write.ts';
export { type TransactWriteOptions, transactWrite } from './transaction/transact-write.ts';
export { UnstorableValueError } from './typed-json/unstorable-value-error.ts';
export {
  ErasureIncompleteError,
  type ErasureOptions,
  type ErasureReceipt,
  eraseUserData,
} from './user-data/erase-user-data.ts';
export {
  exportUserData,
  type UserDataItem,
  type UserDataPage,
  type UserDataRequest,
} from './user-data/export-user-data.ts';
export type { UserDataTable, UserDataTables } from './user-data/places.ts';
export type { UserDataSubject } from './user-data/subject.ts';
export { InvalidOptionError } from './validation/invalid-option-error.ts';
