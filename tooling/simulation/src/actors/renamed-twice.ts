import type { World } from '../world.ts';
import { connect, type Device } from './device.ts';
import { createPageClient } from './page-client.ts';
import { nameOf } from './staff.ts';

export interface RenamedTwiceOptions {
  readonly operator: string;
  /** The customer of the thread, whose page shows the operator. */
  readonly userId: string;
  readonly threadId: string;
}

interface ThreadNow {
  readonly owner?: { readonly type: string };
  readonly waiting?: unknown;
  readonly people?: Readonly<Record<string, { readonly name?: string }>>;
}

const rounds = 4;

/** What was sent in a round has arrived after so long, milliseconds. */
const underWayMs = 40_000;

/**
 * An operator who has a thread says two names at once, again and again, and renews the claim meanwhile, when nothing fails any more: the page of the
 * customer shows what is kept, in whatever order names were written and told.
 */
export async function runRenamedTwice(
  world: World,
  { operator, userId, threadId }: RenamedTwiceOptions,
): Promise<void> {
  const { clock, recorder } = world;
  world.whenCalm(async () => {
    if (recorder.journal.erasing.includes(userId)) return;
    const devices = await Promise.all(
      ['one', 'two'].map((name) =>
        connect(world, { userId: operator, role: 'operator' }, `${operator}-${name}`),
      ),
    );
    const [device] = devices;
    if (device === undefined) return;
    const { owner, waiting } = await look(device);
    // What waits for somebody is left as it is.
    if (owner?.type !== 'bot' || waiting !== undefined) return;
    const page = await createPageClient(world, { userId, threadId, name: `${userId}-looks` });
    page.open();
    for (let round = 1; round <= rounds; round += 1) {
      await Promise.all([
        device.send({ action: 'thread.claim', threadId }),
        ...devices.map((one, index) => rename(one, `${nameOf(operator)} ${round}.${index + 1}`)),
      ]);
      await clock.wait(underWayMs);
      const shown = page.getSnapshot().people.get(operator)?.name;
      const kept = (await look(device)).people?.[operator]?.name;
      if (shown !== kept) recorder.onVain(`Names: ${operator} is shown as ${shown} and is kept as ${kept}`);
    }
    page.close();
    await device.send({ action: 'thread.release', threadId });
  });

  const look = async (device: Device): Promise<ThreadNow> =>
    ((await device.send({ action: 'history.get', threadId })) ?? {}) as ThreadNow;

  async function rename(device: Device, name: string): Promise<void> {
    const person = { name, picture: null };
    const answer = await device.send({ action: 'profile.set', ...person });
    recorder.onNamed(operator, answer?.event === 'profile' ? person : undefined);
  }
}
