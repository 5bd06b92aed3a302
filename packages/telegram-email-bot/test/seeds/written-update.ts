import type { Update } from 'grammy/types';
import type { Sent } from '../../src/users/erasure-mark.ts';

/** What Telegram posts when somebody has written to the bot. */
export function writtenUpdate({ updateId, chatId, messageId }: Sent, text: string): Update {
  const [command = ''] = text.split(' ');
  const entities = [{ type: 'bot_command' as const, offset: 0, length: command.length }];
  const message = {
    message_id: messageId,
    date: 0,
    chat: { id: chatId, type: 'private' as const, first_name: 'Ann' },
    from: { id: chatId, is_bot: false, first_name: 'Ann' },
    text,
  };
  return { update_id: updateId, message: text.startsWith('/') ? { ...message, entities } : message };
}
