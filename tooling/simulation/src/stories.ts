import { userIdOf } from '@switchboard/telegram-email-bot/telegram-thread';
import { runAnswerer } from './actors/answerer.ts';
import { runBrowser, runGuest, runRenamer } from './actors/browser.ts';
import { runCustomer } from './actors/customer.ts';
import { runDeskWorker } from './actors/desk-worker.ts';
import { runEraser } from './actors/eraser.ts';
import { runLoadingDesk } from './actors/loading-desk.ts';
import {
  runDeserter,
  runHastyOperator,
  runOperator,
  runOverrider,
  runQueueWorker,
} from './actors/operator.ts';
import { runOutsideBot } from './actors/outside-bot.ts';
import { runPage } from './actors/page.ts';
import { runRenamedTwice } from './actors/renamed-twice.ts';
import { runSenderOfFiles } from './actors/sender-of-files.ts';
import { runSlowPage } from './actors/slow-page.ts';
import { runStaff } from './actors/staff.ts';
import { runTelegramCustomer } from './actors/telegram-customer.ts';
import { runTrespasser } from './actors/trespasser.ts';
import { runEndOfLease, runVanisher } from './actors/vanisher.ts';
import { runWatcher } from './actors/watcher.ts';
import type { FunctionName } from './services/functions.ts';
import type { World } from './world.ts';

const minuteMs = 60_000;

/** The people of a story and their thread. Each story is told of other people. */
interface Cast {
  readonly userId: string;
  readonly threadId: string;
}

type Story = (world: World, cast: Cast) => Promise<unknown>;

/** How often an operator has a part in a conversation. */
const operatorRate = 0.85;

/** A short name for a thread, in which nobody's id stands: an erasure is looked for by the id of its user. */
const aliasOf = (threadId: string): string =>
  [...threadId].reduce((hash, sign) => (hash * 31 + sign.charCodeAt(0)) % 2 ** 31, 7).toString(36);

const operatorOf = (threadId: string, name: string): string => `${name}-${aliasOf(threadId)}`;

const customer: Story = (world, cast) => runCustomer(world, cast);

async function operator(world: World, { threadId }: Cast): Promise<void> {
  if (world.random.chance(operatorRate))
    await runOperator(world, {
      userId: operatorOf(threadId, 'olga'),
      threadId,
      colleague: operatorOf(threadId, 'otto'),
    });
}

/** An operator takes the thread over, and gives it away again. */
const takeover: Story = (world, cast) => Promise.all([customer(world, cast), operator(world, cast)]);

/** A human takes a customer over from every bot: the thread's only one, or the second of two. */
const override: Story = async (world, cast) => {
  const { random, clock } = world;
  const second = `guest-of-${aliasOf(cast.threadId)}`;
  const isShared = random.chance(0.5);
  const hasJoined = async (): Promise<boolean> => {
    for (let tries = 1; tries <= 30; tries += 1) {
      if (await world.join(cast.threadId, second)) return true;
      await clock.wait(1_000);
    }
    return false;
  };
  const overriding = async () => {
    if (isShared && !(await hasJoined())) return;
    await runOverrider(world, isShared ? second : cast.userId, cast.threadId);
  };
  await Promise.all([customer(world, cast), overriding()]);
};

/** A bot that runs elsewhere posts to the customer. */
const posts: Story = (world, cast) =>
  Promise.all([customer(world, cast), runOutsideBot(world, cast), operator(world, cast)]);

/** The chat of somebody who is in Telegram. */
export const chatIdOf = (userId: string): number => 1_000_000 + Number.parseInt(aliasOf(userId), 36);

/** The customer writes in Telegram, and sends files, and is erased in the middle of it, or not. */
const pushed: Story = (world, cast) => {
  const { chatId, userId, threadId } = inTelegram(cast);
  return Promise.all([
    runTelegramCustomer(world, { chatId, threadId }),
    world.random.chance(0.25) ? runEraser(world, userId) : operator(world, { userId, threadId }),
  ]);
};

/** The customer and the thread as Telegram names them: nobody else's, whatever the policy. */
function inTelegram({ userId, threadId }: Cast): Cast & { readonly chatId: number } {
  const chatId = chatIdOf(userId);
  const number = threadId.replaceAll(/\D/g, '');
  return { chatId, userId: userIdOf(chatId), threadId: `${userIdOf(chatId)}.${number}` };
}

const deskWorker = (world: World, { userId, threadId }: Cast): Promise<void> =>
  runDeskWorker(world, { userId: operatorOf(threadId, 'dora'), threadId, customer: userId });

/** Operators work at their desk, and the customer looks around, while they write to each other. */
const desk: Story = (world, cast) =>
  Promise.all([
    customer(world, cast),
    runBrowser(world, cast),
    deskWorker(world, cast),
    world.random.chance(0.5) ? operator(world, cast) : runGuest(world, cast),
  ]);

/** Somebody erases the customer, while others look at them and write about them. */
const erasure: Story = (world, cast) =>
  Promise.all([
    customer(world, cast),
    world.random.pick([runBrowser, runRenamer, async () => {}])(world, cast),
    world.random.chance(0.5) ? deskWorker(world, cast) : undefined,
    world.isShared(cast.threadId) ? undefined : runEraser(world, cast.userId),
  ]);

/** A customer who has more to say of themselves than to write is erased in the middle of it. */
const renaming: Story = (world, cast) =>
  Promise.all([
    runRenamer(world, cast),
    runRenamer(world, cast),
    world.isShared(cast.threadId)
      ? undefined
      : runEraser(world, cast.userId, { during: { functionName: 'desk', mentions: cast.userId } }),
  ]);

/** An operator says how they are shown while they have the thread, and is erased, or the customer is, or nobody. */
const staff: Story = (world, cast) => {
  const { threadId, userId: customer } = cast;
  const userId = operatorOf(threadId, world.named('ophelia').replace('.', '-'));
  const erased = world.random.pick(['operator', 'customer', 'nobody'] as const);
  return Promise.all([
    runCustomer(world, cast),
    runStaff(world, { userId, threadId, customer }),
    erased === 'operator' ? runEraser(world, userId, { isOperator: true }) : undefined,
    erased === 'customer' && !world.isShared(threadId) ? runEraser(world, customer) : undefined,
    world.random.chance(0.5) ? operator(world, cast) : undefined,
  ]);
};

/** A customer is erased while a transaction of a function hangs: they send a message, or an operator writes about them. */
const erasedDuring =
  (functionName: FunctionName): Story =>
  (world, cast) => {
    const { threadId, userId: customerId } = cast;
    return Promise.all([
      customer(world, cast),
      runStaff(world, { userId: operatorOf(threadId, 'ophelia'), threadId, customer: customerId }),
      world.isShared(threadId)
        ? undefined
        : runEraser(world, customerId, { during: { functionName, mentions: threadId } }),
    ]);
  };

/** An operator sets two names at once, from two devices, while a customer’s page shows them. */
const renamedTwice: Story = (world, cast) => {
  const userId = operatorOf(cast.threadId, 'olivia');
  return Promise.all([customer(world, cast), runRenamedTwice(world, { ...cast, operator: userId })]);
};

/** The bot breaks off in the middle of replies while chunks are still on their way to a customer’s page. */
const takenBack: Story = (world, cast) => Promise.all([customer(world, cast), runSlowPage(world, cast)]);

/** A console loads its queue while a colleague changes it. */
const loadedMeanwhile: Story = (world, cast) => {
  const operator = operatorOf(cast.threadId, 'oona');
  const colleague = operatorOf(cast.threadId, 'otis');
  return Promise.all([customer(world, cast), runLoadingDesk(world, { ...cast, operator, colleague })]);
};

const logout: Story = (world, cast) => runCustomer(world, { ...cast, logsOut: true });

/** The bot asks the customer and operators before it goes on. In Telegram the customer has no buttons. */
const approvals: Story = (world, cast) => {
  const isInTelegram = world.random.chance(0.3);
  const { threadId } = isInTelegram ? inTelegram(cast) : cast;
  const operators = ['opal', 'oskar'].slice(0, world.random.integer(1, 2));
  const asked = isInTelegram
    ? [runTelegramCustomer(world, { chatId: chatIdOf(cast.userId), threadId })]
    : [customer(world, cast), runAnswerer(world, { ...cast, role: 'customer' })];
  return Promise.all([
    ...asked,
    ...operators.map((name) =>
      runAnswerer(world, { userId: operatorOf(threadId, name), role: 'operator', threadId }),
    ),
    world.random.chance(0.4) ? operator(world, { ...cast, threadId }) : undefined,
  ]);
};

/** Browsers of operators and of the customer are alerted, while the bot hands over and the customer leaves. */
const alerts: Story = (world, cast) =>
  Promise.all([
    customer(world, cast),
    runWatcher(world, { userId: cast.userId, role: 'customer' }),
    ...[1, 2].map((number) =>
      runWatcher(world, { userId: `on-duty-${number}-${aliasOf(cast.threadId)}`, role: 'operator' }),
    ),
    world.random.chance(0.3) ? operator(world, cast) : undefined,
  ]);

/** The customer sends files, and is erased in the middle of it, or not. */
const files: Story = (world, cast) => {
  const stranger = `stranger-to-${aliasOf(cast.threadId)}`;
  return Promise.all([
    runSenderOfFiles(world, { ...cast, stranger }),
    world.random.chance(0.5) && !world.isShared(cast.threadId)
      ? runEraser(world, cast.userId)
      : operator(world, cast),
  ]);
};

/** The customer uses the platform's own client. */
const atPage: Story = (world, cast) => Promise.all([runPage(world, cast), operator(world, cast)]);

/** The bot has the thread again before it notices that somebody had it: what it was writing is of the time before. */
const returned: Story = (world, { userId, threadId }) =>
  Promise.all([
    runCustomer(world, { userId, threadId }),
    runHastyOperator(world, { userId: operatorOf(threadId, 'olga'), threadId }),
  ]);

/** An operator takes the thread and goes for good; then the customer writes. */
async function deserted(world: World, cast: Cast): Promise<void> {
  const { userId, threadId } = cast;
  const taking = runDeserter(world, { userId: operatorOf(threadId, 'olga'), threadId });
  await Promise.all([customer(world, cast), taking]);
  if (await taking) await runCustomer(world, { ...cast, name: `${userId}-again` });
}

/** An operator takes the thread from the queue and goes without a word; when the lease ends, everybody who can does something. */
async function abandoned(world: World, cast: Cast): Promise<void> {
  const { threadId } = cast;
  const operators = {
    userId: operatorOf(threadId, 'olga'),
    colleague: operatorOf(threadId, 'otto'),
    threadId,
  };
  const vanishing = runVanisher(world, operators);
  await Promise.all([customer(world, cast), vanishing]);
  if (await vanishing) await runEndOfLease(world, cast.userId, operators);
}

const stories = {
  takeover,
  returned,
  deserted,
  abandoned,
  atPage,
  override,
  posts,
  pushed,
  erasure,
  logout,
  files,
  approvals,
  alerts,
  desk,
  staff,
  renaming,
  erasedWhileSending: erasedDuring('messageSend'),
  erasedWhileUploading: erasedDuring('attachments'),
  erasedWhileNoting: erasedDuring('desk'),
  renamedTwice,
  takenBack,
  loadedMeanwhile,
} as const;

export type StoryName = keyof typeof stories;

/** What is told how often. */
const usualStories: readonly StoryName[] = [
  'takeover',
  'takeover',
  'takeover',
  'abandoned',
  'returned',
  'deserted',
  'atPage',
  'atPage',
  'override',
  'posts',
  'posts',
  'pushed',
  'pushed',
  'erasure',
  'logout',
  'files',
  'approvals',
  'approvals',
  'alerts',
  'alerts',
  'desk',
  'desk',
  'staff',
  'staff',
  'renaming',
];

/** Where one thing has to happen in the middle of another: every tenth seed tells these, and what breaks them is looked for with them alone. */
const rareStories: readonly StoryName[] = [
  'erasedWhileSending',
  'erasedWhileUploading',
  'erasedWhileNoting',
  'renamedTwice',
  'takenBack',
  'loadedMeanwhile',
];

/** What a seed tells unless other stories are asked for. */
export const storiesOf = (seed: number): readonly StoryName[] =>
  seed % 10 === 7 ? rareStories : usualStories;

/** The schedule, while there are faults. */
async function runSweeps({ clock, invoke }: World): Promise<void> {
  for (let minute = 1; minute <= 3; minute += 1) {
    await clock.wait(minuteMs);
    await invoke('sweeper', {});
  }
}

/**
 * Tells some stories at once.
 *
 * @param names the customers, one for each story
 * @param choice what may be told
 */
export async function tellStories(
  world: World,
  names: readonly string[],
  choice: readonly StoryName[],
): Promise<void> {
  const { random } = world;
  const told = names.map((userId, index) =>
    stories[random.pick(choice)](world, { userId, threadId: world.threadIdOf(index, userId) }),
  );
  const worker = random.chance(0.5) ? runQueueWorker(world, 'quinn') : undefined;
  const threadIds = names.map((userId, index) => world.threadIdOf(index, userId));
  const trespasser = world.threadIds === 'own' ? runTrespasser(world, 'mallory', threadIds) : undefined;
  await Promise.all([...told, worker, trespasser, runSweeps(world)]);
}
