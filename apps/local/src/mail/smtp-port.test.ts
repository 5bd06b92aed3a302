import { type AddressInfo, createServer, type Server } from 'node:net';
import nodemailer from 'nodemailer';
import type { Log } from '../log/log.ts';
import type { Part } from '../started.ts';
import type { MailLog } from './mail-log.ts';
import { openSmtpPort } from './smtp-port.ts';

describe('the port that mail comes in by', () => {
  let server: Server;
  let port: Part;
  const problems: string[] = [];

  beforeEach(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = openSmtpPort({
      server,
      rules: [
        { name: 'inbound', recipients: ['in.example'], isScanned: false, requiresTls: false, actions: [] },
      ],
      isKnown: async () => {
        throw new Error('The engine gives no answer.');
      },
      resolver: async () => [],
      receive: async () => {},
      region: 'eu-central-1',
      now: Date.now,
      randomBytes: Buffer.alloc,
      log: { problem: (_: string, text: string) => problems.push(text) } as unknown as Log,
      mailLog: { add: () => {} } as unknown as MailLog,
    });
  });
  afterEach(async () => {
    await port.stop();
    server.close();
  });

  it('lets a mail be sent again where nobody can tell whether there is its recipient', async () => {
    const transport = nodemailer.createTransport({
      host: '127.0.0.1',
      port: (server.address() as AddressInfo).port,
      ignoreTLS: true,
    });
    const sending = transport.sendMail({ from: 'a@b.example', to: 'ann@in.example', text: 'x' });
    await expect(sending).rejects.toMatchObject({ responseCode: 451 });
    expect(problems).toEqual([expect.stringContaining('The engine gives no answer.')]);
    transport.close();
  });
});
