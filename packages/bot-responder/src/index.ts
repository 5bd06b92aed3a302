export type { Log } from '@switchboard/chat-core';
export {
  type Approval,
  type AttachedFile,
  askApproval,
  type Bot,
  type BotEvent,
  type BotState,
  type Customer,
  type HandOver,
  handOver,
  keep,
  message,
  type QuickReply,
  quickReplies,
  type SettledApproval,
  type ToolProgress,
  type Turn,
  text,
  tool,
  type UserMessage,
  type Utterance,
} from './bot/bot.ts';
export { BotError, type BotErrorCode } from './bot/bot-error.ts';
export type {
  BotContext,
  BotFactory,
  BotModule,
  LimitVerdict,
  LoggedTurn,
  PlainBotContext,
} from './bot/bot-factory.ts';
export type { Wait } from './bot/wait.ts';
export { bot as rulesBot } from './bots/rules/bot.ts';
export { InvalidRulesError, parseRules, type Rules } from './bots/rules/rules-schema.ts';
export { SecretError } from './context/secrets.ts';
export type { ResponderDependencies } from './responder/dependencies.ts';
export { createResponder, type Invocation } from './responder/responder.ts';
