import * as v from 'valibot';
import { type BotApi, BotApiError } from './bot-api.ts';

/** Why Telegram does not give a file: it gives bots at most 20 MB, and not for ever. */
export type FileRefusal = 'tooLarge' | 'gone';

/** Gives the bytes of a file that a person sent, by Telegram's id; or why Telegram never will. */
export type Download = (fileId: string) => Promise<Uint8Array | FileRefusal>;

const fileSchema = v.object({ file_path: v.string() });

export const createDownload =
  (api: Pick<BotApi, 'call' | 'download'>): Download =>
  async (fileId) => {
    try {
      const { file_path: path } = v.parse(fileSchema, await api.call('getFile', { file_id: fileId }));
      return await api.download(path);
    } catch (error) {
      if (!(error instanceof BotApiError && error.status === 400)) throw error;
      return /too big/i.test(error.description) ? 'tooLarge' : 'gone';
    }
  };
