import { join as joinPaths } from 'node:path';
import { startPlatformProcess } from './fixture/platform-process.ts';
import { until } from './fixture/until.ts';
import { join, sessionOf, signedRequest } from './permissions/people.ts';
import { peopleAt, type TelegramPlace } from './permissions/telegram-scenario.ts';

const boot = (name: string) =>
  startPlatformProcess({
    TERRAFORM_FILE: joinPaths(__dirname, '../../../infra/cdktf.out/stacks', name, 'cdk.tf.json'),
  });

/** The environments that are deployed, as they are synthesised. */
const environments = [
  { name: 'dev', hasMail: false },
  { name: 'staging', hasMail: true },
  { name: 'prod', hasMail: true },
];

// biome-ignore lint/style/noProcessEnv: how the long runs ask for everything
const isWhole = process.env.WHOLE !== undefined;

/** What runs in them runs here. Prod has everything that the others have: the long runs try those as well. */
describe.each(environments.filter(({ name }) => isWhole || name === 'prod'))(
  'the environment $name',
  ({ name, hasMail }) => {
    it(`carries a conversation, a takeover${hasMail ? ', a mail and the answer to it' : ''}, and denies no function anything`, async () => {
      const platform = await boot(name);
      const { aws, logged, telegram, smtp } = platform;
      const [ws, http] = [String(platform.ws), String(platform.http)];
      await converse(ws, http);
      expect([telegram !== null, smtp !== null]).toEqual([hasMail, hasMail]);
      if (telegram !== null && smtp !== null) await exchangeMail({ ws, http, aws, telegram, smtp });
      expect(logged.filter((line) => line.includes('is not authorized to perform'))).toEqual([]);
      await platform.end('SIGTERM');
    });
  },
);

/** A guest is answered by the bot; an operator takes over and writes; the bot is silent until the thread is handed back. */
async function converse(ws: string, http: string): Promise<void> {
  const { token, userId: threadId } = await sessionOf(http, {});
  const guest = await join(ws, token, threadId);
  const send = (text: string) => ({ action: 'message.send', threadId, text, clientMessageId: text });
  expect(await guest.sees('message', () => guest.say(send('hello')))).toMatchObject({
    messageType: 'bot',
    seq: 2,
  });

  const session = await signedRequest<{ token: string }>(
    http,
    'POST',
    '/users/olga/sessions',
    JSON.stringify({ role: 'operator' }),
  );
  const olga = await join(ws, session.token);
  expect(await guest.sees('takeover', () => olga.say({ action: 'thread.claim', threadId }))).toMatchObject({
    owner: 'operator',
  });
  expect(await guest.sees('message', () => olga.say(send('A person is here.')))).toMatchObject({
    sender: 'olga',
    seq: 3,
  });
  await guest.ask(send('And now?'), 'ack');
  // The bot answers what came after the operator's last message, once the thread is its own again.
  const release = () => guest.sees('takeover', () => olga.say({ action: 'thread.release', threadId }));
  expect(await guest.sees('message', release)).toMatchObject({ messageType: 'bot', seq: 5 });
  await Promise.all([guest.leave(), olga.leave()]);
}

/** A mail reaches its Telegram user as a summary, and the answer leaves as a mail. */
async function exchangeMail(place: TelegramPlace): Promise<void> {
  const { register, mail, write } = peopleAt(place);
  const address = await register(7);
  const { messageId } = await mail(
    7,
    { to: address, subject: 'Invoice 2041', text: 'Please pay EUR 12 by Friday.' },
    /^Invoice 2041/,
  );
  await write(7, { text: 'It is paid.', replyTo: messageId });
  const [sent] = await until(async () => {
    const outbox = (await (await fetch(`${place.aws}/_switchboard/outbox`)).json()) as readonly SentMail[];
    return outbox.length > 0 ? outbox : undefined;
  });
  expect(sent).toMatchObject({ from: expect.stringContaining(address), to: ['ann@example.com'] });
}

interface SentMail {
  readonly from: string;
  readonly to: readonly string[];
}
