import type { PlainBotContext } from '../bot/bot-factory.ts';
import type { LinkFile } from '../responder/thread-look.ts';
import type { ContextMaterials } from './materials.ts';

/** For bots that need only their configuration: nothing else is loaded. */
export const createContext = ({ config, log }: ContextMaterials): PlainBotContext => ({ config, log });

/** A plain bot knows which files people have sent, and reads none. */
export const createFileLinks = (_: unknown): LinkFile => {
  return ({ name }) => {
    throw new Error(
      `A plain bot reads no files: ${name}. Take the bot out of plainBots in src/bots/needs.ts.`,
    );
  };
};
