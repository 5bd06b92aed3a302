import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { until } from '@switchboard/telegram-simulator/people';
import { loopMark } from '../src/inbound/mail-kind.ts';
import { type BotWorld, createBotWorld, roundMs } from './bot-world.ts';

const plan = `From: Ann Lee <ann@example.com>
Subject: The plan <b> & more
Message-ID: <plan-1@example.com>
Date: Sat, 21 Nov 2026 09:00:00 +0000
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8

Hello Bob,

The plan for the new office is ready. It costs 12.500,00 € and needs your signature by 30 November 2026.
The weather here is fine. Please read the plan and send it back to the office in Berlin.

Best regards
Ann

--x
Content-Type: application/pdf; name="plan.pdf"
Content-Transfer-Encoding: base64
Content-Disposition: attachment; filename="plan.pdf"

JVBERi0xLjQK
--x--
`.replaceAll('\n', '\r\n');

const note = (text: string, from = 'ann@example.com') => `From: ${from}\r\nSubject: Note\r\n\r\n${text}\r\n`;

describe('a mail to a user’s address', () => {
  let world: BotWorld;
  let address: string;
  beforeEach(async () => {
    world = await createBotWorld();
    address = await world.register(7);
  });
  afterEach(() => world.stop());

  /** What the bot has sent since the user registered. */
  const sent = async (chatId = 7) => (await world.people.fromBot(chatId)).slice(1);
  const texts = async () => (await sent()).map(({ text }) => text);
  const user = async (chatId = 7) =>
    (
      await world.client.send(
        new GetCommand({ TableName: world.tables.telegramUsers, Key: { chat_id: chatId } }),
      )
    ).Item;
  const buttonsOf = async () => (await sent()).at(-1)?.buttons.map((row) => row.map(({ text }) => text));
  /** Taps a button of the newest message, and waits for what the bot says to it. */
  async function tap(data: string): Promise<string | undefined> {
    const before = (await world.people.notices(7)).length;
    await world.people.tap(7, (await sent()).at(-1)?.messageId ?? 0, data);
    for (;;) {
      const notices = await world.people.notices(7);
      if (notices.length > before) return notices.at(-1)?.text;
    }
  }

  it('comes to Telegram as a summary with sender, subject, time and buttons', async () => {
    await world.receive({ to: address, raw: plan });
    expect(await texts()).toEqual([
      `The plan <b> & more
Ann Lee <ann@example.com> · 21 Nov 2026, 09:00

Amount: 12.500,00 €
Date: 30 November 2026

• The plan for the new office is ready.
• It costs 12.500,00 € and needs your signature by 30 November 2026.
• Please read the plan and send it back to the office in Berlin.

📎 plan.pdf`,
    ]);
    expect(await buttonsOf()).toEqual([
      ['Full text', '1 attachment'],
      ['Reply', 'Block sender'],
    ]);
  });

  it('is counted, and its time is remembered', async () => {
    await world.receive({ to: address, raw: plan });
    world.advance(2_000);
    await world.receive({ to: address, raw: note('Second one.') });
    expect(await user()).toMatchObject({ email_count: 2, last_summary_time: '2026-11-21T10:00:02.000Z' });
  });

  it('is summarised once, however often its event comes', async () => {
    const id = await world.receive({ to: address, raw: plan });
    await world.receive({ to: address, raw: plan, id });
    await Promise.allSettled([
      world.receive({ to: address, raw: plan, id }),
      world.receive({ to: address, raw: plan, id }),
    ]);
    expect(await texts()).toHaveLength(1);
    expect(await user()).toMatchObject({ email_count: 1 });
  });

  it('is summarised once by events that come at the same time', async () => {
    const id = 'same';
    const results = await Promise.allSettled(
      [1, 2, 3, 4].map(() => world.receive({ to: address, raw: plan, id })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    expect(await texts()).toHaveLength(1);
  });

  it('that came before its address expired comes though its first try failed, and the address has expired since', async () => {
    await world.people.say(7, '/new shop 1d');
    const shop = /\S+@\S+/.exec((await world.people.heard(7, 2)).at(-1)?.text ?? '')?.[0] ?? '';
    world.advance(86_390_000);
    const startedAt = world.context.now();
    const mail = { to: shop, raw: note('In time.'), id: 'in-time' };
    jest.spyOn(world.bucket, 'get').mockReturnValueOnce(undefined);
    await expect(world.receive(mail)).rejects.toThrow('no raw mail');
    world.advance(60_000);
    await world.receiveAgain(mail, startedAt);
    expect((await texts()).at(-1)).toContain('In time.');
    await world.receive({ to: shop, raw: note('Too late.') });
    expect((await texts()).at(-1)).toContain('In time.');
  });

  it('goes to each of its recipients by SMTP, not to those in its headers', async () => {
    const other = await world.register(8);
    const raw = note('Hello all.').replace(
      'Subject',
      `To: someone@else.example, ${address}\r\nCc: x@y.example\r\nSubject`,
    );
    await world.receive({ to: [other, 'bcc@else.example', address.toUpperCase()], raw });
    expect(await texts()).toHaveLength(1);
    expect(await sent(8)).toHaveLength(1);
  });

  it('comes through to the others where one recipient fails', async () => {
    const other = await world.register(8);
    await world.people.post('/faults', { method: 'sendMessage', status: 500, chatId: 7 });
    await world.receive({ to: [address, other], raw: plan });
    expect(await sent(8)).toHaveLength(1);
    expect(await texts()).toEqual([]);
  });

  it('that is the last one of an address for some mails comes though its first try failed behind the count', async () => {
    await world.people.say(7, '/new shop 1x');
    const shop = /\S+@\S+/.exec((await world.people.heard(7, 2)).at(-1)?.text ?? '')?.[0] ?? '';
    jest.spyOn(world.bucket, 'get').mockReturnValueOnce(undefined);
    const last = { to: shop, raw: note('The last one.'), id: 'last' };
    await expect(world.receive(last)).rejects.toThrow('no raw mail');
    world.advance(60_000);
    await world.receive(last);
    await world.receive({ to: shop, raw: note('One too many.') });
    expect((await texts()).slice(1)).toEqual([expect.stringContaining('The last one.')]);
  });

  it('is counted and kept where nobody has the address', async () => {
    await world.receive({ to: 'nobody-abcdefghjkmnp@mail.example', raw: plan });
    expect(world.logs.map(({ outcome }) => outcome)).toContain('unknownAddress');
    expect(await texts()).toEqual([]);
  });

  it('cannot reach a user by the chat id', async () => {
    await world.receive({
      to: ['7@mail.example', 'user-7-aaaaaa@mail.example', 'person-7@mail.example'],
      raw: plan,
    });
    expect(await texts()).toEqual([]);
  });

  it('says who it is to, where the address has a label', async () => {
    await world.people.say(7, '/new Shop');
    const shop = /\S+@\S+/.exec((await world.people.heard(7, 2)).at(-1)?.text ?? '')?.[0] ?? '';
    expect(shop).toMatch(/^shop-/);
    await world.receive({ to: `${shop.replace('@', '+summer@')}`, raw: note('Sale!') });
    expect((await texts()).at(-1)).toContain('ann@example.com> · to Shop');
  });

  describe('shows by its buttons', () => {
    beforeEach(() => world.receive({ to: address, raw: plan }));

    it('its whole text, with the sentences of the summary underlined', async () => {
      expect(await tap('full')).toBe('It is on its way.');
      await world.runJobs();
      const message = (await sent()).at(-1);
      expect(message?.text).toContain('The weather here is fine.');
      const marked = message?.entities.filter(({ type }) => type === 'underline');
      expect(marked?.map(({ offset, length }) => message?.text.slice(offset, offset + length))).toEqual([
        'The plan for the new office is ready.',
        'It costs 12.500,00 € and needs your signature by 30 November 2026.',
        'Please read the plan and send it back to the office in Berlin.',
      ]);
    });

    it('its attachments as files', async () => {
      await tap('files');
      await world.runJobs();
      const file = (await sent()).at(-1);
      expect(file?.document).toMatchObject({ name: 'plan.pdf', sizeBytes: 9 });
      const content = await fetch(`${world.simulator.root}${file?.document?.path}`);
      expect(await content.text()).toBe('%PDF-1.4\n');
    });

    it('how to answer', async () => {
      expect(await tap('reply')).toMatch(/^Answer this message/);
    });

    it('each of its messages, where it takes several', async () => {
      const encrypted = note('-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n-----END PGP MESSAGE-----');
      world.advance(2_000);
      await world.receive({ to: address, raw: encrypted });
      const [summary, file] = (await sent()).slice(-2);
      expect(file?.document).toMatchObject({ name: 'Note.eml' });
      await world.people.tap(7, summary?.messageId ?? 0, 'block');
      await until(async () => ((await world.people.notices(7)).length > 0 ? true : undefined));
      expect((await world.people.notices(7)).map(({ text }) => text)).toEqual([
        'Mail from this sender is held from now on.',
      ]);
      await world.people.say(7, 'My answer', { replyTo: summary?.messageId });
      await world.people.say(7, 'And one more', { replyTo: file?.messageId });
      await until(() => (world.replies.length === 2 ? true : undefined));
    });

    it('its attachments once, however often the job comes', async () => {
      await tap('files');
      world.jobs.push(...world.jobs);
      await world.runJobs();
      await world.runJobs();
      expect((await sent()).filter(({ document }) => document)).toHaveLength(1);
    });

    it('to nobody but its user', async () => {
      await world.register(8);
      await tap('full');
      const [job] = world.jobs;
      world.jobs.splice(0, 1, { at: 0, job: { ...job?.job, updateId: 99, chatId: 8 } as never });
      await world.runJobs();
      expect(await sent(8)).toEqual([]);
    });

    it('blocks the sender with one tap, and undoes it with another', async () => {
      expect(await tap('block')).toBe('Mail from this sender is held from now on.');
      expect(await buttonsOf()).toContainEqual(['Reply', 'Undo block']);
      await world.receive({ to: address, raw: note('Again?') });
      expect(await texts()).toHaveLength(1);
      expect(await tap('unblock')).toBe('This sender is no longer blocked.');
      world.advance(5_000);
      await world.receive({ to: address, raw: note('And now?') });
      expect(await texts()).toHaveLength(2);
    });
  });

  it('is answered by a reply to its summary', async () => {
    const id = await world.receive({ to: address, raw: plan });
    const summary = (await sent()).at(-1);
    await world.people.say(7, 'I agree.', {
      replyTo: summary?.messageId,
      file: { name: 'a.txt', text: 'signed' },
    });
    while (world.replies.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(world.replies).toMatchObject([
      {
        chatId: 7,
        text: 'I agree.',
        stateId: `${id}.${address.split('@')[0]}`,
        files: [{ name: 'a.txt', sizeBytes: 6 }],
      },
    ]);
    expect(world.said).toEqual([]);
  });

  it.each([
    ['spam', { spamVerdict: { status: 'FAIL' } }, 'it looks like spam'],
    ['forged mail', { dmarcVerdict: { status: 'FAIL' }, dmarcPolicy: 'reject' }, 'the sender is forged'],
    ['a virus', { virusVerdict: { status: 'FAIL' } }, 'it contains a virus'],
  ])('that is %s is held and listed, and can be brought back', async (_, verdicts, reason) => {
    await world.receive({ to: address, raw: plan, verdicts });
    expect(await texts()).toEqual([]);
    await world.people.say(7, '/quarantine');
    const list = (await world.people.heard(7, 2)).at(-1);
    expect(list?.text).toContain('The plan <b> & more');
    expect(list?.text).toContain(reason);
    const [[button] = []] = list?.buttons ?? [];
    expect(await tap(button?.data ?? '')).toBe('It is on its way.');
    await world.runJobs();
    const shown = (await sent()).at(-1);
    expect(shown?.text).toContain('⚠️');
    expect(shown?.text).toContain('It costs 12.500,00 €');
    await world.people.say(7, '/quarantine');
    expect((await world.people.heard(7, 4)).at(-1)?.text).toBe('Nothing is held back.');
  });

  it('is marked where nobody confirms its sender, and says why', async () => {
    const verdicts = {
      dmarcVerdict: { status: 'GRAY' },
      spfVerdict: { status: 'FAIL' },
      dkimVerdict: { status: 'GRAY' },
    };
    await world.receive({ to: address, raw: plan, verdicts });
    expect((await texts())[0]).toContain('⚠️ Nobody confirms the sender of this mail.');
    expect(await buttonsOf()).toContainEqual(['Why is this marked?']);
    await world.people.tap(7, (await sent()).at(-1)?.messageId ?? 0, 'why');
    expect((await world.people.heard(7, 3)).at(-1)?.text).toContain(
      'nobody confirms the sender: it may be somebody else',
    );
  });

  it.each([
    ['the address is paused', '/pause', '/resume'],
    ['the user is deactivated', '/deactivate', '/activate'],
  ])('is held while %s, and comes again after that', async (_, stop, start) => {
    await world.people.say(7, stop);
    await world.people.heard(7, 2);
    await world.receive({ to: address, raw: plan });
    expect(await texts()).toHaveLength(1);
    await world.people.say(7, start);
    expect((await world.people.heard(7, 3)).at(-1)?.text).toContain('/quarantine');
    world.advance(2_000);
    await world.receive({ to: address, raw: note('Here again.') });
    expect((await texts()).at(-1)).toContain('Here again.');
  });

  it('of one sender beyond thirty an hour is held, and the user is told once', async () => {
    for (let count = 1; count <= 33; count += 1) {
      world.advance(2_000);
      await world.receive({ to: address, raw: note(`Mail number ${count}.`) });
    }
    const all = await texts();
    expect(all.filter((text) => text.includes('Mail number'))).toHaveLength(30);
    expect(all.filter((text) => text.includes('held back for now'))).toHaveLength(1);
  });

  it('that comes while others were just sent waits for its turn, which leaves a second for the queue that brings it back late', async () => {
    for (let count = 1; count <= 3; count += 1) {
      await world.receive({ to: address, raw: note(`Mail number ${count}.`, `a${count}@example.com`) });
    }
    expect(await texts()).toHaveLength(1);
    world.advance(999);
    await world.runJobs();
    expect(await texts()).toHaveLength(1);
    world.advance(roundMs);
    await world.runJobs();
    expect(await texts()).toHaveLength(2);
    world.advance(roundMs);
    await world.runJobs();
    expect(await texts()).toHaveLength(3);
  });

  it('waits as long as Telegram asks for, and is sent then', async () => {
    await world.people.post('/faults', { method: 'sendMessage', status: 429, retryAfter: 30 });
    await world.receive({ to: address, raw: plan });
    expect(await texts()).toEqual([]);
    world.advance(29_999);
    await world.runJobs();
    expect(await texts()).toEqual([]);
    world.advance(roundMs);
    await world.runJobs();
    expect(await texts()).toHaveLength(1);
    expect(await user()).toMatchObject({ email_count: 1 });
  });

  it('is held where the person has blocked the bot, and the user gets mail again after letting it in', async () => {
    await world.people.post('/users/7/block');
    await world.receive({ to: address, raw: plan });
    await world.people.post('/users/7/unblock');
    for (;;) if ((await user())?.status === 'active') break;
    await world.people.say(7, '/quarantine');
    expect((await world.people.heard(7, 2)).at(-1)?.text).toContain('The plan <b> & more');
    world.advance(2_000);
    await world.receive({ to: address, raw: note('Back.') });
    expect((await texts()).at(-1)).toContain('Back.');
  });

  it('is sent some seconds later where Telegram gives no answer, and later and later where it goes on', async () => {
    await world.people.post('/faults', { method: 'sendMessage', status: 502, times: 3 });
    await world.receive({ to: address, raw: plan });
    const waits: number[] = [];
    for (let [job] = world.jobs; job; [job] = world.jobs) {
      const waitMs = job.at - world.context.now();
      waits.push(waitMs);
      world.advance(waitMs);
      await world.runJobs();
    }
    expect(waits).toEqual([5_000, 10_000, 20_000]);
    expect(await texts()).toHaveLength(1);
    expect(await user()).toMatchObject({ email_count: 1 });
  });

  it('fails, for a person to look at, where Telegram has given no answer for a day', async () => {
    await world.people.post('/faults', { method: 'sendMessage', status: 502, times: 200 });
    await world.receive({ to: address, raw: plan });
    const began = world.context.now();
    for (let tries = 0; !world.logs.some(({ event }) => event === 'job.failed'); tries += 1) {
      expect(tries).toBeLessThan(200);
      world.advance(600_000);
      await world.runJobs();
    }
    expect(world.context.now() - began).toBeGreaterThan(86_400_000);
  });

  it('comes twice only where Telegram took it and its answer was lost', async () => {
    await world.people.post('/faults', { method: 'sendMessage', loseAnswer: true });
    await world.receive({ to: address, raw: plan });
    world.advance(5_000);
    await world.runJobs();
    expect(await texts()).toHaveLength(2);
    expect(await user()).toMatchObject({ email_count: 1 });
  });

  it('is sent as plain text where Telegram refuses the markup', async () => {
    const description = "Bad Request: can't parse entities: Unsupported start tag";
    await world.people.post('/faults', { method: 'sendMessage', status: 400, description });
    await world.receive({ to: address, raw: plan });
    const [message] = await sent();
    expect(message?.text).toContain('The plan <b> & more');
    expect(message?.entities.map(({ type }) => type)).not.toContain('bold');
  });

  it.each([
    ['en', 'Telegram did not accept this message as text. This file contains it.'],
    ['de', 'Telegram hat diese Nachricht nicht als Text angenommen. Sie steht in dieser Datei.'],
  ])(
    'is sent as a file that says what it is (%s) where Telegram refuses the message',
    async (language, text) => {
      await world.people.say(7, `/language ${language}`);
      await world.people.heard(7, 2);
      await world.people.post('/faults', {
        method: 'sendMessage',
        status: 400,
        description: 'Bad Request: MESSAGE_INVALID',
      });
      await world.receive({ to: address, raw: plan });
      const message = (await sent()).at(-1);
      expect(message).toMatchObject({ text, document: { name: 'message.txt' } });
      const file = await fetch(world.simulator.root + message?.document?.path);
      expect(await file.text()).toContain('The plan <b> & more');
    },
  );

  it('is held where Telegram refuses it in every form', async () => {
    await world.people.post('/faults', { status: 400, description: 'Bad Request: NO', times: 2 });
    await world.receive({ to: address, raw: plan });
    await world.people.say(7, '/quarantine');
    expect((await world.people.heard(7, 2)).at(-1)?.text).toContain('Telegram did not take it');
  });

  it('whose attachment Telegram refuses as too large comes with a link to it that says why', async () => {
    await world.receive({ to: address, raw: plan });
    await tap('files');
    const refusal = { status: 413, description: 'Request Entity Too Large' };
    await world.people.post('/faults', { method: 'sendDocument', ...refusal });
    await world.runJobs();
    const said = (await sent()).at(-1);
    expect(said?.text).toContain('plan.pdf has 9 B, and Telegram did not take it.');
    expect(said?.entities).toContainEqual(
      expect.objectContaining({ type: 'text_link', url: 'https://files.example/plan.pdf' }),
    );
    expect(Buffer.from(world.linked.get('plan.pdf') ?? '').toString()).toBe('%PDF-1.4\n');
  });

  it('whose file is no longer kept says so', async () => {
    const id = await world.receive({ to: address, raw: plan });
    world.bucket.delete(`inbound/${id}`);
    await tap('files');
    await world.runJobs();
    expect((await texts()).at(-1)).toContain('no longer kept');
  });

  it('says that it is empty where it has no text', async () => {
    await world.receive({ to: address, raw: 'From: ann@example.com\r\nSubject: Nothing\r\n\r\n' });
    expect((await texts())[0]).toContain('This mail has no text.');
  });

  it('that cannot be read is sent as a file', async () => {
    const deep = Array.from(
      { length: 100 },
      (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
    ).join('');
    await world.receive({ to: address, raw: `From: ann@example.com\r\nSubject: Deep\r\n${deep}` });
    const [summary, file] = await sent();
    expect(summary?.text).toContain('Deep');
    expect(file?.document).toMatchObject({ name: 'Deep.eml' });
    expect(file?.text).toContain('damaged');
  });

  it('whose code cannot wait comes at once, also to a user with a daily digest', async () => {
    await world.people.say(7, '/digest daily 8:00 Europe/Berlin');
    await world.people.heard(7, 2);
    await world.receive({ to: address, raw: note('Nothing special today.') });
    expect(await texts()).toHaveLength(1);
    world.advance(2_000);
    await world.receive({ to: address, raw: note('Your login code is 482913.') });
    expect((await texts()).at(-1)).toContain('Code: 482913');
  });

  it('that comes back to us is held, so that nothing goes in circles', async () => {
    const mark = loopMark(address);
    await world.receive({ to: address, raw: `X-Switchboard-Loop: ${mark}\r\n${note('Round and round.')}` });
    expect(await texts()).toEqual([]);
  });

  it('that is an answer of another user, which a mailing list brings to both, comes to that one alone', async () => {
    const other = await world.register(8);
    const raw = `X-Switchboard-Loop: ${loopMark(other)}\r\nList-Id: <cats.example>\r\n${note('To all.')}`;
    await world.receive({ to: [address, other], raw });
    expect(await texts()).toEqual([expect.stringContaining('To all.')]);
    expect(await sent(8)).toEqual([]);
  });

  it('from a server that could not deliver ours says so', async () => {
    const bounce = `From: MAILER-DAEMON@example.com\r\nSubject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nSorry.\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; bob@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n--x--\r\n`;
    await world.receive({ to: address, raw: bounce, sender: '' });
    expect(await texts()).toEqual([
      'Your mail to bob@example.com could not be delivered.\n\n550 no such user',
    ]);
  });

  it('never shows in the logs, nor does its address', async () => {
    await world.receive({ to: address, raw: plan });
    expect(JSON.stringify(world.logs)).not.toMatch(/plan|Ann|example|@|Berlin/);
  });
});

describe('an event that is no mail', () => {
  it('fails by itself, and the mails beside it come through', async () => {
    const world = await createBotWorld();
    await expect(world.receive({ to: [], raw: '', id: 'x x' })).rejects.toThrow(
      'A record is no mail: ses.mail.messageId',
    );
    await world.stop();
  });
});
