import type { Announcer, ChatContext, Log } from '@switchboard/chat-core';
import type { StateStorage } from '@switchboard/data-core';
import type { Bot } from '../bot/bot.ts';
import type { Wait } from '../bot/wait.ts';
import type { LinkFile } from './thread-look.ts';

/** What the responder works with: made once, in the composition root. */
export interface ResponderDependencies {
  readonly chat: ChatContext;
  /** The state of each thread's bot, with the lock that makes answering exclusive. */
  readonly states: StateStorage;
  /** The physical name of the table of the states. */
  readonly statesTable: string;
  readonly announcer: Announcer;
  readonly bot: Bot;
  /** How the bot reads the files that people send. */
  readonly linkFile: LinkFile;
  /** The author of the replies. */
  readonly botName: string;
  readonly wait: Wait;
  readonly log: Log;
}

/** One thread to answer in, on behalf of one invocation. */
export interface Assignment {
  readonly threadId: string;
  /** Who wrote, as far as the event tells: the thread's customer, unless someone published it who does not know. */
  readonly customerId: string | undefined;
  /** When the message was written that the invocation is about, epoch milliseconds: its reply comes behind it. */
  readonly writtenAt: number;
  /** The same when Lambda tries the invocation again. */
  readonly requestId: string;
  /** When the invocation is ended, epoch milliseconds. */
  readonly deadline: number;
}
