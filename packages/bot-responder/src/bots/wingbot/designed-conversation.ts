import { BuildRouter } from 'wingbot';
import type { WingbotStorages } from './wingbot-storages.ts';

/** The secret that the designer asks for. */
const designerTokenName = 'wingbot-designer-token';

/** A designer that has not answered within this time will not, milliseconds. */
const designerPatienceMs = 10_000;

export interface DesignedConversationOptions {
  /** Where the designer serves the conversation: `{ blocks: [...] }`. */
  readonly url: string;
  readonly configStorage: WingbotStorages['configStorage'];
  readonly secret: (name: string) => Promise<string | undefined>;
  readonly fetch: typeof fetch;
}

/**
 * A conversation that was made in wingbot's designer. It is loaded once and kept in the configuration `wingbot`, where every instance finds it;
 * a running bot looks there once a minute. Where the configuration was reset, it is loaded again.
 */
export const createDesignedConversation = ({
  url,
  configStorage,
  secret,
  fetch,
}: DesignedConversationOptions): BuildRouter =>
  new BuildRouter({ url }, undefined, { configStorage }, async (address) => {
    const token = await secret(designerTokenName);
    return fetch(address, {
      headers: { 'x-compressed-blocks': '1', ...(token !== undefined && { authorization: token }) },
      signal: AbortSignal.timeout(designerPatienceMs),
    });
  });
