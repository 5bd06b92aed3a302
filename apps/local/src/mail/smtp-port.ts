import type { Server } from 'node:net';
import type { SMTPServer, SMTPServerAddress, SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { ReceiptRule } from '../deployment/mail.ts';
import type { Log } from '../log/log.ts';
import type { Part } from '../started.ts';
import type { DnsResolver } from './dns-answers.ts';
import { readMailHeaders } from './mail-headers.ts';
import type { LoggedMail, MailLog } from './mail-log.ts';
import { ruleFor } from './receipt.ts';
import { type ReceivedMail, withReceiptHeaders } from './received-mail.ts';
import { createSelfSigned } from './self-signed.ts';
import { judgeMail } from './verdicts.ts';

export interface SmtpPortOptions {
  /** Listens already. */
  readonly server: Server;
  readonly rules: readonly ReceiptRule[];
  /** Whether there is such a recipient; SES itself cannot tell. */
  readonly isKnown: (recipient: string) => Promise<boolean>;
  readonly resolver: DnsResolver;
  /** Takes a mail over. */
  readonly receive: (mail: ReceivedMail) => Promise<void>;
  readonly region: string;
  readonly now: () => number;
  /** Bytes that cannot be guessed. */
  readonly randomBytes: (count: number) => Buffer;
  readonly log: Log;
  readonly mailLog: MailLog;
}

/** SES takes mails up to this size, in bytes. */
const largestMailBytes = 40 * 1024 * 1024;

const mostClients = 100;

/**
 * The port that mail comes in by, as SES has one for each region. Clients of this machine may say by XCLIENT which address they want to be
 * taken for.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email.html
 */
export function openSmtpPort(options: SmtpPortOptions): Part {
  let smtp: Promise<SMTPServer> | undefined;
  options.server.on('connection', (socket) => {
    // It takes a while to load, and most runs never receive a mail.
    smtp ??= createSmtp(options);
    smtp
      .then((server) => server.connect(socket))
      .catch((error: unknown) => {
        options.log.problem('smtp', `A client could not be served: ${error}`);
        socket.destroy();
      });
  });
  return {
    stop: async () => {
      const server = await smtp;
      for (const connection of server?.connections ?? []) connection.close();
    },
  };
}

async function createSmtp(options: SmtpPortOptions): Promise<SMTPServer> {
  const { SMTPServer: Smtp } = await import('smtp-server');
  const { rules, isKnown, region, now, log, mailLog } = options;

  const checkRecipient = async (
    { address }: SMTPServerAddress,
    { secure, envelope }: SMTPServerSession,
  ): Promise<void> => {
    const rule = ruleFor(rules, address);
    if (rule?.requiresTls && !secure) throw refusal(530, '5.7.0 Must issue a STARTTLS command first');
    if (rule && (await isKnown(address))) return;
    const reason = rule ? `There is no ${address}` : `No mail is accepted here for ${address}`;
    mailLog.add({
      ...nothingKnown,
      sender: envelope.mailFrom ? envelope.mailFrom.address : '',
      recipients: [address],
      at: new Date(now()).toISOString(),
      refusal: reason,
    });
    throw refusal(550, `5.1.1 ${reason}`);
  };

  const takeMail = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> => {
    const raw = await readMail(stream);
    const mail = await judgeAndSeal(raw, session, options);
    await options.receive(mail);
    mailLog.add(logged(mail));
    return `Ok ${mail.messageId}`;
  };

  /** What fails here is no fault of the mail: its sender keeps it, and tries again. */
  const answerOf = (error: Error): Error => {
    if ('responseCode' in error) return error;
    log.problem('smtp', `A mail could not be accepted: ${error.stack}`);
    return refusal(451, '4.3.0 The mail could not be accepted; try again later');
  };

  return new Smtp({
    name: `inbound-smtp.${region}.amazonaws.com`,
    banner: 'the local platform',
    ...createSelfSigned(now()),
    size: largestMailBytes,
    rejectOversized: true,
    maxClients: mostClients,
    authOptional: true,
    disabledCommands: ['AUTH'],
    disableReverseLookup: true,
    useXClient: true,
    logger: false,
    onRcptTo: (address, session, done) => {
      checkRecipient(address, session).then(
        () => done(),
        (error: Error) => done(answerOf(error)),
      );
    },
    onData: (stream, session, done) => {
      takeMail(stream, session).then(
        (answer) => done(null, answer),
        (error: Error) => done(answerOf(error)),
      );
    },
  });
}

/** What is logged of a mail that was never sent. */
const nothingKnown = { messageId: '', from: '', subject: '', sizeBytes: 0 };

function logged({ messageId, sender, recipients, receivedAt, verdicts, raw }: ReceivedMail): LoggedMail {
  const headers = readMailHeaders(raw);
  const header = (name: string): string =>
    headers.find((candidate) => candidate.name.toLowerCase() === name)?.value ?? '';
  return {
    messageId,
    sender,
    recipients,
    at: new Date(receivedAt).toISOString(),
    from: header('from'),
    subject: header('subject'),
    sizeBytes: raw.length,
    verdicts,
  };
}

/** @param message what the client is told */
const refusal = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });

async function readMail(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (!stream.sizeExceeded) chunks.push(chunk);
  }
  if (stream.sizeExceeded) throw refusal(552, `5.3.4 A mail may have ${largestMailBytes} bytes`);
  return Buffer.concat(chunks);
}

async function judgeAndSeal(
  raw: Buffer,
  { envelope, remoteAddress, clientHostname, hostNameAppearsAs }: SMTPServerSession,
  { resolver, region, now, randomBytes }: SmtpPortOptions,
): Promise<ReceivedMail> {
  const receivedAt = now();
  const sender = envelope.mailFrom ? envelope.mailFrom.address : '';
  const helo = String(hostNameAppearsAs || clientHostname);
  const verdicts = await judgeMail({ raw, ip: remoteAddress, helo, sender }, resolver);
  const mail = {
    messageId: randomBytes(20).toString('hex'),
    sender,
    recipients: envelope.rcptTo.map(({ address }) => address),
    ip: remoteAddress,
    helo,
    receivedAt,
    processingMs: now() - receivedAt,
    verdicts,
  };
  return { ...mail, raw: withReceiptHeaders(mail, raw, region) };
}
