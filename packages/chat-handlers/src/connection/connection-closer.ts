import type { ConnectionPoster, Device, Log } from '@switchboard/chat-core';
import type { ServerFrame } from '@switchboard/protocol';

/** Ends connections whose session is over. */
export interface ConnectionCloser {
  /**
   * Tells the connection why, and closes it. Best effort: what is not closed is refused at its next frame.
   *
   * @param signal aborts when the time is up
   */
  close(connectionId: string, reason: ServerFrame<'error'>, signal?: AbortSignal): Promise<void>;
}

export const createConnectionCloser = (poster: ConnectionPoster, log: Log): ConnectionCloser => ({
  async close(connectionId, reason, signal) {
    try {
      await poster.post(connectionId, JSON.stringify(reason), signal);
    } catch (error) {
      log('connection.notTold', { connectionId, code: reason.code }, error);
    }
    try {
      await poster.close(connectionId, signal);
      log('connection.ended', { connectionId, code: reason.code });
    } catch (error) {
      log('connection.notEnded', { connectionId, code: reason.code }, error);
    }
  },
});

/** Closes the connections of devices that are no longer in their user's item. */
export async function endConnections(
  closer: ConnectionCloser,
  devices: readonly Device[],
  reason: Omit<ServerFrame<'error'>, 'event'>,
): Promise<void> {
  const frame: ServerFrame<'error'> = { event: 'error', ...reason };
  await Promise.all(devices.map(({ connectionId }) => closer.close(connectionId, frame)));
}
