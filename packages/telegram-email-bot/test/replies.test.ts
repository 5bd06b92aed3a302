import { randomUUID } from 'node:crypto';
import { until } from '@switchboard/telegram-simulator/people';
import PostalMime, { type Email } from 'postal-mime';
import { sendRawMail } from '../src/aws/services.ts';
import { deliverJob } from '../src/jobs/mail-job.ts';
import { createReplyHandler } from '../src/replies/reply-handler.ts';
import type { ReplyJob } from '../src/replies/reply-job.ts';
import { BotApi } from '../src/telegram/bot-api.ts';
import { createDownload } from '../src/telegram/download-file.ts';
import { createTelegramSender } from '../src/telegram/telegram-sender.ts';
import { type AwsServer, startAwsServer } from './aws-server.ts';
import { type BotWorld, createBotWorld, roundMs } from './bot-world.ts';

const mail = [
  'From: Ann Lee <ann@example.com>',
  'Reply-To: <office@example.com>',
  'Subject: Re: Ümläute & plans',
  'Message-ID: <plan-2@example.com>',
  'References: <plan-0@example.com>',
  ' <plan-1@example.com>',
  '',
  'The plan is ready.',
].join('\r\n');

describe('a reply to a summary', () => {
  let world: BotWorld;
  let ses: AwsServer;
  let address: string;
  let handle: ReturnType<typeof createReplyHandler>;
  const again: ReplyJob[] = [];
  beforeEach(async () => {
    again.length = 0;
    world = await createBotWorld();
    ses = await startAwsServer();
    const api = new BotApi({ token: world.token, apiRoot: world.simulator.root, newId: randomUUID });
    let ids = 0;
    handle = createReplyHandler({
      context: world.context,
      sender: createTelegramSender(api),
      download: createDownload(api),
      deliverLater: async (claim, afterMs) => {
        world.jobs.push({ job: deliverJob(claim), at: world.context.now() + afterMs });
      },
      sendAgain: async (job) => void again.push(job),
      sendMail: (reply) => sendRawMail(ses.access, reply),
      domain: 'mail.example',
      newId: () => `id-${++ids}`,
      log: world.log,
    });
    address = await world.register(7);
  });
  afterEach(async () => {
    await world.stop();
    await ses.close();
  });

  const run = (job: unknown, leftMs = 30_000) =>
    handle(
      { Records: [{ eventSource: 'aws:sqs', messageId: '1', body: JSON.stringify(job) }] },
      { getRemainingTimeInMillis: () => leftMs },
    );
  const heard = () => world.people.fromBot(7);
  const lastText = async () => (await heard()).at(-1)?.text ?? '';
  /** A summary that came, and what the person answers to it. */
  async function answered(text: string, more: object = {}, raw = mail): Promise<ReplyJob> {
    const before = world.replies.length;
    await world.receive({ to: address, raw });
    const summary = (await heard()).at(-1);
    await world.people.say(7, text, { replyTo: summary?.messageId, ...more });
    await until(() => (world.replies.length > before ? true : undefined));
    world.advance(2_000);
    return world.replies.at(-1) as ReplyJob;
  }
  const sentMails = (): Promise<readonly Email[]> =>
    Promise.all(
      ses.requests.map(({ body }) =>
        PostalMime.parse(Buffer.from(JSON.parse(String(body)).Content.Raw.Data, 'base64')),
      ),
    );

  it('goes out from the user’s own address, in the thread of the mail', async () => {
    const job = await answered('Grüße & <b>thanks</b>');
    expect(await run(job)).toEqual({ batchItemFailures: [] });
    const [sent] = await sentMails();
    expect(sent).toMatchObject({
      from: { address },
      to: [{ address: 'office@example.com' }],
      subject: 'Re: Ümläute & plans',
      inReplyTo: '<plan-2@example.com>',
      references: '<plan-0@example.com> <plan-1@example.com> <plan-2@example.com>',
      messageId: '<id-1@mail.example>',
      text: 'Grüße & <b>thanks</b>',
    });
    const envelope = JSON.parse(String(ses.requests[0]?.body));
    expect(envelope).toMatchObject({
      FromEmailAddress: address,
      Destination: { ToAddresses: ['office@example.com'] },
    });
    expect((await heard()).at(-1)).toMatchObject({
      text: 'Sent to office@example.com.',
      replyTo: job.messageId,
    });
  });

  it('says nothing of the Telegram account', async () => {
    await fetch(`${world.simulator.root}/users/7`, {
      method: 'PUT',
      body: JSON.stringify({ firstName: 'Bobby', lastName: 'Tables', username: 'bobby_t' }),
    });
    await run(await answered('Hello'));
    const raw = Buffer.from(JSON.parse(String(ses.requests[0]?.body)).Content.Raw.Data, 'base64').toString();
    expect(raw).not.toMatch(/bobby|tables|telegram/i);
  });

  it('brings its attachment', async () => {
    const job = await answered('See the file', { file: { name: 'Größe 1.txt', text: 'one\ntwo' } });
    await run(job);
    const [sent] = await sentMails();
    expect(sent?.attachments).toMatchObject([{ filename: 'Größe 1.txt' }]);
    expect(Buffer.from(sent?.attachments[0]?.content as ArrayBuffer).toString()).toBe('one\ntwo');
  });

  it('is sent once, however often its job comes, also at once', async () => {
    const job = await answered('Once');
    await Promise.all([run(job), run(job), run(job)]);
    await run(job);
    expect(ses.requests).toHaveLength(1);
    expect((await heard()).filter(({ text }) => text.startsWith('Sent to'))).toHaveLength(1);
    expect(again.length).toBeGreaterThan(0);
  });

  it('that the mail server refuses is told with the reason', async () => {
    ses.answers.push({ status: 400, body: '{"message":"Email address is not verified."}' });
    await run(await answered('Hello'));
    expect(await lastText()).toMatch(/^The reply to office@example\.com was refused: .*not verified/);
  });

  it('whose answer from the mail server is lost is told as unsure, and is not sent again', async () => {
    ses.answers.push('lost');
    const job = await answered('Hello');
    await run(job);
    await run(job);
    expect(await lastText()).toContain('may have been sent, or not');
    expect(ses.requests).toHaveLength(1);
  });

  it('whose success Telegram could not be told of is told soon after, and is not sent again', async () => {
    const job = await answered('Hello');
    await world.people.post('/faults', { method: 'sendMessage', status: 502 });
    await run(job);
    expect(await lastText()).not.toContain('Sent to');
    world.advance(5_000);
    await run(job);
    await world.runJobs();
    expect(await lastText()).toBe('Sent to office@example.com.');
    expect(ses.requests).toHaveLength(1);
  });

  it('is told of when Telegram takes messages again', async () => {
    const job = await answered('Hello');
    await world.people.post('/faults', { method: 'sendMessage', status: 429, retryAfter: 7 });
    await run(job);
    expect(await lastText()).not.toContain('Sent to');
    world.advance(7_000 + roundMs);
    await world.runJobs();
    expect(await lastText()).toBe('Sent to office@example.com.');
  });

  it('leaves nothing behind where the person has blocked the bot', async () => {
    const job = await answered('Hello');
    await world.people.post('/users/7/block');
    expect(await run(job)).toEqual({ batchItemFailures: [] });
    expect(ses.requests).toHaveLength(1);
  });

  it.each([
    ['is empty', { text: '  ' }, 'The reply is empty'],
    [
      'has a file of more than 20 MB',
      { files: [{ fileId: 'x', name: 'x', mimeType: 'a/b', sizeBytes: 21 * 1024 ** 2 }] },
      'too large',
    ],
    ['answers a mail of somebody else', { chatId: 8 }, 'no longer known'],
    ['answers a mail that is forgotten', { stateId: 'gone' }, 'no longer known'],
  ])('that %s is not sent, and says so', async (_, changed, words) => {
    const job = await answered('Hello');
    await world.register(8);
    await run({ ...job, ...changed });
    const chatId = 'chatId' in changed ? changed.chatId : 7;
    expect((await world.people.messages(chatId)).at(-1)?.text).toContain(words);
    expect(ses.requests).toEqual([]);
  });

  it('to a mail that is no longer known is not taken for something that is said to the bot', async () => {
    await world.receive({ to: address, raw: mail });
    const summary = (await heard()).at(-1);
    world.advance(31 * 86_400_000);
    await world.people.say(7, 'Only for Ann', { replyTo: summary?.messageId });
    expect((await world.people.heard(7, 3)).at(-1)?.text).toContain('no longer known');
    expect([world.replies, world.said]).toEqual([[], []]);
  });

  it('to a mail that names no sender is not sent, and says so', async () => {
    await world.receive({ to: address, raw: 'Subject: x\r\n\r\nNobody.', sender: '' });
    const summary = (await heard()).at(-1);
    await world.people.say(7, 'Hello', { replyTo: summary?.messageId });
    await until(() => (world.replies.length > 0 ? true : undefined));
    await run(world.replies[0]);
    expect(await lastText()).toContain('cannot be answered');
  });

  it('whose files are more than a mail holds is not sent, and says so', async () => {
    const base64 = Buffer.alloc(7 * 1024 ** 2, 'x').toString('base64');
    await run(await answered('Hello', { file: { name: 'x.bin', base64 } }));
    expect(await lastText()).toContain('too large');
    expect(ses.requests).toEqual([]);
  });

  it('beyond thirty in an hour is not sent, and says so', async () => {
    const job = await answered('Hello');
    for (let updateId = 1; updateId <= 31; updateId += 1) {
      world.advance(1_000);
      await run({ ...job, updateId });
    }
    expect(ses.requests).toHaveLength(30);
    expect(await lastText()).toContain('Too many replies');
  });

  it('whose file cannot be fetched is tried again, and sent once', async () => {
    const job = await answered('See', { file: { name: 'a.txt', text: 'a' } });
    await world.people.post('/faults', { method: 'getFile', status: 502 });
    expect((await run(job)).batchItemFailures).toHaveLength(1);
    world.advance(60_000);
    await run(job);
    expect(ses.requests).toHaveLength(1);
    expect(await lastText()).toContain('Sent to');
  });

  it.each([
    ['is too big for a bot', 'file is too big', 'too large'],
    ['is gone', 'wrong file_id or the file is temporarily unavailable', 'could not be taken'],
  ])('whose file Telegram does not give because it %s is not sent, and says so', async (_, error, words) => {
    const job = await answered('See', { file: { name: 'a.txt', text: 'a' } });
    await world.people.post('/faults', {
      method: 'getFile',
      status: 400,
      description: `Bad Request: ${error}`,
    });
    expect((await run(job)).batchItemFailures).toEqual([]);
    expect(ses.requests).toEqual([]);
    expect(await lastText()).toContain(words);
  });

  it.each([
    ['an event of another kind', { Records: [{ Sns: {} }] }],
    ['no event', {}],
  ])('cannot be %s', async (_, event) => {
    await expect(handle(event, { getRemainingTimeInMillis: () => 1 })).rejects.toThrow('not one of SQS');
  });

  it('that cannot be read fails by itself, so that it ends in the dead-letter queue', async () => {
    expect((await run({ updateId: 'x' })).batchItemFailures).toEqual([{ itemIdentifier: '1' }]);
    expect(world.logs.at(-1)).toMatchObject({ event: 'reply.failed', error: { code: 'reply.unreadable' } });
  });
});
