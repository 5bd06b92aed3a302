import { expectWords, type Running, start, type, until } from '../reader.ts';
import type { Walk } from '../walk.ts';

/** The page of the local platform: a registration, a mail and its answer by curl; AWS's own CLI where it is installed; a debugger. */
export function localPlatform(clone: string, _model: unknown, cleanUp: (undo: () => unknown) => void): Walk {
  let platform: Running;
  let address = '';
  /** The page has the usual ports; this platform has free ones. */
  const atItsPorts = (command: string): string => {
    const { aws, smtp, telegram } = platform.addresses;
    return command
      .replaceAll(/(?<=localhost|127\.0\.0\.1):4003/g, `:${new URL(aws).port}`)
      .replaceAll(':4004', `:${new URL(smtp).port}`)
      .replaceAll(':4005', `:${new URL(telegram).port}`)
      .replace('<the address>', address);
  };
  const run = (command: string): Promise<string> => type(atItsPorts(command), clone);
  /** Repeats a command until its output has what a pattern describes. */
  const runUntil = async (command: string, pattern: RegExp): Promise<RegExpExecArray> => {
    let output = '';
    const looking = { isOn: true };
    const look = async (): Promise<void> => {
      while (looking.isOn) {
        output = await run(command);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    const looked = look();
    try {
      return await until(`${pattern} by ${command}`, () => pattern.exec(output) ?? undefined);
    } finally {
      looking.isOn = false;
      await looked;
    }
  };
  const messages = 'curl -s localhost:4005/users/7/messages';
  let summaryId = 0;
  return {
    page: 'apps/local/README.md',
    steps: [
      {
        says: 'AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local \\\n      aws --region eu-central-1 --endpoint-url http://127.0.0.1:4003 dynamodb list-tables',
        run: async () => {
          platform = await start('npm start', clone, {});
          cleanUp(platform.stop);
          const isThere = (await type('command -v aws || true', clone)) !== '';
          const command =
            'AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws --region eu-central-1 --endpoint-url http://127.0.0.1:4003 dynamodb list-tables';
          if (isThere) expectWords(await run(command), 'switchboard.local.messages');
        },
      },
      {
        says: `curl localhost:4005/users/7/messages -d '{"text": "/register"}'`,
        run: async (command) => void (await run(command)),
      },
      {
        says: 'curl localhost:4005/users/7/messages                ',
        run: async () => {
          [address = ''] = await runUntil(messages, /[\w.+-]+@switchboard\.localhost/);
        },
      },
      {
        says: `printf 'Subject: Invoice 2041\\nMessage-ID: <1@example.com>\\n\\nThe invoice of EUR 90.00 is due on 1 May.\\n' |
      curl smtp://localhost:4004 --mail-from ann@example.com --mail-rcpt <the address> -T -`,
        run: async (first) =>
          void (await run(
            `${first} curl -s smtp://localhost:4004 --mail-from ann@example.com --mail-rcpt <the address> -T -`,
          )),
      },
      {
        says: 'curl localhost:4005/users/7/messages                ',
        run: async () => {
          await runUntil(messages, /Invoice 2041/);
          const all = JSON.parse(await run(messages)) as readonly {
            message_id?: number;
            messageId?: number;
            text?: string;
          }[];
          const summary = [...(Array.isArray(all) ? all : [])].find((message) =>
            JSON.stringify(message).includes('Invoice 2041'),
          );
          summaryId = summary?.message_id ?? summary?.messageId ?? 0;
        },
      },
      {
        says: `curl localhost:4005/users/7/callbacks -d '{"messageId": 3, "data": "full"}'`,
        run: async (command) => {
          if (summaryId !== 3) throw new Error(`The summary has the id ${summaryId}, not 3 as on the page.`);
          await run(command);
        },
      },
      {
        says: `curl localhost:4005/users/7/messages -d '{"text": "Paid.", "replyTo": 3}'`,
        run: async (command) => void (await run(command)),
      },
      {
        says: 'curl localhost:4003/_switchboard/outbox',
        run: async () => {
          await runUntil('curl -s localhost:4003/_switchboard/outbox', /In-Reply-To: <1@example\.com>/i);
          await platform.stop();
        },
      },
    ],
  };
}
