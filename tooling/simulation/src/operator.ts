import { operatorLeaseMs } from '@switchboard/chat-core';
import { connect, sendUntilAnswered } from './customer.ts';
import type { HumanWindow } from './history.ts';
import type { Device } from './web-socket-event.ts';
import type { World } from './world.ts';

/** Opens the window of a takeover that has returned. */
function openWindow(world: World, threadId: string, leaseMs: number): HumanWindow {
  const window: HumanWindow = {
    threadId,
    from: world.scheduler.trace.length,
    until: Number.POSITIVE_INFINITY,
    // The clock of the machine that wrote the lease may be behind.
    endsAt: world.clock.now() + leaseMs - 10_000,
  };
  world.humanWindows.push(window);
  return window;
}

/** At some time, or, which is the worst moment, when a bot is next seen in the middle of a reply. */
async function untilMomentToTakeOver({ clock, random, gateway }: World): Promise<void> {
  const someTime = clock.wait(random.integer(1, 12_000));
  await (random.chance(0.6) ? Promise.race([someTime, gateway.nextChunk()]) : someTime);
}

/** An operator who takes a thread over in the middle of it, says something or not, and gives it back or not. */
export async function runOperator(world: World, userId: string, threadId: string): Promise<void> {
  const { clock, random } = world;
  const device: Device = { userId, role: 'operator', connectionId: `${userId}-1` };
  await connect(world, device);
  await untilMomentToTakeOver(world);
  const answer = await sendUntilAnswered(world, device, 'chatActions', { action: 'thread.claim', threadId });
  if (answer?.event !== 'takeover') return;
  const window = openWindow(world, threadId, operatorLeaseMs);
  await clock.wait(random.integer(1, 8_000));
  if (random.chance(0.5)) {
    const text = 'A human here.';
    const clientMessageId = `${userId}-1`;
    await sendUntilAnswered(world, device, 'messageSend', {
      action: 'message.send',
      threadId,
      text,
      clientMessageId,
    });
  }
  if (random.chance(0.2)) return;
  window.until = world.scheduler.trace.length;
  await sendUntilAnswered(world, device, 'chatActions', { action: 'thread.release', threadId });
}

/** Someone who takes a customer over with a plain UpdateItem, and gives the customer back. */
export async function runOverrider(world: World, userId: string, threadId: string): Promise<void> {
  const { clock, random } = world;
  await untilMomentToTakeOver(world);
  await world.setOverride(userId, true);
  const window = openWindow(world, threadId, Number.POSITIVE_INFINITY);
  await clock.wait(random.integer(1, 8_000));
  window.until = world.scheduler.trace.length;
  await world.setOverride(userId, false);
}
