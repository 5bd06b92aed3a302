import type { World } from '../world.ts';
import { connect } from './device.ts';

/** A customer who writes under ids that belong to others, where ids belong to somebody; perhaps before their owners do. */
export async function runTrespasser(
  world: World,
  userId: string,
  threadIds: readonly string[],
): Promise<void> {
  const { clock, random, recorder } = world;
  const device = await connect(world, { userId, role: 'customer' }, userId);
  for (const threadId of threadIds) {
    await clock.wait(random.integer(1, 2_000));
    const clientMessageId = `${userId}-${threadId}`;
    const frame = { action: 'message.send', threadId, text: 'This is mine now', clientMessageId };
    const answer = await device.send(frame);
    if (answer?.event === 'ack')
      recorder.onVain(`I11: ${userId} wrote in ${threadId}, which belongs to another`);
  }
  await device.leave();
}
