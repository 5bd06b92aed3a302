import type { ServerFrame } from '@switchboard/protocol';
import type { Device } from '../connections/connection.ts';
import type { ChatContext } from '../context/chat-context.ts';
import type { ConnectionPoster } from './delivery.ts';

/**
 * Finds a user's devices that are gone, by posting a small frame to all of them at once. A device that cannot be asked
 * now counts as being there.
 */
export async function findGone<Asked extends Pick<Device, 'connectionId'>>(
  { now }: Pick<ChatContext, 'now'>,
  poster: ConnectionPoster,
  devices: readonly Asked[],
): Promise<readonly Asked[]> {
  const frame: ServerFrame<'pong'> = { event: 'pong', timestamp: now() };
  const isGone = await Promise.all(
    devices.map(async ({ connectionId }) => {
      try {
        return (await poster.post(connectionId, JSON.stringify(frame))) === 'gone';
      } catch {
        return false;
      }
    }),
  );
  return devices.filter((_, index) => isGone[index]);
}
