import type { File, Message, PhotoSize } from '@grammyjs/types';
import { captionContent } from '../state/messages.ts';
import type { StoredFile } from '../state/state.ts';
import { randomText, type Telegram } from '../telegram.ts';
import { BotApiError, badRequest } from './bot-api-error.ts';
import { type Call, type Method, placeOf } from './call.ts';
import { readCaption } from './message-text.ts';
import type { Upload } from './parameters.ts';
import { send } from './send.ts';

const megabyte = 1024 * 1024;
/** What a bot may upload and download. */
const largestUploadBytes = 50 * megabyte;
const largestPhotoBytes = 10 * megabyte;
const largestDownloadBytes = 20 * megabyte;

export const sendDocument: Method = (call) => sendFile(call, 'document', largestUploadBytes);

export const sendPhoto: Method = (call) => sendFile(call, 'photo', largestPhotoBytes);

function sendFile(call: Call, kind: 'document' | 'photo', largestBytes: number): Message {
  const caption = captionContent(readCaption(call.parameters));
  const place = placeOf(call);
  const file = givenFile(call, kind, largestBytes);
  return send(call, place, { ...fileContent(kind, file), ...caption });
}

/** The fields of a message with a file. */
export function fileContent(kind: 'document' | 'photo', file: StoredFile): Partial<Message> {
  const { fileId, name, mimeType, sizeBytes } = file;
  const identity = { file_id: fileId, file_unique_id: fileId.slice(-16), file_size: sizeBytes };
  const size: PhotoSize = { ...identity, width: 1280, height: 960 };
  return kind === 'photo'
    ? { photo: [size] }
    : { document: { ...identity, file_name: name, mime_type: mimeType } };
}

function givenFile({ telegram, parameters }: Call, kind: string, largestBytes: number): StoredFile {
  const upload = parameters.file(kind);
  if (upload) {
    if (upload.content.length === 0) throw badRequest('file must be non-empty');
    if (upload.content.length > largestBytes) throw new BotApiError(413, 'Request Entity Too Large');
    return storeFile(telegram, upload);
  }
  const given = parameters.text(kind);
  if (given === '') throw badRequest(`there is no ${kind} in the request`);
  if (/^https?:/i.test(given)) throw badRequest('failed to get HTTP URL content');
  const known = telegram.state.files[given];
  if (!known) throw badRequest('wrong file identifier/HTTP URL specified');
  return known;
}

/** Keeps a file that a bot or a person sent. */
export function storeFile(telegram: Telegram, { name, mimeType, content }: Upload): StoredFile {
  const fileId = randomText(telegram, 40);
  const extension = /\.[a-zA-Z0-9]{1,8}$/.exec(name)?.[0] ?? '';
  const path = `documents/file_${Object.keys(telegram.state.files).length}${extension}`;
  const file = { fileId, path, name, mimeType, sizeBytes: content.length };
  telegram.state.files[fileId] = file;
  telegram.contents.set(fileId, content);
  return file;
}

export const getFile: Method = ({ telegram, parameters }): File => {
  const file = telegram.state.files[parameters.text('file_id')];
  if (!file) throw badRequest('invalid file_id');
  if (file.sizeBytes > largestDownloadBytes) throw badRequest('file is too big');
  return {
    file_id: file.fileId,
    file_unique_id: file.fileId.slice(-16),
    file_size: file.sizeBytes,
    file_path: file.path,
  };
};
