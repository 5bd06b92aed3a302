import type { ServerFrame } from '@switchboard/protocol';
import type { ChatThread } from '../src/index.ts';
import { answerAtOnce, createHarness } from './fixtures.ts';

const url = 'https://bucket.example/attachments/a1';
const attachment = { attachmentId: 'a1', name: 'cat.png', type: 'image/png', size: 4 };

/** A client whose server gives links, and what was put there. */
async function setUp(status = 200) {
  const harness = createHarness();
  answerAtOnce(harness);
  const { onFrame } = harness.network;
  harness.network.onFrame = (frame, socket) => {
    const threadId = 'threadId' in frame ? frame.threadId : '';
    const answers: Partial<Record<string, ServerFrame>> = {
      'attachment.upload': {
        event: 'attachment.upload',
        threadId,
        attachmentId: 'a1',
        url,
        headers: { 'content-type': 'image/png' },
        expiresAt: 1,
        ...('clientMessageId' in frame ? { clientMessageId: frame.clientMessageId } : {}),
      },
      'attachment.confirm': { event: 'attachment', threadId, ...attachment },
      'attachment.get': {
        event: 'attachments',
        threadId,
        links: [{ ...attachment, url, expiresAt: 2 }],
      },
    };
    const answer = answers[frame.action];
    if (answer === undefined) onFrame(frame, socket);
    else socket.deliver(answer);
  };
  harness.client.open();
  await harness.clock.advance(0);
  const puts: { readonly url: string; readonly init: RequestInit }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    puts.push({ url: String(input), init });
    return new Response(null, { status });
  };
  const file = new File(['meow'], 'cat.png', { type: 'image/png' });
  const upload = (more: Parameters<ChatThread['upload']>[1] = {}) =>
    harness.client.thread.upload(file, { fetch, ...more });
  return { harness, puts, file, upload };
}

describe('a file', () => {
  it('is uploaded by a link, and confirmed', async () => {
    const { harness, puts, file, upload } = await setUp();
    await expect(upload()).resolves.toEqual(attachment);
    expect(puts).toMatchObject([{ url, init: { method: 'PUT', body: file } }]);
    expect(puts[0]?.init.headers).toEqual({ 'content-type': 'image/png' });
    expect(harness.network.sentOf('attachment.upload')).toMatchObject([
      { name: 'cat.png', type: 'image/png', size: 4 },
    ]);
    expect(harness.network.sentOf('attachment.confirm')).toMatchObject([{ attachmentId: 'a1' }]);
  });

  it('that is there already was uploaded by a try whose answer was lost', async () => {
    const { upload } = await setUp(412);
    await expect(upload()).resolves.toEqual(attachment);
  });

  it('that the bucket refuses is told with the status', async () => {
    const { upload } = await setUp(403);
    await expect(upload()).rejects.toMatchObject({ code: 'upload.failed', status: 403 });
    const cause = new TypeError('offline');
    const offline = upload({ fetch: () => Promise.reject(cause) });
    await expect(offline).rejects.toMatchObject({ code: 'upload.failed', status: undefined, cause });
  });

  it('of a type that the protocol does not admit is refused before anything is sent', async () => {
    const { harness } = await setUp();
    const page = new File(['<p>'], 'page.html', { type: 'text/html' });
    await expect(harness.client.thread.upload(page)).rejects.toMatchObject({
      code: 'frame.invalidField',
      field: 'type',
    });
    expect(harness.network.sentOf('attachment.upload')).toEqual([]);
  });

  it('is sent with a message, whose text is its name if there is no other', async () => {
    const { harness, upload } = await setUp();
    const sent = { ...(await upload()), width: 3, height: 2 };
    harness.client.send('', { attachments: [sent] });
    expect(harness.network.sentOf('message.send')).toMatchObject([
      { text: 'cat.png', attachments: [{ attachmentId: 'a1', width: 3, height: 2 }] },
    ]);
    await harness.clock.advance(0);
    expect(harness.client.getSnapshot().messages.at(-1)).toMatchObject({ attachments: [sent] });
  });

  it('is fetched by a link', async () => {
    const { harness } = await setUp();
    const links = harness.client.thread.attachmentLinks(['a1']);
    await expect(links).resolves.toEqual([{ ...attachment, url, expiresAt: 2 }]);
  });
});
