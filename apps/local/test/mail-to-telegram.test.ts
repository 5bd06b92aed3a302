import { once } from 'node:events';
import nodemailer, { type SendMailOptions } from 'nodemailer';
import { type Client, connect } from './fixture/client.ts';
import { type PlatformProcess, startPlatformProcess } from './fixture/platform-process.ts';
import { until } from './fixture/until.ts';

/** Mail and Telegram as a stranger meets them: the bundles that would be deployed, SMTP and HTTP. */
let platform: PlatformProcess;

beforeAll(async () => {
  platform = await startPlatformProcess({});
});

afterAll(() => platform.end('SIGTERM'));

interface Seen {
  readonly messageId: number;
  readonly from: 'bot' | 'user';
  readonly text: string;
  readonly buttons: readonly (readonly { readonly text: string; readonly data: string }[])[];
  readonly replyTo?: number;
}

const seenBy = async (chatId: number): Promise<readonly Seen[]> =>
  (await (await fetch(`${platform.telegram}/users/${chatId}/messages`)).json()) as readonly Seen[];

/** The first message of the bot that fits, now or soon. */
const told = (chatId: number, pattern: RegExp): Promise<Seen> =>
  until(async () => (await seenBy(chatId)).find(({ from, text }) => from === 'bot' && pattern.test(text)));

const post = (url: string, body: object): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const write = async (chatId: number, message: object): Promise<number> =>
  ((await (await post(`${platform.telegram}/users/${chatId}/messages`, message)).json()) as Seen).messageId;

const tap = (chatId: number, messageId: number, data: string): Promise<Response> =>
  post(`${platform.telegram}/users/${chatId}/callbacks`, { messageId, data });

async function register(chatId: number): Promise<string> {
  await write(chatId, { text: '/register' });
  const { text } = await told(chatId, /@/);
  return /\S+@\S+/.exec(text)?.[0] ?? '';
}

async function send(mail: SendMailOptions & { readonly to: string }): Promise<void> {
  const { port } = new URL(platform.smtp ?? '');
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: Number(port), ignoreTLS: true });
  await transport.sendMail({ from: 'Ann Berger <ann@example.com>', ...mail });
}

const invoice = {
  subject: 'Invoice 2041',
  messageId: '<second@example.com>',
  references: '<first@example.com>',
  text: 'Hello,\n\nthe invoice 2041 of EUR 1,249.50 is due on 30 November 2026. Please use the new account. It can be downloaded for ninety days.\n\nRegards\nAnn',
};

interface SentMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

const outbox = async (): Promise<readonly SentMail[]> =>
  (await (await fetch(`${platform.aws}/_switchboard/outbox`)).json()) as readonly SentMail[];

describe('a mail', () => {
  it('to an address that was registered comes as a summary, and the answer to it leaves from that address', async () => {
    const address = await register(7);
    await send({ to: address.toUpperCase(), ...invoice });
    const summary = await told(7, /^Invoice 2041/);
    expect(summary.text).toContain('Amount: EUR 1,249.50');
    expect(summary.buttons.flat().map(({ data }) => data)).toEqual(
      expect.arrayContaining(['full', 'reply', 'block', 'why']),
    );

    await tap(7, summary.messageId, 'full');
    expect((await told(7, /Please use the new account[\s\S]*Regards/)).replyTo).toBe(summary.messageId);

    await write(7, { text: 'It is paid.', replyTo: summary.messageId });
    const [sent] = await until(async () => {
      const mails = await outbox();
      return mails.length > 0 ? mails : undefined;
    });
    expect(sent).toMatchObject({ from: address, to: ['ann@example.com'] });
    const headers = sent?.raw.split('\r\n\r\n')[0] ?? '';
    expect(headers).toMatch(/^Subject: Re: Invoice 2041\r$/m);
    expect(headers).toMatch(/^In-Reply-To: <second@example.com>\r$/m);
    expect(headers).toMatch(/^References: <first@example.com>\s+<second@example.com>\r$/m);
    // Correspondents learn nothing of the account in Telegram: neither its id nor its name.
    expect(sent?.raw).not.toMatch(/telegram|person|-7-/i);
  });

  it('to an address that nobody has is refused at the door, and a tag does not make an address another', async () => {
    const address = await register(8);
    await expect(send({ to: 'nobody@switchboard.localhost', ...invoice })).rejects.toThrow('550 5.1.1');
    await send({ to: address.replace('@', '+shop@'), ...invoice });
    await told(8, /^Invoice 2041/);
  });
});

describe('the history of mails', () => {
  interface Told {
    readonly subject: string;
    readonly recipients: readonly string[];
    readonly refusal?: string;
    readonly verdicts?: { readonly spf: string };
    readonly states: readonly ({
      readonly outcome?: string;
      readonly facts?: { readonly reason?: string };
    } | null)[];
  }

  it('says what happened to each mail and why, and which recipients the port refused', async () => {
    const address = await register(10);
    await expect(send({ to: 'nobody@switchboard.localhost', ...invoice })).rejects.toThrow('550');
    await send({ to: address, ...invoice, subject: 'Invoice 2042' });
    await told(10, /^Invoice 2042/);
    const done = await until(async () => {
      const mails = (await (await fetch(`${platform.web}/_switchboard/mails`)).json()) as readonly Told[];
      return mails[0]?.states[0]?.outcome === undefined ? undefined : mails;
    });
    expect(done.slice(0, 2)).toMatchObject([
      {
        subject: 'Invoice 2042',
        recipients: [address],
        verdicts: { spf: expect.any(String) },
        states: [{ status: 'done', outcome: 'summarised', facts: { chatId: 10, reason: 'unverified' } }],
      },
      { recipients: ['nobody@switchboard.localhost'], refusal: 'There is no nobody@switchboard.localhost' },
    ]);
  });
});

describe('a conversation in Telegram', () => {
  /** An operator who follows a thread. */
  async function operatorOf(threadId: string): Promise<Client> {
    const session = await post(`${platform.http}/sessions`, { userId: 'olga', role: 'operator' });
    const { token } = (await session.json()) as { token: string };
    return connect(`${platform.ws}?token=${token}&threadId=${threadId}`);
  }

  it('is answered by the bot, taken over by an operator whom the customer sees, and given back', async () => {
    await write(9, { text: 'hello' });
    await told(9, /I am the bot/);

    const operator = await operatorOf('telegram-9.1');
    const sendFrame = (body: object): void => operator.socket.send(JSON.stringify(body));
    sendFrame({ action: 'thread.claim', threadId: 'telegram-9.1' });
    await operator.next(({ event, owner }) => event === 'takeover' && owner === 'operator');
    sendFrame({
      action: 'message.send',
      threadId: 'telegram-9.1',
      text: 'I look after you now.',
      clientMessageId: 'o1',
    });
    expect((await told(9, /I look after you now/)).text).toMatch(/olga|operator|person/i);

    await write(9, { text: 'Are you human?' });
    expect(await operator.next(({ event, seq }) => event === 'message' && seq === 4)).toMatchObject({
      text: 'Are you human?',
    });
    sendFrame({ action: 'thread.release', threadId: 'telegram-9.1' });
    await operator.next(({ event, owner }) => event === 'takeover' && owner === 'bot');
    await write(9, { text: 'hello again' });
    await until(async () =>
      (await seenBy(9)).filter(({ from }) => from === 'bot').length >= 3 ? true : undefined,
    );
    operator.socket.close();
    await once(operator.socket, 'close');
  });
});
