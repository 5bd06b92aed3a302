import type { World } from '../world.ts';
import { connect } from './device.ts';

export interface WatcherOptions {
  readonly userId: string;
  readonly role: 'customer' | 'operator';
}

/** How long somebody watches before they have enough, milliseconds. */
const watchMs = [10_000, 60_000] as const;

/**
 * Somebody whose browsers are alerted, until they go away, have no more alerts in them, or log out: and from then on by none
 * of them. Or somebody who stays.
 */
export async function runWatcher(world: World, { userId, role }: WatcherOptions): Promise<void> {
  const { clock, random, recorder, pushService } = world;
  const device = await connect(world, { userId, role }, `${userId}-watch`);
  const browsers = Array.from({ length: random.integer(1, 5) }, (_, index) =>
    pushService.subscribe(`${userId}-${index + 1}`),
  );
  const known: string[] = [];
  for (const browser of browsers) {
    const answer = await device.send({ action: 'push.subscribe', ...browser });
    if (answer?.event === 'push') known.push(browser.endpoint);
  }
  for (const endpoint of known) recorder.onSubscribed(endpoint);
  if (random.chance(0.4)) return;
  await clock.wait(random.integer(...watchMs));
  // From now on it is not certain that they are told.
  const ending = recorder.moment();
  const end = random.pick(
    role === 'operator' ? (['away', 'off', 'logOut'] as const) : (['off', 'logOut'] as const),
  );
  if (await endBy(end)) for (const endpoint of known) recorder.onUnsubscribed(endpoint, ending);

  async function endBy(way: typeof end): Promise<boolean> {
    if (way === 'logOut') return device.logOut();
    if (way === 'away') return (await device.send({ action: 'duty.set', status: 'away' }))?.event === 'duty';
    const [endpoint] = known;
    if (endpoint === undefined) return false;
    known.splice(1);
    return (await device.send({ action: 'push.unsubscribe', endpoint }))?.event === 'push';
  }
}
