/** Somebody else's page, built by Vite. */
import { ChatClient, type ChatSnapshot, watchNetwork, webOutbox } from '@switchboard/chat-client';
import { limits, parseServerFrame } from '@switchboard/protocol';

const client = new ChatClient({
  url: 'ws://127.0.0.1:1',
  threadId: 'ann',
  credential: async () => ({ token: 'none', userId: 'ann' }),
  outbox: webOutbox(sessionStorage, 'outbox'),
});
watchNetwork(window, client);
const show = ({ messages }: ChatSnapshot): void => {
  document.body.textContent = `${messages.length} messages of at most ${limits.textLength} characters`;
};
client.subscribe(() => show(client.getSnapshot()));
if (parseServerFrame('{}') === undefined) show(client.getSnapshot());
