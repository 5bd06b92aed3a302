import { type ChatSession, colleagueName, type Person, type ProfileChange } from '@switchboard/chat-client';
import type { OperatorDesk } from '@switchboard/chat-client/operator';
import { useEffect, useState } from 'preact/hooks';
import { reportLoss } from './report-loss.ts';

/** How an operator is shown to customers and colleagues. */
export interface OwnProfile {
  readonly name: string;
  /** The address of a picture. */
  readonly picture: string | undefined;
  /**
   * Keeps what is named. A `picture` that is `null` is removed.
   *
   * @throws {FrameRefusedError} {RequestRefusedError} {RequestTimedOutError} {ClientClosedError}
   */
  save(profile: Pick<ProfileChange, 'name' | 'picture'>): Promise<void>;
}

/** The operator's own profile; loaded with each connection, because another device may have changed it. */
export function useOwnProfile(
  session: ChatSession,
  desk: OperatorDesk,
  userId: string,
  isConnected: boolean,
): OwnProfile {
  const [known, setKnown] = useState<Person>({});
  useEffect(() => {
    if (!isConnected) return;
    desk.colleagues().then((all) => setKnown(all.find((one) => one.userId === userId) ?? {}), reportLoss);
  }, [desk, userId, isConnected]);
  return {
    name: colleagueName({ name: known.name, userId }),
    picture: known.picture,
    save: async (profile) => setKnown(await session.setProfile(profile)),
  };
}
