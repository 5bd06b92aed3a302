import type { PlainBotContext } from '../bot/bot-factory.ts';
import type { ContextMaterials } from './materials.ts';

/** For bots that need only their configuration: nothing else is loaded. */
export const createContext = ({ config, log }: ContextMaterials): PlainBotContext => ({ config, log });
