import { setImmediate } from 'node:timers/promises';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Publisher } from '@switchboard/chat-core';
import type { TelegramSender } from '../../src/telegram/telegram-sender.ts';
import { type Chance, chanceFrom } from './chance.ts';

/** The invocation has died. */
class DeathError extends Error {
  override readonly name = 'DeathError';
}

/** AWS is busy, or its answer was lost, however often the SDK asked. */
class AwsBusyError extends Error {
  override readonly name = 'ThrottlingException';
}

/** What DynamoDB answers to a write that it has not made. */
const refusals: ReadonlySet<string> = new Set([
  'ConditionalCheckFailedException',
  'TransactionCanceledException',
  'TransactionConflictException',
]);

/** Whether nobody knows after an error what its step has done. */
const isUncertain = (error: unknown): boolean => !(error instanceof Error && refusals.has(error.name));

/** How often invocations die, and how often a step that is no call of Telegram fails; 0 to 1. */
export interface Mortality {
  readonly dies: number;
  /** @default 0 */
  readonly fails?: number;
  /** Whether a step takes so long that nobody waits for it: it goes on when {@link Mortal.wake} is called. @default false */
  readonly stalls?: boolean;
  /** The step that stalls, from 1. @default chance decides */
  readonly stallsAt?: number;
}

/**
 * An invocation that may die at any of its steps: before the step, or after it, when its effect is there and nobody knows. From then on none of
 * its steps does anything. A step may also fail, before its effect or after it, and the invocation goes on with that; or take so long that the
 * invocation is given up or still runs when others come, and go on later.
 */
export class Mortal {
  /** How often it died, or could not record it, when Telegram had taken something. */
  lost = 0;
  #steps = 0;
  #isDead = false;
  #unrecorded = 0;
  #underWay = 0;
  readonly #chance: Chance;
  readonly #fails: number;
  readonly #diesAt: number;
  readonly #diesAfter: boolean;
  readonly #stallsAt: number;
  readonly #awake = Promise.withResolvers<void>();
  readonly #stalled = Promise.withResolvers<void>();
  #work: Promise<unknown> = Promise.resolve();

  /** @param seeds gives it a chance of its own: what two invocations meet does not depend on which of them is faster */
  constructor(seeds: Chance, { dies, fails = 0, stalls = false, stallsAt }: Mortality) {
    const chance = chanceFrom(seeds.below(2 ** 32));
    this.#chance = chance;
    this.#fails = fails;
    this.#diesAt = chance.happens(dies) ? 1 + chance.below(18) : Number.POSITIVE_INFINITY;
    this.#diesAfter = chance.happens(0.5);
    this.#stallsAt = stallsAt ?? (stalls ? 1 + chance.below(chance.oneOf(4, 10)) : Number.POSITIVE_INFINITY);
  }

  /** Whether a step stalls at this moment. */
  isStalled = false;

  /** Begins work, and waits until it has ended or one of its steps stalls. */
  async begin(work: Promise<unknown>): Promise<void> {
    this.#work = work.catch(() => {});
    await Promise.race([work, this.#stalled.promise]);
  }

  /** Ends the invocation at the step that stalls, as Lambda does when its time is over. */
  async kill(): Promise<void> {
    this.#isDead = true;
    await this.wake();
  }

  /** Lets the step that stalls go on, and waits until the invocation does nothing more. */
  async wake(): Promise<void> {
    this.isStalled = false;
    this.#awake.resolve();
    await this.#work;
    // What was given up by its function ends with the step that stalled.
    do await setImmediate();
    while (this.#underWay > 0);
  }

  /** @param kind `write`: it records what Telegram has taken; `send`: Telegram takes something; `other`: neither */
  async step<T>(kind: 'write' | 'send' | 'other', work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#isDead) throw new DeathError();
    this.#steps += 1;
    const step = this.#steps;
    this.#underWay += 1;
    try {
      if (step === this.#stallsAt) {
        this.isStalled = true;
        this.#stalled.resolve();
        await this.#awake.promise;
        if (this.#isDead) throw new DeathError();
      }
      signal?.throwIfAborted();
      return await this.#do(step, kind, work);
    } catch (error) {
      if (isUncertain(error)) this.#lose();
      throw error;
    } finally {
      this.#underWay -= 1;
    }
  }

  async #do<T>(step: number, kind: 'write' | 'send' | 'other', work: () => Promise<T>): Promise<T> {
    if (step === this.#diesAt && !this.#diesAfter) this.#die();
    const fails = kind !== 'send' && this.#fails > 0 && this.#chance.happens(this.#fails);
    if (fails && this.#chance.happens(0.5)) throw new AwsBusyError();
    const result = await work();
    if (kind === 'send') this.#unrecorded += 1;
    if (kind === 'write') this.#unrecorded = 0;
    if (this.#isDead) throw new DeathError();
    if (fails) throw new AwsBusyError();
    if (step === this.#diesAt && this.#diesAfter) this.#die();
    return result;
  }

  #die(): never {
    this.#isDead = true;
    throw new DeathError();
  }

  /** What was to be recorded of Telegram may be lost. */
  #lose(): void {
    this.lost += this.#unrecorded;
    this.#unrecorded = 0;
  }

  client(client: DynamoDBDocumentClient): DynamoDBDocumentClient {
    const mortal: DynamoDBDocumentClient = Object.create(client);
    const send = (
      command: Parameters<DynamoDBDocumentClient['send']>[0],
      { abortSignal }: { readonly abortSignal?: AbortSignal } = {},
    ) => {
      const isWrite = /Update|Put|Transact|Delete|BatchWrite/.test(command.constructor.name);
      return this.step(isWrite ? 'write' : 'other', () => client.send(command), abortSignal);
    };
    return Object.assign(mortal, { send });
  }

  publisher({ client, topicArn }: Publisher): Publisher {
    const mortal: Publisher['client'] = Object.create(client);
    const send = (command: Parameters<Publisher['client']['send']>[0]) =>
      this.step('other', () => client.send(command));
    return { client: Object.assign(mortal, { send }), topicArn };
  }

  sender(sender: TelegramSender): TelegramSender {
    return {
      sendText: (message) => this.step('send', () => sender.sendText(message)),
      sendDocument: (message) => this.step('send', () => sender.sendDocument(message)),
      editText: (message) => this.step('other', () => sender.editText(message)),
      editButtons: (message) => this.step('other', () => sender.editButtons(message)),
      deleteMessage: (message) => this.step('other', () => sender.deleteMessage(message)),
      showTyping: (chatId) => this.step('other', () => sender.showTyping(chatId)),
    };
  }
}

/** An invocation that does not die. @param stallsAt the step, from 1, that takes so long that nobody waits for it. @default none */
export const unharmed = (stallsAt?: number): Mortal =>
  new Mortal(chanceFrom(1), { dies: 0, ...(stallsAt !== undefined && { stallsAt }) });
