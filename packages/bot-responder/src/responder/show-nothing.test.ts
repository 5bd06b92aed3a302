import { showReply } from './show-nothing.ts';

it('the view of a bot that answers at once takes everything, and shows nothing of it', async () => {
  const { show, join, close, discard } = showReply();
  const event = { type: 'text', text: 'Hello.' } as const;
  const draft = { ...event, quickReplies: [], handOver: undefined, approval: undefined, state: undefined };
  expect([show(event, draft), join({ connections: [] }), close(), await discard()]).toEqual(Array(4));
});
