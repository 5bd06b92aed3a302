import type { ThreadViewer } from '@switchboard/chat-client/operator';
import type { JSX } from 'preact';
import { Avatar } from '../components/avatar.tsx';
import { nameOf } from '../text/names.ts';

/** Says which colleagues have the conversation open, so that a customer is not answered twice. */
export function Viewers({ viewers }: { readonly viewers: readonly ThreadViewer[] }): JSX.Element {
  return (
    <div class="viewers" role="status">
      {viewers.map(({ userId, name, picture, activity }) => {
        const called = name ?? nameOf(userId) ?? userId;
        return (
          <span key={userId} data-activity={activity}>
            <Avatar name={called} picture={picture} />
            {activity === 'typing' ? `${called} is writing a reply` : `${called} is looking at this`}
          </span>
        );
      })}
    </div>
  );
}
