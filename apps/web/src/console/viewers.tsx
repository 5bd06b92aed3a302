import { colleagueName } from '@switchboard/chat-client';
import type { ThreadViewer } from '@switchboard/chat-client/operator';
import type { JSX } from 'preact';
import { Avatar } from '../components/avatar.tsx';

/** Says which colleagues have the conversation open, so that a customer is not answered twice. */
export function Viewers({ viewers }: { readonly viewers: readonly ThreadViewer[] }): JSX.Element {
  return (
    <div class="viewers" role="status">
      {viewers.map(({ activity, picture, ...viewer }) => {
        const called = colleagueName(viewer);
        return (
          <span key={viewer.userId} data-activity={activity}>
            <Avatar name={called} picture={picture} />
            {activity === 'typing' ? `${called} is writing a reply` : `${called} is looking at this`}
          </span>
        );
      })}
    </div>
  );
}
