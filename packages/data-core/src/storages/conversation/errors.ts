import { DataCoreError } from '../../shared/errors/data-core-error.ts';

/** There is no such conversation, or it was deleted. Nothing was written. */
export class ConversationNotFoundError extends DataCoreError {
  override readonly name = 'ConversationNotFoundError';
  readonly code = 'conversation.notFound';
  readonly userId: number;
  readonly chatId: number;

  constructor(userId: number, chatId: number) {
    super(`User ${userId} has no conversation ${chatId}.`);
    this.userId = userId;
    this.chatId = chatId;
  }
}

/** A turn is larger than an item of DynamoDB can hold. Nothing was written. */
export class TurnTooLargeError extends DataCoreError {
  override readonly name = 'TurnTooLargeError';
  readonly code = 'conversation.turnTooLarge';
  readonly turnId: string;
  readonly sizeBytes: number;
  readonly maxBytes: number;

  constructor(turnId: string, sizeBytes: number, maxBytes: number) {
    super(`Turn "${turnId}" has ${sizeBytes} bytes; at most ${maxBytes} are possible.`);
    this.turnId = turnId;
    this.sizeBytes = sizeBytes;
    this.maxBytes = maxBytes;
  }
}

/** Other writers were faster at every attempt. The turn was not stored. Append it again. */
export class ConversationBusyError extends DataCoreError {
  override readonly name = 'ConversationBusyError';
  readonly code = 'conversation.busy';
  readonly userId: number;
  readonly chatId: number;

  constructor(userId: number, chatId: number) {
    super(`Conversation ${chatId} of user ${userId} changed at every attempt to append to it.`);
    this.userId = userId;
    this.chatId = chatId;
  }
}
