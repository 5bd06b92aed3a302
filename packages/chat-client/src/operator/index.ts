export { type CannedVariables, fillIn } from './canned-text.ts';
export type { ListName } from './desk-lists.ts';
export type {
  CannedReply,
  Colleague,
  Customer,
  DeskEvents,
  DeskSnapshot,
  Duty,
  OperatorDeskOptions,
  Takeover,
  ThreadViewer,
} from './desk-snapshot.ts';
export { OperatorDesk } from './operator-desk.ts';
export type { ThreadList } from './thread-list.ts';
export type { Activity } from './watched-thread.ts';
