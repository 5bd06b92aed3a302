import { expectWords, type Running, start, type, until } from '../reader.ts';
import type { Walk } from '../walk.ts';

/** Your mail in Telegram: what can be tried on this machine. */
export function yourMail(clone: string, _model: unknown, cleanUp: (undo: () => unknown) => void): Walk {
  let platform: Running;
  const ofUser = (path: string): string => `${platform.addresses.telegram}/users/7/${path}`;
  const heard = async (): Promise<string> => (await fetch(ofUser('messages'))).text();
  /** Waits until the bot has written something. */
  const hear = async (pattern: RegExp): Promise<string> => {
    let text = '';
    const looking = setInterval(async () => {
      text = await heard();
    }, 200);
    try {
      return await until(`${pattern} in Telegram`, () => pattern.exec(text)?.[0]);
    } finally {
      clearInterval(looking);
    }
  };
  return {
    page: 'docs/how-to/your-mail-in-telegram.md',
    steps: [
      {
        says: 'npm start',
        run: async (command) => {
          platform = await start(command, clone, {});
          cleanUp(platform.stop);
        },
      },
      {
        says: '/register',
        run: async () => {
          await fetch(ofUser('messages'), { method: 'POST', body: JSON.stringify({ text: '/register' }) });
        },
      },
      {
        says: `printf 'Subject: Invoice 2041\\n\\nThe invoice of EUR 90.00 is due on 1 May.\\n' |
      curl smtp://localhost:4004 --mail-from ann@example.com --mail-rcpt <the address> -T -`,
        run: async (first) => {
          const address = await hear(/[\w.+-]+@switchboard\.localhost/);
          const { port } = new URL(platform.addresses.smtp);
          const second = `curl -s smtp://localhost:${port} --mail-from ann@example.com --mail-rcpt ${address} -T -`;
          await type(`${first} ${second}`, clone);
          expectWords(await hear(/Invoice 2041/), 'Invoice 2041');
          await platform.stop();
        },
      },
    ],
  };
}
