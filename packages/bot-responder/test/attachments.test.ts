import { attachmentOf, bringAttachment } from '@switchboard/chat-core';
import type { Attachment } from '@switchboard/protocol';
import { type Bot, type Turn, text } from '../src/bot/bot.ts';
import { createPlatform, type Platform } from './platform.ts';

/** A file that anna has uploaded. */
async function upload({ chat }: Platform): Promise<Attachment> {
  const place = { threadId: 't1', attachmentId: chat.newId(), lookedAt: chat.now() };
  const file = { owner: 'anna', name: 'receipt.png', type: 'image/png', sizeBytes: 1_200 };
  const content = new Uint8Array(file.sizeBytes);
  const record = await bringAttachment(chat, { write: async () => true }, { ...place, ...file, content });
  if (record === undefined) throw new Error('The file was not kept');
  return attachmentOf(record);
}

describe('a bot', () => {
  it('is told of the files that came with a message, and gets a link to them that expires', async () => {
    const platform = await createPlatform();
    const asked: Turn[] = [];
    const curious: Bot = {
      async *reply(turn) {
        asked.push(turn);
        const [file] = turn.messages[0]?.attachments ?? [];
        yield text(file === undefined ? 'nothing' : file.link().url);
      },
    };
    const receipt = await upload(platform);
    await platform.say('t1', 'My receipt', 'anna', { attachments: [receipt] });
    await platform.respondWith(curious)('t1');
    const [file] = asked[0]?.messages[0]?.attachments ?? [];
    expect(file).toMatchObject({ name: 'receipt.png', type: 'image/png', sizeBytes: 1_200 });
    const { url, expiresAt } = file?.link() ?? { url: '', expiresAt: 0 };
    const { pathname, searchParams } = new URL(url);
    expect(pathname).toBe(`/files/attachments/${receipt.attachmentId}`);
    expect(searchParams.get('X-Amz-Expires')).toBe('600');
    expect(expiresAt).toBe(platform.chat.now() + 600_000);
    expect(searchParams.get('response-content-type')).toBe('image/png');
  });

  it('finds them in the history as well, and messages without files have none', async () => {
    const platform = await createPlatform();
    const curious: Bot = {
      async *reply({ history, messages }) {
        const names = (await history()).map(({ attachments }) => attachments.map(({ name }) => name));
        yield text(JSON.stringify([names, messages[0]?.attachments]));
      },
    };
    await platform.say('t1', 'My receipt', 'anna', { attachments: [await upload(platform)] });
    await platform.respondWith({
      reply: async function* () {
        yield text('Thanks');
      },
    })('t1');
    await platform.say('t1', 'Well?');
    await platform.respondWith(curious)('t1');
    expect((await platform.texts('t1')).at(-1)).toBe('bot: [[["receipt.png"],[],[]],[]]');
  });
});
