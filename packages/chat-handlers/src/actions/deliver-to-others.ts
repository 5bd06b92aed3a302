import { type Deliverer, type Delivery, type DeliveryReport, deliver } from '@switchboard/chat-core';
import type { Log } from '../log.ts';

/**
 * Tells the other devices, as well as it goes: whoever is not reached reads it on resume, so a failure here must not
 * undo what is stored and published.
 *
 * @returns `undefined` if nobody could be told, for the tables did not answer
 */
export async function deliverToOthers(
  deliverer: Deliverer,
  log: Log,
  delivery: Delivery,
): Promise<DeliveryReport | undefined> {
  const frame = delivery.frame.event;
  try {
    const report = await deliver(deliverer, delivery);
    const { posted, gone, failed } = report;
    log('frame.delivered', { frame, posted: posted.length, gone: gone.length, failed: failed.length });
    return report;
  } catch (error) {
    log('frame.undelivered', { frame, error: error instanceof Error ? error.name : 'unknown' });
    return undefined;
  }
}
