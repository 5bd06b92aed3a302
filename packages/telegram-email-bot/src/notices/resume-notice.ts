import type { StoreContext } from '../context/store-context.ts';
import { beginAnswer, beginWork } from '../users/work.ts';
import {
  type Delivery,
  type DeliveryResult,
  deliverNotice,
  type NoticeDependencies,
} from './deliver-notice.ts';

/**
 * Begins the work on a notice that was stored, and goes on with sending it.
 *
 * @returns `gone`: its user is, or is being erased, with everything that is stored of the notice
 */
export async function resumeNotice(
  dependencies: NoticeDependencies,
  delivery: Omit<Delivery, 'isStored'>,
): Promise<DeliveryResult['outcome'] | 'gone'> {
  if (!(await mayResume(dependencies.context, delivery))) return 'gone';
  return (await deliverNotice(dependencies, { ...delivery, isStored: true })).outcome;
}

/** Begins the work for those who may be erased meanwhile. @returns false where they are, or are being erased */
async function mayResume(
  context: StoreContext,
  { claim: { id }, facts: { chatId }, notice }: Omit<Delivery, 'isStored'>,
): Promise<boolean> {
  if (notice.receiptOf !== undefined) return true;
  if (notice.answers !== undefined) return beginAnswer(context, { ...notice.answers, chatId, id });
  return (await beginWork(context, chatId, id)) !== undefined;
}
