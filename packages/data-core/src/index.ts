export { CounterRangeError } from './primitives/counter/errors.ts';
export {
  type IncrementOptions,
  type KeyCount,
  KeyValueCounter,
  type KeyValueCounterOptions,
} from './primitives/counter/key-value-counter.ts';
export { KeyValueScopedCounter } from './primitives/counter/key-value-scoped-counter.ts';
export { ShardedCounter, type ShardedCounterOptions } from './primitives/counter/sharded-counter.ts';
export { KeyHoldsCounterError, KeyHoldsValueError } from './primitives/keys/errors.ts';
export {
  type KeyValueList,
  KeyValueTable,
  type KeyValueTableOptions,
  type ListOptions,
  type SetOptions,
} from './primitives/keys/key-value-table.ts';
export type { PagePointer } from './primitives/keys/list-keys.ts';
export type { Attempt, WhenUnavailable } from './primitives/limit/attempt.ts';
export { AttemptsError } from './primitives/limit/errors.ts';
export type { LimiterOptions } from './primitives/limit/guard.ts';
export {
  type AttemptLimit,
  type AttemptsConfig,
  LimitedAttempt,
  type ResetState,
} from './primitives/limit/limited-attempt.ts';
export { type SlidingLimit, SlidingWindowLimit } from './primitives/limit/sliding-window-limit.ts';
export { type BucketLimit, TokenBucketLimit } from './primitives/limit/token-bucket-limit.ts';
export type { Lock } from './primitives/lock/acquired-lock.ts';
export {
  type AcquireOptions,
  DynamoLock,
  type DynamoLockOptions,
  type WaitOptions,
  type WithLockOptions,
} from './primitives/lock/dynamo-lock.ts';
export { LockHeldError, LockLostError } from './primitives/lock/errors.ts';
export { type Fence, type Fenced, fenceCheck, fencedWrite } from './primitives/lock/fence.ts';
export {
  DoOnceManager,
  type DoOnceManagerOptions,
  type DoOnceOptions,
  type DoOnceResponse,
  type DoOnceResult,
} from './primitives/once/do-once-manager.ts';
export { DoOnceInProgressError, DoOnceLeaseLostError } from './primitives/once/errors.ts';
export type { CompoundKey, PartitionKeyMappings, StoredKey } from './primitives/partitioned/compound-key.ts';
export { NotASetError, SetContentionError } from './primitives/partitioned/errors.ts';
export {
  PartitionedKeyValueTable,
  type PartitionedKeyValueTableOptions,
  type PartitionedSetOptions,
} from './primitives/partitioned/partitioned-key-value-table.ts';
export type { Equality } from './primitives/partitioned/set-items.ts';
export {
  type BatchGetOptions,
  type BatchGetResult,
  batchGet,
  type Item,
  type Key,
} from './shared/batch/batch-get.ts';
export { BatchIncompleteError } from './shared/batch/batch-incomplete-error.ts';
export type { BatchOptions } from './shared/batch/batch-options.ts';
export { type BatchEntry, batchWrite } from './shared/batch/batch-write.ts';
export { inParallel } from './shared/batch/in-parallel.ts';
export {
  createDocumentClient,
  type DocumentClientOptions,
  type DynamoDbService,
} from './shared/client/document-client.ts';
export type { StoreOptions } from './shared/client/store.ts';
export { UnstorableValueError } from './shared/encoding/unstorable-value-error.ts';
export { type ConditionFailed, conditionHeld, isConditionFailed } from './shared/errors/condition-failed.ts';
export { DataCoreError } from './shared/errors/data-core-error.ts';
export type { Sender } from './shared/keys/sender-key.ts';
export { createTable, createTableInput, TableMismatchError } from './shared/table/create-table.ts';
export { type DynamoDao, dynamoAssign } from './shared/table/dynamo-assign.ts';
export type {
  IndexDefinition,
  KeyAttribute,
  KeyType,
  TableDefinition,
} from './shared/table/table-definition.ts';
export {
  assertTableNameValid,
  type DynamoTableName,
  dynamoTableName,
  type TableNameOptions,
} from './shared/table/table-name.ts';
export { type Backoff, backoffMs, type Patience, type Sleep } from './shared/time/backoff.ts';
export { alive, epochSeconds, expiry, expiryConditions, isExpired } from './shared/time/expiry.ts';
export type { TransactWriteItem } from './shared/transaction/transact-write.ts';
export { type TransactWriteOptions, transactWrite } from './shared/transaction/transact-write.ts';
export { InvalidOptionError } from './shared/validation/invalid-option-error.ts';
export type { ChatLogEvent } from './storages/chat-log/chat-log-entry.ts';
export {
  ChatLogStorage,
  type ChatLogStorageOptions,
  type ErrorLog,
  type Interaction,
} from './storages/chat-log/chat-log-storage.ts';
export {
  BotConfigStorage,
  type BotConfigStorageOptions,
  type UpdateConfigOptions,
} from './storages/config/bot-config-storage.ts';
export type { ApiContext, ConfigAcl, ConfigApi } from './storages/config/config-api.ts';
export { ConfigConflictError, ConfigDamagedError, ConfigTooLargeError } from './storages/config/errors.ts';
export type { AppendResult } from './storages/conversation/append-turn.ts';
export type { Conversation, ConversationSummary } from './storages/conversation/conversation-item.ts';
export {
  ConversationBusyError,
  ConversationNotFoundError,
  TurnTooLargeError,
} from './storages/conversation/errors.ts';
export type { HistoryOptions, HistoryPage } from './storages/conversation/history.ts';
export type { NumberedTurn, Turn, TurnInput } from './storages/conversation/turn.ts';
export {
  type ConversationList,
  type PreparedConversation,
  UserConversations,
  type UserConversationsOptions,
} from './storages/conversation/user-conversations.ts';
export {
  StateConflictError,
  StateDamagedError,
  StateLockedError,
  StateLockLostError,
  StateTooLargeError,
} from './storages/state/errors.ts';
export {
  type BodySlot,
  type Life,
  type LockedState,
  type ReadState,
  type StateItem,
  type StateVersion,
  stateKey,
} from './storages/state/state-item.ts';
export type { StateCondition, StatePage } from './storages/state/state-listing.ts';
export { type ParsedState, parseState } from './storages/state/state-reader.ts';
export {
  type LockStateRequest,
  StateStorage,
  type StateStorageOptions,
} from './storages/state/state-storage.ts';
export {
  BotTokenStorage,
  type BotTokenStorageOptions,
  type IssuedSession,
  type TokenFactory,
  type TokenRequest,
} from './storages/token/bot-token-storage.ts';
export { TokenRefusedError, TokenSealedError, TokenSecretMissingError } from './storages/token/errors.ts';
export type { TokenOwner } from './storages/token/token-items.ts';
export {
  ErasureIncompleteError,
  type ErasureOptions,
  type ErasureReceipt,
  eraseUserData,
} from './storages/user-data/erase-user-data.ts';
export {
  exportUserData,
  type UserDataItem,
  type UserDataPage,
  type UserDataRequest,
} from './storages/user-data/export-user-data.ts';
export type { UserDataTable, UserDataTables } from './storages/user-data/places.ts';
export type { UserDataSubject } from './storages/user-data/subject.ts';
