export type { Action, Outcome, Refusal, Seen } from './action.ts';
export type { Decision, Implementation } from './explorer/implementation.ts';
export { modelOf } from './explorer/model.ts';
export type { NatureEvent, Role, Scenario, Task } from './explorer/scenario.ts';
export { type Exploration, explore } from './explorer/search.ts';
export { type Size, scenariosOf, small, whole } from './scenarios.ts';
export { mostAsked, step } from './step.ts';
export {
  type Author,
  type Entry,
  type Fate,
  isOverridden,
  newestOfCustomers,
  type Owner,
  openIn,
  type Thread,
  unusedThread,
  type Waits,
  waitsFor,
} from './thread.ts';
export { differences, sayQuestion, type View } from './view.ts';
