import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TelegramSender } from '../../src/telegram/telegram-sender.ts';
import type { Chance } from './chance.ts';

/** The invocation has died. */
class DeathError extends Error {
  override readonly name = 'DeathError';
}

/**
 * An invocation that may die at any of its steps: before the step, or after it, when its effect is there and nobody knows. From then on none of
 * its steps does anything.
 */
export class Mortal {
  /** How often it died, or lost an answer, when Telegram had taken something that was not recorded yet. */
  lost = 0;
  #steps = 0;
  #isDead = false;
  #unrecorded = 0;
  readonly #diesAt: number;
  readonly #diesAfter: boolean;

  /** @param share how often invocations die, 0 to 1 */
  constructor(chance: Chance, share: number) {
    this.#diesAt = chance.happens(share) ? 1 + chance.below(18) : Number.POSITIVE_INFINITY;
    this.#diesAfter = chance.happens(0.5);
  }

  /** @param kind `write`: it records what Telegram has taken; `send`: Telegram takes something; `other`: neither */
  async step<T>(kind: 'write' | 'send' | 'other', work: () => Promise<T>): Promise<T> {
    if (this.#isDead) throw new DeathError();
    this.#steps += 1;
    if (this.#steps === this.#diesAt && !this.#diesAfter) this.#die();
    const result = await work();
    if (this.#isDead) throw new DeathError();
    if (kind === 'send') this.#unrecorded += 1;
    if (kind === 'write') this.#unrecorded = 0;
    if (this.#steps === this.#diesAt && this.#diesAfter) this.#die();
    return result;
  }

  #die(): never {
    this.#isDead = true;
    this.lost += this.#unrecorded;
    throw new DeathError();
  }

  client(client: DynamoDBDocumentClient): DynamoDBDocumentClient {
    const mortal: DynamoDBDocumentClient = Object.create(client);
    const send = (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
      const isWrite = /Update|Put|Transact|Delete|BatchWrite/.test(command.constructor.name);
      return this.step(isWrite ? 'write' : 'other', () => client.send(command));
    };
    return Object.assign(mortal, { send });
  }

  sender(sender: TelegramSender): TelegramSender {
    return {
      sendText: (message) => this.step('send', () => sender.sendText(message)),
      sendDocument: (message) => this.step('send', () => sender.sendDocument(message)),
      editText: (message) => this.step('other', () => sender.editText(message)),
      deleteMessage: (message) => this.step('other', () => sender.deleteMessage(message)),
      showTyping: (chatId) => this.step('other', () => sender.showTyping(chatId)),
    };
  }
}
