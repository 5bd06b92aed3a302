import { setTimeout as delay } from 'node:timers/promises';
import { type ChatMessage, type ChatSession, ThreadOwnedError } from '@switchboard/chat-client';
import { OperatorDesk } from '@switchboard/chat-client/operator';
import { checkThread } from '../conversation/check-thread.ts';
import { readThread } from '../conversation/read-thread.ts';
import { type Entrance, openChat, openSession } from '../conversation/user.ts';
import { expect } from '../expect.ts';
import type { LoadRun } from '../load-run.ts';
import { withPlatform } from '../platform/platform.ts';
import { createRandom, type Random } from '../random.ts';
import { inParallel, until } from '../timing.ts';

const sizes = { full: { races: 400, atOnce: 6 }, small: { races: 12, atOnce: 4 } };

/** An operator claims at a random moment of the bot's turn, in milliseconds after the customer's message. */
const latestClaimMs = 120;

/** What the bot still had to say would be committed by then, in milliseconds. */
const quietMs = 400;

const answerMs = 60_000;

/** Two clocks of one machine, and timestamps that rise by one where two would be the same, in milliseconds. */
const clockMs = 5;

interface Operator {
  readonly name: string;
  readonly session: ChatSession;
  readonly desk: OperatorDesk;
}

const operator = (entrance: Entrance, name: string): Operator => {
  const session = openSession(entrance, { userId: name, role: 'operator' });
  return { name, session, desk: new OperatorDesk(session) };
};

const isOfBot = ({ messageType }: ChatMessage): boolean => messageType === 'bot';

export const takeovers: LoadRun = {
  about:
    '400 races of a bot, two operators and a customer for one thread: one operator wins, no bot writes from then to the release, and everything is answered.',
  run: (size) =>
    withPlatform({ stack: { BOT: 'echo' } }, async (start) => {
      const { races, atOnce } = sizes[size];
      const { addresses } = await start();
      const operators = [operator(addresses, 'olga'), operator(addresses, 'otto')];
      const random = createRandom(400);
      let before = 0;
      await inParallel(races, atOnce, async (index) => {
        if (await race(addresses, operators, `race-${index}`, random)) before += 1;
      });
      for (const { session } of operators) session.close();
      return { races, 'bot was faster': before, 'operator was faster': races - before };
    }),
};

/** @returns whether the bot had answered the raced message before it was taken over */
async function race(
  entrance: Entrance,
  operators: readonly Operator[],
  threadId: string,
  random: Random,
): Promise<boolean> {
  const customer = openChat(entrance, threadId);
  customer.send('first');
  const isStored = (text: string): boolean =>
    customer.getSnapshot().messages.some((message) => message.text === text);
  expect(await until(() => isStored('first'), answerMs), `In ${threadId} the first message was not stored.`);
  customer.send('raced');
  const { winner, claimedAt } = await claimTogether(operators, threadId, random.below(latestClaimMs));
  const claimed = await readThread(winner.session, threadId);
  customer.send('held');
  expect(await until(() => isStored('held'), answerMs), `In ${threadId} the held message was not stored.`);
  await delay(quietMs);
  const held = await readThread(winner.session, threadId);
  const late = held.filter((message) => isOfBot(message) && !isAllowed(message, claimed, claimedAt));
  expect(late.length === 0, `In ${threadId} the bot wrote after the takeover: ${JSON.stringify(late)}.`);
  await winner.desk.release(threadId);
  customer.send('last');
  const isAnswered = (): boolean =>
    customer.getSnapshot().messages.some((message) => isOfBot(message) && message.text.includes('last'));
  expect(await until(isAnswered, answerMs), `In ${threadId} the bot did not answer after the release.`);
  checkThread(threadId, await readThread(winner.session, threadId), ['first', 'raced', 'held', 'last']);
  customer.close();
  winner.desk.thread(threadId).close();
  return claimed.some((message) => isOfBot(message) && message.text.includes('raced'));
}

/** What the bot had committed when the claim was answered. */
const isAllowed = (
  { seq, timestamp }: ChatMessage,
  claimed: readonly ChatMessage[],
  claimedAt: number,
): boolean => timestamp <= claimedAt + clockMs && claimed.some((message) => message.seq === seq);

/** Both operators claim, at nearly the same moment. @returns the one who got it, and when the claim was answered */
async function claimTogether(
  operators: readonly Operator[],
  threadId: string,
  afterMs: number,
): Promise<{ readonly winner: Operator; readonly claimedAt: number }> {
  const claims = await Promise.all(
    operators.map(async (claimant, index) => {
      await delay(afterMs + index);
      try {
        await claimant.desk.claim(threadId);
        return [{ winner: claimant, claimedAt: Date.now() }];
      } catch (error) {
        if (!(error instanceof ThreadOwnedError)) throw error;
        return [];
      }
    }),
  );
  const won = claims.flat();
  const [first] = won;
  expect(
    first !== undefined && won.length === 1,
    `The thread ${threadId} was claimed by ${won.length} operators.`,
  );
  return first;
}
