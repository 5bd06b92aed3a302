import { Api } from 'grammy/web';
import type { SecretValue } from '../aws/secret-value.ts';
import { TelegramUnavailableError } from './telegram-sender.ts';

export interface DownloadOptions {
  readonly token: SecretValue;
  /** @default 'https://api.telegram.org' */
  readonly apiRoot?: string | undefined;
}

const timeoutMs = 20_000;

/** @returns what gives the bytes of a file that a person sent, at most 20 MB */
export const createDownload =
  ({ token, apiRoot = 'https://api.telegram.org' }: DownloadOptions) =>
  async (fileId: string): Promise<Uint8Array> => {
    const value = await token.get();
    const { file_path: path } = await new Api(value, { apiRoot, timeoutSeconds: 10 }).getFile(fileId);
    const response = await fetch(`${apiRoot}/file/bot${value}/${path}`, {
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok)
      throw new TelegramUnavailableError(`Telegram answered ${response.status} to a download.`);
    return new Uint8Array(await response.arrayBuffer());
  };
