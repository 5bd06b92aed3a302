import { once } from 'node:events';
import { connect } from 'node:net';

export interface Mail {
  readonly from: string;
  readonly to: string;
  /** Headers and body as they are sent, with `\r\n` at the ends of lines. */
  readonly raw: string;
}

/** Sends a mail by SMTP. @throws {Error} with the server's words where it refuses */
export async function sendMail(smtp: string, { from, to, raw }: Mail): Promise<void> {
  const { hostname, port } = new URL(smtp);
  const socket = connect({ host: hostname, port: Number(port) });
  const expectAnswer = async (line: string | undefined, wanted: RegExp): Promise<void> => {
    if (line !== undefined) socket.write(`${line}\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    if (!wanted.test(answer.toString())) throw new Error(answer.toString());
  };
  try {
    await expectAnswer(undefined, /^220/);
    await expectAnswer('HELO example.com', /^250/);
    await expectAnswer(`MAIL FROM:<${from}>`, /^250/);
    await expectAnswer(`RCPT TO:<${to}>`, /^250/);
    await expectAnswer('DATA', /^354/);
    await expectAnswer(`${raw}\r\n.`, /^250/);
  } finally {
    socket.destroy();
  }
}
