import type { World } from '../world.ts';
import { profileOf } from './desk-worker.ts';
import { type ClientFrame, connect } from './device.ts';
import { request } from './http.ts';

export interface BrowserOptions {
  readonly userId: string;
  readonly threadId: string;
}

/** A customer who looks at threads on one more device, and says who they are: everything that a page does beside writing. */
export async function runBrowser(world: World, { userId, threadId }: BrowserOptions): Promise<void> {
  const { clock, random } = world;
  const device = await connect(world, { userId, role: 'customer' }, `${userId}-browser`);
  const deeds: readonly (() => ClientFrame)[] = [
    () => ({ action: 'thread.resume', threadId, after: 0, limit: 3 }),
    () => ({ action: 'threads.list', limit: 1 }),
    () => ({ action: 'typing', threadId }),
    () => ({ action: 'read', threadId, seq: random.integer(1, 4) }),
    () => ({ action: 'ping' }),
    () => ({ action: 'push.key' }),
    () => profileOf(random, userId),
    () => profileOf(random, userId),
  ];
  for (const deed of random.shuffle(deeds).slice(0, random.integer(2, deeds.length))) {
    await clock.wait(random.integer(1, 6_000));
    await device.send(deed());
  }
}

/** A customer who says again and again who they are, until their session has ended. */
export async function runRenamer(world: World, { userId }: Pick<BrowserOptions, 'userId'>): Promise<void> {
  const { clock, random } = world;
  const device = await connect(world, { userId, role: 'customer' }, `${userId}-renamer`);
  for (let number = 1; number <= 40; number += 1) {
    await clock.wait(random.integer(1, 800));
    const answer = await device.send(profileOf(random, userId));
    if (answer?.event !== 'profile') return;
  }
}

/** A guest, or a customer whom their site has logged in, with a session that the platform gives; the site may end all of them. */
export async function runGuest(world: World, { userId, threadId }: BrowserOptions): Promise<void> {
  const { clock, random, recorder } = world;
  const isNamed = random.chance(0.5);
  const body = JSON.stringify(isNamed ? { name: `${userId} 0`, attributes: { plan: userId } } : {});
  const session = await (isNamed
    ? request(world, 'sessions', 'POST /users/{userId}/sessions', { pathParameters: { userId }, body })
    : request(world, 'sessions', 'POST /sessions', { body }));
  const { token, userId: guest } = session ?? {};
  if (typeof token !== 'string' || typeof guest !== 'string') {
    recorder.onVain(`${userId} got no session: ${JSON.stringify(session)}`);
    return;
  }
  const identity = { userId: guest, role: 'customer' } as const;
  // A guest's id is new in every run; the same seed is to give the same steps.
  const name = `${userId}-tab`;
  const device = await connect(world, identity, name, token);
  const own = isNamed ? threadId : guest;
  for (let number = 1; number <= 2; number += 1) {
    await clock.wait(random.integer(1, 6_000));
    const clientMessageId = `${name}-${number}`;
    const frame = { action: 'message.send', threadId: own, text: 'Hello', clientMessageId };
    if ((await device.send(frame)) === undefined)
      recorder.onVain(`${clientMessageId} was never acknowledged`);
  }
  if (!isNamed) return;
  await clock.wait(random.integer(1, 10_000));
  const ended = await request(world, 'sessions', 'DELETE /users/{userId}/sessions', {
    pathParameters: { userId },
  });
  if (ended !== undefined) recorder.onRevoked(device.connectionId);
}
