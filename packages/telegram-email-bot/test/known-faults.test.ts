import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { until } from '@switchboard/telegram-simulator/people';
import { newAddress } from '../src/addresses/mail-address.ts';
import { claimMail } from '../src/notices/mail-state-store.ts';
import { type BotWorld, createBotWorld, roundMs } from './bot-world.ts';
import { content } from './corpus/content.ts';

const simple = (text: string, from = 'ann@example.com') => `From: ${from}\r\nSubject: Note\r\n\r\n${text}`;

/** Faults of SevenBot, and of projects like this one, that users reported. Each has a test that bears its name. */
describe('this fault of another system does not come back:', () => {
  let world: BotWorld;
  let address: string;
  beforeAll(async () => {
    world = await createBotWorld();
    address = await world.register(7);
  });
  afterAll(() => world.stop());
  beforeEach(() => world.advance(3_600_000));

  const heard = (chatId = 7) => world.people.fromBot(chatId);
  const last = async (chatId = 7) => (await heard(chatId)).at(-1);
  const said = async (text: string, chatId = 7) => {
    const before = (await heard(chatId)).length;
    await world.people.say(chatId, text);
    return (await world.people.heard(chatId, before + 1)).at(-1);
  };
  const user = async (chatId = 7) =>
    (
      await world.client.send(
        new GetCommand({ TableName: world.tables.telegramUsers, Key: { chat_id: chatId } }),
      )
    ).Item;
  const fault = (described: object) => world.people.post('/faults', described);

  describe('SevenBot:', () => {
    it('the code writes one prefix while the trigger watches another', async () => {
      const id = await world.receive({ to: address, raw: simple('Read from below inbound.') });
      expect([...world.bucket.keys()]).toContain(`inbound/${id}`);
      expect((await last())?.text).toContain('Read from below inbound.');
    });

    it('knowing a chat id is enough to mail anyone', async () => {
      const count = (await heard()).length;
      const guesses = ['user-7', '7', 'person-7', `person-7-${'a'.repeat(13)}`, address.replace(/.@/, '@')];
      for (const guess of guesses)
        await world.receive({ to: `${guess}@mail.example`, raw: simple('Guess.') });
      expect(await heard()).toHaveLength(count);
    });

    it('an inactive user gets mail', async () => {
      await said('/deactivate');
      const count = (await heard()).length;
      await world.receive({ to: address, raw: simple('Too late.') });
      expect(await heard()).toHaveLength(count);
      await said('/activate');
      expect((await said('/quarantine'))?.text).toContain('the address was paused');
    });

    it('email_count and last_summary_time are never written', async () => {
      const before = Number((await user())?.email_count);
      await world.receive({ to: address, raw: simple('Count me.') });
      expect(await user()).toMatchObject({
        email_count: before + 1,
        last_summary_time: new Date(world.context.now()).toISOString(),
      });
    });

    it('the same mail is summarised again when its event is repeated', async () => {
      const id = await world.receive({ to: address, raw: simple('Only once.') });
      const count = (await heard()).length;
      await world.receive({ to: address, raw: simple('Only once.'), id });
      expect(await heard()).toHaveLength(count);
    });

    it('a failure returns instead of throwing, so nothing is retried', async () => {
      // The bucket does not have the mail.
      jest.spyOn(world.bucket, 'set').mockReturnValueOnce(world.bucket);
      await expect(world.receive({ to: address, raw: simple('Fails.') })).rejects.toThrow('no raw mail');
    });

    it('one bad record ends the batch', async () => {
      const gone = `gone-${'a'.repeat(13)}@mail.example`;
      await world.receive({ to: ['not an address', gone, address], raw: simple('The good one.') });
      expect((await last())?.text).toContain('The good one.');
    });

    it.each([
      ['Name <addr>', 'From: "Ann Lee" <ann@example.com>', 'Ann Lee <ann@example.com>'],
      ['MIME words', 'From: =?utf-8?Q?J=C3=BCrgen?= <j@example.com>', 'Jürgen <j@example.com>'],
    ])('%s is not understood', async (_, header, shown) => {
      await world.receive({ to: address, raw: `${header}\r\nSubject: x\r\n\r\nText.` });
      expect((await last())?.text).toContain(shown);
    });

    it('Cc and Bcc are not understood: recipients are those of the envelope', async () => {
      const raw =
        'From: ann@example.com\r\nTo: other@example.com\r\nCc: third@example.com\r\n\r\nBcc to you.';
      await world.receive({ to: address.toUpperCase(), raw });
      expect((await last())?.text).toContain('Bcc to you.');
    });

    it('negative group ids break the address format', async () => {
      const group = await world.register(-100500);
      expect(group).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*-[a-z0-9]{13}@mail\.example$/);
      await world.receive({ to: group, raw: simple('To the group.') });
      expect((await last(-100500))?.text).toContain('To the group.');
    });

    it.each(['/status@simulated_1000_bot', '/STATUS', '/status and more'])(
      '%s is not parsed',
      async (command) => {
        expect((await said(command))?.text).toMatch(/^Status/);
      },
    );

    it('a text of more than 4096 characters is not split', async () => {
      const raw = simple(`${'A sentence of some words. '.repeat(400)}`);
      await world.receive({ to: address, raw });
      const count = (await heard()).length;
      await world.people.tap(7, (await last())?.messageId ?? 0, 'full');
      await until(() => (world.jobs.length > 0 ? true : undefined));
      await world.runJobs();
      const pieces = (await heard()).slice(count);
      expect(pieces.length).toBeGreaterThan(1);
      expect(
        pieces
          .map(({ text }) => text)
          .join(' ')
          .match(/A sentence of some words\./g),
      ).toHaveLength(400);
    });

    it('403 is not handled: a user who blocked the bot is tried for ever', async () => {
      const other = await world.register(70);
      await world.people.post('/users/70/block');
      await until(async () => ((await user(70))?.status === 'blocked' ? true : undefined));
      await world.receive({ to: other, raw: simple('Nobody reads it.') });
      await world.people.post('/users/70/unblock');
      await until(async () => ((await user(70))?.status === 'active' ? true : undefined));
      expect((await said('/quarantine', 70))?.text).toContain('Note');
    });

    it('429 is not handled', async () => {
      await fault({ method: 'sendMessage', status: 429, retryAfter: 9 });
      await world.receive({ to: address, raw: simple('After a while.') });
      world.advance(9_000 + roundMs);
      await world.runJobs();
      expect((await last())?.text).toContain('After a while.');
    });

    it('the secret of the webhook is not checked', async () => {
      expect(await world.callWebhook({ update_id: 1 }, {})).toMatchObject({ statusCode: 401 });
    });

    it('an address can be derived from the chat, or guessed: it has fewer than 60 bits of chance', () => {
      const made = new Set(
        Array.from({ length: 500 }, () =>
          newAddress({ name: '7', domain: 'mail.example', randomBytes: world.randomBytes }).slice(2, 15),
        ),
      );
      expect(made.size).toBe(500);
      const letters = new Set([...made].join(''));
      expect(13 * Math.log2(letters.size)).toBeGreaterThanOrEqual(60);
    });
  });

  describe('openclaw/openclaw#4071:', () => {
    it('<a@b> in a name breaks the HTML, and the retry in plain text is lost too', async () => {
      await fault({
        method: 'sendMessage',
        status: 400,
        description: "Bad Request: can't parse entities: Unsupported start tag",
      });
      await world.receive({ to: address, raw: simple('Survives.', '"<a@b>" <ann@example.com>') });
      expect((await last())?.text).toContain('Survives.');
    });
  });

  describe('KostyaEsmukov/smtp_to_telegram:', () => {
    it("#13: character '.' is reserved, and the mail is not delivered", async () => {
      await world.receive({ to: address, raw: simple('It costs 1.50 (really) - see #4 | x_y *z*!') });
      expect((await last())?.text).toContain('It costs 1.50 (really) - see #4 | x_y *z*!');
    });

    it('#4, #7: inline images and HTML are lost: the original comes along by a button', async () => {
      const raw = [
        'From: ann@example.com',
        'Subject: Picture',
        'Content-Type: multipart/related; boundary=b1',
        '',
        '--b1',
        'Content-Type: text/html',
        '',
        '<p>See the <b>picture</b>: <img src="cid:one" alt="a red house"></p>',
        '--b1',
        'Content-Type: image/png; name=house.png',
        'Content-ID: <one>',
        'Content-Disposition: inline; filename=house.png',
        'Content-Transfer-Encoding: base64',
        '',
        'iVBORw0KGgo=',
        '--b1--',
      ].join('\r\n');
      await world.receive({ to: address, raw });
      const summary = await last();
      expect(summary?.text).toContain('See the picture:');
      expect(summary?.buttons.flat().map(({ text }) => text)).toContain('Original');
      await world.people.tap(7, summary?.messageId ?? 0, 'raw');
      await until(() => (world.jobs.length > 0 ? true : undefined));
      await world.runJobs();
      expect((await last())?.document?.name).toBe('Picture.eml');
    });
  });

  describe('caronc/apprise-api#167, sansan0/TrendRadar#927:', () => {
    it('a long message is dropped without a word, cut inside a tag, or loses its last part', async () => {
      const words = Array.from({ length: 3_000 }, (_, at) => `<b>word${at}</b>`).join(' ');
      await world.receive({ to: address, raw: simple(`First. ${words}. The last words of all.`) });
      const count = (await heard()).length;
      await world.people.tap(7, (await last())?.messageId ?? 0, 'full');
      await until(() => (world.jobs.length > 0 ? true : undefined));
      await world.runJobs();
      const [file] = (await heard()).slice(count);
      const whole = await (await fetch(`${world.simulator.root}${file?.document?.path}`)).text();
      expect(whole).toContain('<b>word2999</b>. The last words of all.');
    });
  });

  describe('dreamhunter2333/cloudflare_temp_email#893:', () => {
    it('an attachment that is too large is dropped silently instead of being named', async () => {
      const raw = [
        'From: ann@example.com',
        'Subject: Film',
        'Content-Type: multipart/mixed; boundary=b1',
        '',
        '--b1',
        'Content-Disposition: attachment; filename=film.mp4',
        'Content-Type: video/mp4',
        '',
        'film',
        '--b1--',
      ].join('\r\n');
      await world.receive({ to: address, raw });
      expect((await last())?.text).toContain('film.mp4');
      await fault({ method: 'sendDocument', status: 413, description: 'Request Entity Too Large' });
      await world.people.tap(7, (await last())?.messageId ?? 0, 'files');
      await until(() => (world.jobs.length > 0 ? true : undefined));
      await world.runJobs();
      expect((await last())?.text).toMatch(/film\.mp4 has \d+ B, and Telegram did not take it/);
    });
  });

  describe('n8n-io/n8n#21671, #12766:', () => {
    it('one poison update blocks everything behind it, again and again', async () => {
      await world.people.say(7, 'poison');
      await world.people.say(7, 'behind it');
      await until(() => world.said.find(({ text }) => text === 'behind it'));
      expect(world.setAside).toHaveLength(1);
    });

    it('one oversized file ends the function again and again: after two tries it comes as a file', async () => {
      // What two functions leave that died while they read the mail.
      const stateId = `heavy.${address.split('@')[0]}`;
      for (let tries = 0; tries < 2; tries += 1) await claimMail(world.context, stateId, 0);
      await world.receive({ to: address, raw: simple('Heavy.'), id: 'heavy' });
      expect((await last())?.document?.name).toBe('Note.eml');
    });

    it('a mail of many files takes more time than a function has', async () => {
      const hurried = await createBotWorld({ remainingMs: 11_000 });
      const to = await hurried.register(7);
      hurried.advance(3_600_000);
      const files = Array.from({ length: 5 }, (_, at) =>
        ['--b1', `Content-Disposition: attachment; filename=f${at}.txt`, '', `file ${at}`].join('\r\n'),
      );
      const raw = ['Content-Type: multipart/mixed; boundary=b1', '', ...files, '--b1--'].join('\r\n');
      await hurried.receive({ to, raw });
      const summary = (await hurried.people.messages(7)).at(-1);
      await hurried.people.tap(7, summary?.messageId ?? 0, 'files');
      await until(() => (hurried.jobs.length > 0 ? true : undefined));
      let calls = 0;
      for (; hurried.jobs.length > 0; calls += 1) {
        hurried.advance(1_000);
        await hurried.runJobs();
      }
      const names = (await hurried.people.messages(7)).flatMap(({ document }) => document?.name ?? []);
      expect(names).toEqual(['f0.txt', 'f1.txt', 'f2.txt', 'f3.txt', 'f4.txt']);
      expect(calls).toBe(5);
      await hurried.stop();
    });

    it('a Telegram that is down makes a mail look oversized', async () => {
      await fault({ method: 'sendMessage', status: 502, times: 4 });
      for (let tries = 0; tries < 5; tries += 1) {
        await world.receive({ to: address, raw: simple('Light.'), id: 'light' });
        world.advance(60_000);
        await world.runJobs();
      }
      expect((await last())?.text).toContain('Light.');
      expect((await last())?.document).toBeUndefined();
    });
  });

  describe('elie222/inbox-zero#744, #587:', () => {
    it('a summary is invented for an empty body', async () => {
      await world.receive({ to: address, raw: simple('') });
      expect((await last())?.text).toContain('This mail has no text.');
    });
  });

  describe('Mnexa-AI/e2a#1009, ankitvgupta/exo#47:', () => {
    it.each(content.filter(({ name }) => name.startsWith('text that is hidden')))(
      'the summary is steered by $name',
      async ({ raw, shows = [], hides = [] }) => {
        await world.receive({ to: address, raw });
        const text = (await last())?.text ?? '';
        for (const shown of shows) expect(text).toContain(shown);
        for (const hidden of hides) expect(text).not.toContain(hidden);
      },
    );
  });

  describe('tbxark/mail2telegram#8:', () => {
    it('a sender cannot be blocked with one tap', async () => {
      await world.receive({ to: address, raw: simple('Buy.', 'shop@noisy.example') });
      await world.people.tap(7, (await last())?.messageId ?? 0, 'block');
      await until(async () =>
        (await last())?.buttons.flat().some(({ data }) => data === 'unblock') ? true : undefined,
      );
      const count = (await heard()).length;
      await world.receive({ to: address, raw: simple('Buy more.', 'shop@noisy.example') });
      expect(await heard()).toHaveLength(count);
    });
  });

  describe('akrava/gmail-tg-notifications#15:', () => {
    it('nobody can tell or stop mail by the address that it came to', async () => {
      const shop = /shop-\S+/.exec((await said('/new shop'))?.text ?? '')?.[0] ?? '';
      world.advance(2_000);
      await world.receive({ to: shop, raw: simple('To the shop’s address.') });
      expect((await last())?.text).toContain('to shop');
      await said('/pause shop');
      const count = (await heard()).length;
      await world.receive({ to: shop, raw: simple('To the shop again.') });
      expect(await heard()).toHaveLength(count);
      world.advance(2 * roundMs);
      await world.receive({ to: address, raw: simple('To the first address.') });
      expect((await last())?.text).toContain('To the first address.');
    });
  });

  describe('simple-login/app#1050, #1867:', () => {
    it('mail is blocked silently: it is listed with its reason, and each morning a digest says so', async () => {
      await world.receive({
        to: address,
        raw: simple('Spam.'),
        verdicts: { spamVerdict: { status: 'FAIL' } },
      });
      expect((await said('/quarantine'))?.text).toContain('it looks like spam');
    });
  });
});
