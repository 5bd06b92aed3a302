import type { DeskSnapshot, OperatorDesk, ThreadViewer } from '@switchboard/chat-client/operator';
import { useEffect, useMemo } from 'preact/hooks';
import { useLooking } from '../components/use-looking.ts';

/** Tells colleagues that the operator has a conversation open before them. @returns the others who have */
export function useViewers(
  desk: OperatorDesk,
  { viewers }: DeskSnapshot,
  threadId: string | undefined,
  me: string,
): readonly ThreadViewer[] {
  const looking = useLooking();
  useEffect(() => desk.watch(looking ? threadId : undefined), [desk, threadId, looking]);
  return useMemo(
    () => (threadId === undefined ? [] : (viewers.get(threadId) ?? []).filter(({ userId }) => userId !== me)),
    [viewers, threadId, me],
  );
}
