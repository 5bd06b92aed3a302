import type { RecordedApproval } from '../history/journal.ts';
import type { World } from '../world.ts';
import { connect, type Device } from './device.ts';

export interface AnswererOptions {
  readonly userId: string;
  readonly role: 'customer' | 'operator';
  readonly threadId: string;
}

/** How often somebody answers what they find, from two devices at once, by words, on a page that was loaded again; and stops replies. */
const rates = { answers: 0.7, answersTwice: 0.4, byWords: 0.35, reloads: 0.4, cancels: 0.25 };
const looksAtMost = 7;

/** A question as a page shows it. */
interface Shown {
  readonly metadata?: { readonly approval?: RecordedApproval };
}

/** Somebody who looks into a thread now and then, and answers the questions of its bot, also those that ask somebody else. */
export async function runAnswerer(world: World, { userId, role, threadId }: AnswererOptions): Promise<void> {
  const { clock, random, recorder } = world;
  const open = (name: string): Promise<Device> => connect(world, { userId, role }, name);
  const other = await open(`${userId}-other`);
  let page = await open(`${userId}-page`);
  let answers = 0;
  for (let looks = 1; looks <= looksAtMost; looks += 1) {
    await clock.wait(random.integer(500, 12_000));
    if (random.chance(rates.reloads)) {
      await page.leave();
      page = await open(`${userId}-page${looks}`);
    }
    for (const id of await questions()) if (random.chance(rates.answers)) await answer(id);
    if (role === 'customer' && random.chance(rates.cancels)) await cancel();
  }

  /** The questions that the page shows. */
  async function questions(): Promise<readonly string[]> {
    const history = await page.send({ action: 'history.get', threadId, limit: 10 });
    const messages = Array.isArray(history?.messages) ? (history.messages as readonly Shown[]) : [];
    return messages.flatMap(({ metadata }) =>
      metadata?.approval?.expiresAt === undefined ? [] : metadata.approval.id,
    );
  }

  async function answer(id: string): Promise<void> {
    const approved = random.chance(0.5);
    await Promise.all([
      say(page, id, approved),
      random.chance(rates.answersTwice) ? say(other, id, !approved) : undefined,
    ]);
  }

  async function say(device: Device, id: string, approved: boolean): Promise<void> {
    answers += 1;
    const clientMessageId = `${userId}-answer-${answers}`;
    const words = { text: approved ? ' yes ' : 'No' };
    const button = { text: approved ? 'Please do' : 'Better not', metadata: { approval: { id, approved } } };
    // An operator's words are for the customer.
    const answer = role === 'customer' && random.chance(rates.byWords) ? words : button;
    const answered = await device.send({ action: 'message.send', threadId, ...answer, clientMessageId });
    if (answered === undefined) recorder.onVain(`${clientMessageId} was never acknowledged`);
  }

  async function cancel(): Promise<void> {
    const asked = recorder.moment();
    const answered = await other.send({ action: 'reply.cancel', threadId });
    if (answered?.event === 'reply.cancelled') recorder.onCancelled(threadId, asked);
  }
}
