import type { ThreadRow } from '@switchboard/chat-client';
import type { Customer, OperatorDesk } from '@switchboard/chat-client/operator';
import { useEffect, useState } from 'preact/hooks';
import { reportLoss } from './report-loss.ts';

/** What is known of the customer of a conversation; loaded when it is opened, and when its row changes. */
export function useCustomer(
  desk: OperatorDesk,
  threadId: string | undefined,
  row: ThreadRow | undefined,
): Customer | undefined {
  const [customer, setCustomer] = useState<Customer>();
  const heard = row?.lastMessage?.timestamp;
  useEffect(() => {
    if (threadId === undefined) return;
    let isCurrent = true;
    desk.customer(threadId).then((loaded) => isCurrent && setCustomer(loaded), reportLoss);
    return () => {
      isCurrent = false;
    };
  }, [desk, threadId, heard]);
  return customer?.threadId === threadId ? customer : undefined;
}
