/**
 * Names a mail for one recipient in `email-processing-state`. Infrastructure reads it too, and therefore it imports nothing.
 *
 * @param messageId SES's own id of the mail
 * @param mailbox the recipient's address up to its `@`
 */
export const stateIdOf = (messageId: string, mailbox: string): string => `${messageId}.${mailbox}`;
