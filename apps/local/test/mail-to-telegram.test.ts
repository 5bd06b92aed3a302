import { once } from 'node:events';
import { type Client, connect } from './fixture/client.ts';
import { type PlatformProcess, startPlatformProcess } from './fixture/platform-process.ts';
import { until } from './fixture/until.ts';
import { peopleAt } from './permissions/telegram-scenario.ts';

/** Mail and Telegram as a stranger meets them: the bundles that would be deployed, SMTP and HTTP. */
let platform: PlatformProcess;
let people: ReturnType<typeof peopleAt>;

beforeAll(async () => {
  platform = await startPlatformProcess({});
  people = peopleAt({ telegram: String(platform.telegram), smtp: String(platform.smtp) });
});

afterAll(() => platform.end('SIGTERM'));

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
    const { register, mail, tap, write } = people;
    const address = await register(7);
    const summary = await mail(7, { to: address.toUpperCase(), ...invoice }, /^Invoice 2041/);
    expect(summary.text).toContain('Amount: EUR 1,249.50');
    expect(summary.buttons.flat().map(({ data }) => data)).toEqual(
      expect.arrayContaining(['full', 'reply', 'block', 'why']),
    );

    const full = await tap(7, summary.messageId, 'full', /Please use the new account[\s\S]*Regards/);
    expect(full.replyTo).toBe(summary.messageId);

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
    const { register, mail, drop } = people;
    const address = await register(8);
    await expect(drop({ to: 'nobody@switchboard.localhost', ...invoice })).rejects.toThrow('550 5.1.1');
    await mail(8, { to: address.replace('@', '+shop@'), ...invoice }, /^Invoice 2041/);
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
    const { register, mail, drop } = people;
    const address = await register(10);
    await expect(drop({ to: 'nobody@switchboard.localhost', ...invoice })).rejects.toThrow('550');
    await mail(10, { to: address, ...invoice, subject: 'Invoice 2042' }, /^Invoice 2042/);
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
    const session = await fetch(`${platform.http}/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userId: 'olga', role: 'operator' }),
    });
    const { token } = (await session.json()) as { token: string };
    return connect(`${platform.ws}?token=${token}&threadId=${threadId}`);
  }

  it('is answered by the bot, taken over by an operator whom the customer sees, and given back', async () => {
    const { say, told, write } = people;
    expect((await say(9, 'hello')).text).toMatch(/I am the bot/);

    const operator = await operatorOf('telegram-9.1');
    const sendFrame = (body: object): void => operator.socket.send(JSON.stringify(body));
    sendFrame({ action: 'thread.claim', threadId: 'telegram-9.1' });
    await operator.next(({ event, owner }) => event === 'takeover' && owner === 'operator');
    const speak = async () =>
      sendFrame({
        action: 'message.send',
        threadId: 'telegram-9.1',
        text: 'I look after you now.',
        clientMessageId: 'o1',
      });
    const spoken = await told(9, speak, /I look after you now/);
    expect(spoken.text).toMatch(/olga|operator|person/i);

    await write(9, { text: 'Are you human?' });
    expect(await operator.next(({ event, seq }) => event === 'message' && seq === 4)).toMatchObject({
      text: 'Are you human?',
    });
    sendFrame({ action: 'thread.release', threadId: 'telegram-9.1' });
    await operator.next(({ event, owner }) => event === 'takeover' && owner === 'bot');
    await say(9, 'hello again');
    operator.socket.close();
    await once(operator.socket, 'close');
  });
});
