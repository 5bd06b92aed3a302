import { functionPackage as botResponder } from '@switchboard/bot-responder/functions';
import type { FunctionPackage } from '@switchboard/chat-core/declarations';
import { functionPackage as chatHandlers } from '@switchboard/chat-handlers/functions';

/** Every package whose functions are deployed. */
export const functionPackages: readonly FunctionPackage[] = [chatHandlers, botResponder];
