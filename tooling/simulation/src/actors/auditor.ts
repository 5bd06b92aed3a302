import type { RecordedPerson } from '../history/journal.ts';
import type { Frame } from '../services/gateway.ts';
import type { World } from '../world.ts';
import { type ClientFrame, connect } from './device.ts';
import { rowsOf } from './operator.ts';

const pagesAtMost = 60;

/** An operator who reads the queue and the threads to their ends, page by page, when all is calm. */
export async function runAuditor(world: World, threadIds: readonly string[]): Promise<void> {
  const { recorder } = world;
  const device = await connect(world, { userId: 'audit', role: 'operator' }, 'audit');
  const queue = await readPages({ action: 'queue.get', limit: 1 });
  recorder.onQueueRead(queue.flatMap(({ threads }) => rowsOf(threads)).map(({ threadId }) => threadId));
  const inbox = await readPages({ action: 'inbox.get', list: 'bot', limit: 1 });
  for (const list of ['mine', 'closed']) await readPages({ action: 'inbox.get', list });
  await readPages({ action: 'operators.get' });
  const shown = inbox.flatMap(({ threads }) => rowsOf(threads)).map(({ threadId }) => threadId);
  if (new Set(shown).size < shown.length)
    recorder.onVain(`I22: the list of the bot’s threads shows ${shown}`);
  for (const threadId of threadIds) {
    const pages = await readPages({ action: 'history.get', threadId, direction: 'forward', limit: 2 });
    const messages = pages.flatMap((page) => page.messages as readonly { readonly messageId: string }[]);
    recorder.onHistoryRead(
      threadId,
      messages.map(({ messageId }) => messageId),
    );
  }
  await device.leave();

  async function readPages(frame: ClientFrame): Promise<readonly Frame[]> {
    const pages: Frame[] = [];
    let next: ClientFrame | undefined = frame;
    while (next !== undefined && pages.length < pagesAtMost) {
      const page: Frame | undefined = await device.send(next);
      if (page === undefined || page.event === 'error') {
        recorder.onVain(`${frame.action} came to ${JSON.stringify(page)}`);
        return pages;
      }
      pages.push(page);
      for (const [userId, person] of peopleIn(page)) recorder.onShown(userId, person);
      next = page.cursor === undefined ? undefined : { ...frame, cursor: page.cursor };
    }
    return pages;
  }
}

type People = readonly (readonly [userId: string, person: RecordedPerson])[];

/** Everybody whose name or picture is anywhere in a frame. */
function peopleIn(value: unknown): People {
  if (typeof value !== 'object' || value === null) return [];
  const { event, owner, ...beside } = value as Readonly<Record<string, unknown>>;
  // The owner of a thread is named among the people of its history.
  const { people = {}, userId, name, picture, ...rest } = event === 'history' ? beside : { ...beside, owner };
  const one = typeof userId === 'string' ? [[userId, { name, picture }] as const] : [];
  return [
    ...(one as unknown as People),
    ...(Object.entries(people as object) as unknown as People),
    ...Object.values(rest).flatMap(peopleIn),
  ];
}
