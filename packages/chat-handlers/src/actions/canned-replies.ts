import { type BotConfigStorage, ConfigConflictError } from '@switchboard/data-core';
import { limits, type ServerFrame } from '@switchboard/protocol';
import { type Answer, refuse } from '../frames/answer.ts';
import type { ActionRequest } from '../frames/frame-handler.ts';
import { operatorOnly } from './desk-lists.ts';

/** The part of the bots' configurations in which replies are kept. */
export type CannedStorage = Pick<BotConfigStorage, 'getConfig' | 'setConfig'>;

/** The configuration that holds the replies. */
const configId = 'canned';

type Replies = ServerFrame<'canned'>['replies'];

interface Kept {
  readonly replies: Replies;
  readonly timestamp: number;
}

async function read(storage: CannedStorage): Promise<Kept> {
  const config = (await storage.getConfig(configId)) as unknown as Kept | null;
  return config ?? { replies: [], timestamp: 0 };
}

/** `canned.get`: the replies that are kept for everybody, by key. */
export async function getCanned(
  storage: CannedStorage,
  request: ActionRequest<'canned.get'>,
): Promise<Answer> {
  const refused = await operatorOnly(request);
  if (refused !== undefined) return refused;
  return { event: 'canned', replies: (await read(storage)).replies };
}

const mostTries = 5;

/** `canned.put`, `canned.delete`: keeps or forgets one reply, however many others are changed meanwhile. */
export async function changeCanned(
  storage: CannedStorage,
  request: ActionRequest<'canned.put' | 'canned.delete'>,
): Promise<Answer> {
  const refused = await operatorOnly(request);
  if (refused !== undefined) return refused;
  for (let tries = 1; ; tries += 1) {
    const { replies, timestamp } = await read(storage);
    const next = changed(replies, request.frame);
    if (next.length > limits.cannedReplies) {
      return refuse('canned.full', `At most ${limits.cannedReplies} replies are kept: delete one first`);
    }
    try {
      await storage.setConfig(configId, { replies: next }, { expectedTimestamp: timestamp });
      return { event: 'canned', replies: next };
    } catch (error) {
      if (!(error instanceof ConfigConflictError) || tries === mostTries) throw error;
    }
  }
}

function changed(replies: Replies, frame: ActionRequest<'canned.put' | 'canned.delete'>['frame']): Replies {
  const others = replies.filter(({ key }) => key !== frame.key);
  const own = frame.action === 'canned.put' ? [{ key: frame.key, text: frame.text }] : [];
  return [...others, ...own].toSorted((a, b) => a.key.localeCompare(b.key));
}
