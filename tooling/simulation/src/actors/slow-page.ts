import { breakingText } from '../services/bot.ts';
import type { World } from '../world.ts';
import { createPageClient } from './page-client.ts';

export interface SlowPageOptions {
  readonly userId: string;
  readonly threadId: string;
}

/** A connection lasts two hours. */
const rounds = 3;

/** By then the bot has broken off and taken its reply back, and the page does not yet forget by itself what it shows, milliseconds. */
const takenBackMs = 20_000;

/** After the first time a sweep lets the bot try again, and after the second it has answered, milliseconds. */
const sweptMs = 31 * 60_000;
const answeredMs = 60_000;

/**
 * A customer whose page gets chunks slowly, and whose bot breaks off in the middle of replies, when nothing fails any more: the page shows
 * nothing of a reply that was taken back, although a chunk of it was still on its way.
 */
export async function runSlowPage(world: World, { userId, threadId }: SlowPageOptions): Promise<void> {
  const { clock, recorder } = world;
  world.whenCalm(async () => {
    if (recorder.journal.erasing.includes(userId)) return;
    const name = world.named(`${userId}-slow`);
    let round = 0;
    const page = await createPageClient(world, {
      userId,
      threadId,
      name,
      mood: 'slow',
      newId: () => `${name}-${round}`,
    });
    page.open();
    await clock.wait(takenBackMs);
    const { owner, waiting } = page.getSnapshot();
    // What waits for somebody is left as it is.
    const isFree = owner === 'bot' && waiting === 'none';
    for (round = 1; isFree && round <= rounds; round += 1) {
      page.send(`${breakingText} (${round})`);
      await clock.wait(takenBackMs);
      const { replies, tools } = page.getSnapshot();
      if (replies.length + tools.length > 0)
        recorder.onVain(`${name} shows a reply that was taken back: ${JSON.stringify([replies, tools])}`);
      await clock.wait(sweptMs);
      await world.invoke('sweeper', {});
      await clock.wait(answeredMs);
    }
    page.close();
  });
}
