import type { InlineKeyboardButton, Message, MessageEntity } from '@grammyjs/types';

/** A message as a person sees it. */
export interface SeenMessage {
  readonly messageId: number;
  readonly from: 'bot' | 'user';
  /** The text, or the caption of a file. */
  readonly text: string;
  readonly entities: readonly MessageEntity[];
  readonly buttons: readonly (readonly SeenButton[])[];
  /** The id of the message that this one answers. */
  readonly replyTo?: number;
  readonly document?: SeenDocument;
  /** Epoch seconds. */
  readonly date: number;
  readonly editDate?: number;
  readonly topicId?: number;
}

export interface SeenButton {
  readonly text: string;
  readonly data?: string;
  readonly url?: string;
}

export interface SeenDocument {
  readonly fileId: string;
  readonly name: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  /** Where it can be downloaded, from the simulator's root. */
  readonly path: string;
}

export function seenMessage(message: Message): SeenMessage {
  const { text, caption, entities, caption_entities: captionEntities, reply_to_message: replied } = message;
  const document = seenDocument(message);
  return {
    messageId: message.message_id,
    from: message.from?.is_bot ? 'bot' : 'user',
    text: text ?? caption ?? '',
    entities: entities ?? captionEntities ?? [],
    buttons: (message.reply_markup?.inline_keyboard ?? []).map((row) => row.map(seenButton)),
    ...(replied && { replyTo: replied.message_id }),
    ...(document && { document }),
    date: message.date,
    ...(message.edit_date !== undefined && { editDate: message.edit_date }),
    ...(message.message_thread_id !== undefined && { topicId: message.message_thread_id }),
  };
}

const seenButton = (button: InlineKeyboardButton): SeenButton => ({
  text: button.text,
  ...('callback_data' in button && { data: button.callback_data }),
  ...('url' in button && { url: button.url }),
});

function seenDocument({ chat, document, photo }: Message): SeenDocument | undefined {
  const file = document ?? photo?.at(-1);
  if (!file) return undefined;
  return {
    fileId: file.file_id,
    name: document?.file_name ?? 'photo.jpg',
    mimeType: document?.mime_type ?? 'image/jpeg',
    sizeBytes: file.file_size ?? 0,
    path: `/users/${chat.id}/files/${file.file_id}`,
  };
}
