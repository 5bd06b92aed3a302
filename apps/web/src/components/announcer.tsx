import type { ChatClient } from '@switchboard/chat-client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/**
 * Reads each message that comes to those who listen rather than look: once, when it is whole. The log itself is not live,
 * or every piece of a reply, and every page of older messages, would be read out.
 */
export function Announcer({ client }: { readonly client: ChatClient }): JSX.Element {
  const [text, setText] = useState('');
  useEffect(
    () =>
      client.on('message', (message) => {
        if (message.sender !== client.getSnapshot().userId) setText(message.text);
      }),
    [client],
  );
  return (
    <div class="visually-hidden" aria-live="polite">
      {text}
    </div>
  );
}
