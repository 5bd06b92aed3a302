/** The partition of `partitioned_keys` for what belongs to a chat: senders it decided on, messages that stand for mails, counts. */
export const userPartition = (chatId: number): string => `telegram-user.${chatId}`;
