export { type CannedVariables, fillIn } from './canned-text.ts';
export type { ListName } from './desk-lists.ts';
export {
  type CannedReply,
  type Colleague,
  type Customer,
  type DeskEvents,
  type DeskSnapshot,
  type Duty,
  OperatorDesk,
  type OperatorDeskOptions,
  type Takeover,
  type ThreadViewer,
} from './operator-desk.ts';
export type { ThreadList } from './thread-list.ts';
export type { Activity } from './watched-thread.ts';
