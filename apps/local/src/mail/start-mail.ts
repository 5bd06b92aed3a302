import type { Buckets } from '../buckets/buckets.ts';
import type { Deployment } from '../deployment/deployment.ts';
import type { Functions } from '../functions/functions.ts';
import type { Log } from '../log/log.ts';
import type { Messaging } from '../messaging/messaging.ts';
import type { Servers } from '../servers.ts';
import type { Part } from '../started.ts';
import type { EngineClient } from '../tables/engine-client.ts';
import { createDnsAnswers } from './dns-answers.ts';
import { bareRecipient, createItemLookup } from './item-lookup.ts';
import type { MailLog } from './mail-log.ts';
import { receive } from './receipt.ts';
import { openSmtpPort } from './smtp-port.ts';

export interface MailOptions extends Pick<Messaging, 'asynchronous'> {
  readonly deployment: Deployment;
  readonly servers: Pick<Servers, 'openMail'>;
  readonly buckets: Buckets;
  readonly invoke: Functions['invoke'];
  /** Calls DynamoDB in the platform's own name. */
  readonly engine: EngineClient;
  /** What the DNS answers; `undefined`: it knows no name. */
  readonly dnsFile: string | undefined;
  readonly now: () => number;
  readonly randomBytes: (count: number) => Buffer;
  readonly log: Log;
  /** Is told of every mail. */
  readonly mailLog: MailLog;
}

/** The port for mail. */
export interface Mail extends Part {
  /** For example `smtp://127.0.0.1:4004`; null where the stack takes no mail. */
  readonly address: string | null;
}

/** Opens the port for mail where the stack has rules for it. */
export async function startMail({
  servers,
  deployment,
  engine,
  dnsFile,
  ...options
}: MailOptions): Promise<Mail> {
  const { receiptRules: rules, outputs, place } = deployment;
  if (rules.length === 0) return { address: null, stop: () => {} };
  const { server, port } = await servers.openMail();
  const recipientOf = createItemLookup('recipientLookup', outputs.recipientLookup, engine);
  const smtpPort = openSmtpPort({
    ...options,
    server,
    rules,
    region: place.region,
    isKnown: async (recipient) =>
      recipientOf === undefined || (await recipientOf({ address: bareRecipient(recipient) })) !== undefined,
    resolver: createDnsAnswers(dnsFile),
    receive: (mail) => receive(mail, { ...options, rules }),
  });
  return { address: `smtp://127.0.0.1:${port}`, stop: smtpPort.stop };
}
