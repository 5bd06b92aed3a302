import type { Colleague, OperatorDesk } from '@switchboard/chat-client/operator';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { CannedDialog } from './canned-dialog.tsx';
import { HelpDialog, TransferDialog } from './dialogs.tsx';
import { ProfileDialog } from './profile-dialog.tsx';
import type { KeptReplies } from './use-canned.ts';
import type { OwnProfile } from './use-own-profile.ts';

/** A window over the console. */
export type DialogName = 'help' | 'transfer' | 'replies' | 'profile';

interface ConsoleDialogsProps {
  /** The one that is open. */
  readonly open: DialogName | undefined;
  readonly desk: OperatorDesk;
  readonly me: string;
  readonly kept: KeptReplies;
  readonly profile: OwnProfile;
  /** @param called how the colleague is shown */
  readonly onTransfer: (to: string, called: string) => void;
  readonly onClose: () => void;
}

export function ConsoleDialogs(props: ConsoleDialogsProps): JSX.Element | null {
  const { open, desk, me, kept, profile, onTransfer, onClose } = props;
  const colleagues = useMemo(
    () => (open === 'transfer' ? othersAmong(desk, me) : noColleagues),
    [open, desk, me],
  );
  switch (open) {
    case 'help':
      return <HelpDialog onClose={onClose} />;
    case 'replies':
      return <CannedDialog kept={kept} onClose={onClose} />;
    case 'profile':
      return <ProfileDialog profile={profile} onClose={onClose} />;
    case 'transfer':
      return <TransferDialog colleagues={colleagues} onClose={onClose} onTransfer={onTransfer} />;
    case undefined:
      return null;
  }
}

const noColleagues = Promise.resolve([]);

const othersAmong = async (desk: OperatorDesk, me: string): Promise<readonly Colleague[]> =>
  (await desk.colleagues()).filter(({ userId }) => userId !== me);
