import { type ChatContext, type Log, type Owner, readPeople } from '@switchboard/chat-core';
import { type Refusal, refuse } from '../frames/answer.ts';
import { bestEffort } from './tell.ts';

/**
 * Refuses what only the operator who has a thread may do there, and names that operator as people know them. One request,
 * which only a refusal makes; if it fails, the operator is named by their id.
 */
export async function refuseForOwner(
  context: ChatContext,
  log: Log,
  code: 'thread.owned' | 'thread.notOwned',
  owner: Owner,
): Promise<Refusal> {
  if (owner.type !== 'operator') return refuse(code, 'Another operator had claimed this thread');
  const { userId } = owner;
  const people = await bestEffort(log, 'owner', () => readPeople(context, [userId]));
  const person = people?.get(userId) ?? {};
  return refuse(code, `${person.name ?? userId} has claimed this thread`, { owner: { userId, ...person } });
}
