import * as v from 'valibot';
import type { BotApi } from './bot-api.ts';

const fileSchema = v.object({ file_path: v.string() });

/** @returns what gives the bytes of a file that a person sent, at most 20 MB */
export const createDownload =
  (api: Pick<BotApi, 'call' | 'download'>) =>
  async (fileId: string): Promise<Uint8Array> => {
    const { file_path: path } = v.parse(fileSchema, await api.call('getFile', { file_id: fileId }));
    return api.download(path);
  };
