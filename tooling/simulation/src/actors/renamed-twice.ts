import type { Frame } from '../services/gateway.ts';
import type { World } from '../world.ts';
import { connect } from './device.ts';
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
}

const rounds = 4;

/** A try of a frame that was given up may still be under way so long, milliseconds. */
const underWayMs = 40_000;

/**
 * An operator who has a thread says two names at once, again and again, when nothing fails any more: what a page was told last is what is kept
 * in the end, in whatever order the two were written and told.
 */
export async function runRenamedTwice(
  world: World,
  { operator, userId, threadId }: RenamedTwiceOptions,
): Promise<void> {
  const { clock, gateway, recorder } = world;
  world.whenCalm(async () => {
    if (recorder.journal.erasing.includes(userId)) return;
    const [one, two] = await Promise.all(
      ['one', 'two'].map((name) =>
        connect(world, { userId: operator, role: 'operator' }, `${operator}-${name}`),
      ),
    );
    const page = await connect(world, { userId, role: 'customer' }, `${userId}-looks`);
    if (one === undefined || two === undefined) return;
    const told: Frame[] = [];
    const { connectionId } = page;
    gateway.open({ connectionId, mood: 'well', onFrame: (frame) => told.push(frame) });
    const { owner, waiting } = ((await page.send({ action: 'history.get', threadId })) ?? {}) as ThreadNow;
    // What waits for somebody is left as it is.
    if (owner?.type !== 'bot' || waiting !== undefined) return;
    await one.send({ action: 'thread.claim', threadId });
    for (let round = 1; round <= rounds; round += 1) {
      await Promise.all(
        [one, two].map(async (device, index) => {
          const person = { name: `${nameOf(operator)} ${round}.${index + 1}`, picture: null };
          const answer = await device.send({ action: 'profile.set', ...person });
          recorder.onNamed(operator, answer?.event === 'profile' ? person : undefined);
        }),
      );
      await clock.wait(underWayMs);
      const history = await page.send({ action: 'history.get', threadId });
      const { people = {} } = (history ?? {}) as { readonly people?: Readonly<Record<string, Frame>> };
      const shown = told.findLast(({ event, userId: who }) => event === 'takeover' && who === operator);
      const kept = people[operator]?.name;
      if (shown !== undefined && kept !== undefined && shown.name !== kept)
        recorder.onVain(`Names: ${connectionId} was told last of ${shown.name}, and ${kept} is kept`);
    }
    await one.send({ action: 'thread.release', threadId });
  });
}
