import type { World } from '../world.ts';

export interface OutsideBotOptions {
  readonly userId: string;
  readonly threadId: string;
}

interface Post extends OutsideBotOptions {
  readonly message: { readonly text: string; readonly sender: string; readonly messageId: string };
  readonly answersThrough?: number;
}

/** A bot that runs elsewhere: it posts what answers nothing, and now and then an answer to a customer's first message. */
export async function runOutsideBot(world: World, { userId, threadId }: OutsideBotOptions): Promise<void> {
  const { clock, random } = world;
  const posts = random.integer(1, 2);
  for (let number = 1; number <= posts; number += 1) {
    await clock.wait(random.integer(1, 15_000));
    // The same id as one of the customer's messages: the ids of two authors have nothing to do with each other.
    const messageId = world.named(`${userId}-1-${number}`);
    const message = { text: `Post ${number} to ${userId}`, sender: 'shop', messageId };
    const post = { userId, threadId, message };
    await postUntilAnswered(world, random.chance(0.3) ? { ...post, answersThrough: 1 } : post);
  }
}

async function postUntilAnswered({ invoke, clock, random, recorder }: World, post: Post): Promise<void> {
  const { threadId, message } = post;
  const { text, sender, messageId: clientMessageId } = message;
  const said = { threadId, text, clientMessageId, sender };
  for (let tries = 1; tries <= 20; tries += 1) {
    const asked = recorder.moment();
    const ending = await invoke('postToConnection', post);
    if (ending.type === 'returned') {
      const { statusCode, body } = ending.value as { readonly statusCode: number; readonly body: string };
      const { messageId, seq, timestamp, code } = JSON.parse(body);
      if (messageId !== undefined)
        recorder.onTold({ ...said, asked, answer: { type: 'stored', messageId, seq, timestamp } });
      else if (statusCode !== 503) recorder.onTold({ ...said, asked, answer: { type: 'refused', code } });
      if (statusCode !== 503) return;
    }
    await clock.wait(random.integer(500, 3_000));
  }
}
