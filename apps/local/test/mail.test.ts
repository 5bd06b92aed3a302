import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import nodemailer from 'nodemailer';
import { agentCode, type Call, callAs, lambdaClient } from './fixture/agent.ts';
import { developer } from './fixture/platform.ts';
import { type PlatformProcess, startPlatformProcess } from './fixture/platform-process.ts';
import { type Add, policy, ref, writeStack } from './fixture/stack.ts';

const Bucket = 'test-mail-000000000000';
const folder = mkdtempSync(join(tmpdir(), 'switchboard-mail-'));
const ruleArn = 'arn:aws:ses:eu-central-1:000000000000:receipt-rule-set/test:receipt-rule/inbound';

function addMail(add: Add): void {
  add('aws_s3_bucket', 'mail', { bucket: Bucket });
  add('aws_s3_bucket_policy', 'mail', {
    bucket: ref('aws_s3_bucket.mail.id'),
    policy: policy({
      Effect: 'Allow',
      Principal: { Service: 'ses.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${ref('aws_s3_bucket.mail.arn')}/inbound/*`,
      Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
    }),
  });
  add('aws_lambda_permission', 'mail', {
    action: 'lambda:InvokeFunction',
    function_name: ref('aws_lambda_function.reader.function_name'),
    principal: 'ses.amazonaws.com',
    source_arn: ruleArn,
  });
  add('aws_ses_receipt_rule', 'inbound', {
    name: 'inbound',
    rule_set_name: 'test',
    enabled: true,
    scan_enabled: true,
    recipients: ['in.example'],
    s3_action: [{ bucket_name: ref('aws_s3_bucket.mail.id'), object_key_prefix: 'inbound/', position: 1 }],
    lambda_action: [
      { function_arn: ref('aws_lambda_function.reader.arn'), invocation_type: 'Event', position: 2 },
    ],
  });
}

const TERRAFORM_FILE = writeStack(
  folder,
  {
    reader: { code: `exports.handler = async (event) => console.log('mail', JSON.stringify(event));` },
    sender: {
      code: agentCode,
      statements: [
        {
          Effect: 'Allow',
          Action: ['ses:SendRawEmail'],
          Resource: ['arn:aws:ses:eu-central-1:000000000000:identity/in.example'],
        },
      ],
    },
  },
  addMail,
  {
    recipientLookup: {
      value: JSON.stringify({ TableName: 'test.items', Key: { id: { S: 'address {address}' } } }),
    },
  },
);

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const MAIL_DNS_FILE = join(folder, 'dns.json');
writeFileSync(
  MAIL_DNS_FILE,
  JSON.stringify({
    'sender.example': { TXT: ['v=spf1 ip4:192.0.2.1 -all'] },
    '_dmarc.sender.example': { TXT: ['v=DMARC1; p=reject'] },
    'key._domainkey.sender.example': {
      TXT: [`v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`],
    },
  }),
);

let platform: PlatformProcess;

beforeAll(async () => {
  platform = await startPlatformProcess({ TERRAFORM_FILE, MAIL_DNS_FILE });
  const client = new DynamoDBClient({
    endpoint: platform.dynamodb,
    region: 'eu-central-1',
    credentials: developer,
  });
  for (const address of ['ann@in.example', 'bob@in.example']) {
    await client.send(
      new PutItemCommand({ TableName: 'test.items', Item: { id: { S: `address ${address}` } } }),
    );
  }
});

afterAll(async () => {
  await platform.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const dkim = {
  domainName: 'sender.example',
  keySelector: 'key',
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};

const transport = (options: object = {}) => {
  const { hostname, port } = new URL(platform.smtp ?? '');
  return nodemailer.createTransport({
    host: hostname,
    port: Number(port),
    name: 'client.sender.example',
    tls: { rejectUnauthorized: false },
    ...options,
  });
};

const mail = (more: object = {}) => ({
  from: 'Jane Doe <jane@sender.example>',
  to: 'Ann <ann@in.example>, "B, Bob" <bob@in.example>',
  subject: 'Grüße',
  text: 'Hello, Ann.',
  ...more,
});

interface MailEvent {
  readonly Records: readonly {
    readonly ses: { readonly mail: Record<string, unknown>; readonly receipt: Record<string, unknown> };
  }[];
}

/** The event that the function was given for a mail, by SES's id in the answer to the client. */
async function eventOf(response: string) {
  const messageId = /Ok (\w+)/.exec(response)?.[1] ?? '';
  const line = await platform.line(new RegExp(`mail .*"messageId":"${messageId}"`));
  const [record] = (JSON.parse(line.slice(line.indexOf('{'))) as MailEvent).Records;
  return { messageId, ses: record?.ses };
}

describe('a mail', () => {
  it('is stored as it came, with what SES puts in front, and told to the function as SES does', async () => {
    const { response } = await transport().sendMail(
      mail({
        messageId: '<m1@sender.example>',
        cc: 'c@elsewhere.example',
        envelope: { from: 'bounce@sender.example', to: ['ann@in.example', 'BOB@in.example'] },
      }),
    );
    const { messageId, ses } = await eventOf(response);
    expect(ses).toEqual({
      mail: {
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        source: 'bounce@sender.example',
        messageId,
        destination: ['ann@in.example', 'BOB@in.example'],
        headersTruncated: false,
        headers: expect.arrayContaining([
          { name: 'Return-Path', value: '<bounce@sender.example>' },
          { name: 'X-SES-Spam-Verdict', value: 'PASS' },
          { name: 'From', value: 'Jane Doe <jane@sender.example>' },
        ]),
        commonHeaders: {
          returnPath: 'bounce@sender.example',
          from: ['Jane Doe <jane@sender.example>'],
          date: expect.any(String),
          to: ['Ann <ann@in.example>', '"B, Bob" <bob@in.example>'],
          cc: ['c@elsewhere.example'],
          messageId: '<m1@sender.example>',
          subject: expect.stringContaining('Gr'),
        },
      },
      receipt: {
        timestamp: expect.any(String),
        processingTimeMillis: expect.any(Number),
        recipients: ['ann@in.example', 'BOB@in.example'],
        spamVerdict: { status: 'PASS' },
        virusVerdict: { status: 'PASS' },
        spfVerdict: { status: 'FAIL' },
        dkimVerdict: { status: 'GRAY' },
        dmarcVerdict: { status: 'FAIL' },
        dmarcPolicy: 'reject',
        action: {
          type: 'Lambda',
          functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:test-reader',
          invocationType: 'Event',
        },
      },
    });
    const s3 = new S3Client({ endpoint: platform.aws, region: 'eu-central-1', credentials: developer });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `inbound/${messageId}` }));
    const raw = (await Body?.transformToString()) ?? '';
    expect(raw).toMatch(/^Return-Path: <bounce@sender\.example>\r\nReceived: from client\.sender\.example/);
    expect(raw).toContain('\r\n\r\nHello, Ann.');
  });

  it('that its domain has signed passes', async () => {
    const { response } = await transport({ dkim }).sendMail(mail());
    expect((await eventOf(response)).ses?.receipt).toMatchObject({
      spfVerdict: { status: 'FAIL' },
      dkimVerdict: { status: 'PASS' },
      dmarcVerdict: { status: 'PASS' },
    });
  });

  it('without any data is gray', async () => {
    const { response } = await transport().sendMail(mail({ from: 'x@unknown.example' }));
    expect((await eventOf(response)).ses?.receipt).toMatchObject({
      spfVerdict: { status: 'GRAY' },
      dkimVerdict: { status: 'GRAY' },
      dmarcVerdict: { status: 'GRAY' },
    });
  });

  it('with test contents of spam and viruses fails', async () => {
    const spam = ['XJS*C4JDBQADN1.NSBN3*2IDNEN*', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('');
    const { response } = await transport().sendMail(mail({ text: spam }));
    expect((await eventOf(response)).ses?.receipt).toMatchObject({
      spamVerdict: { status: 'FAIL' },
      virusVerdict: { status: 'PASS' },
    });
  });

  it('may be sent over TLS', async () => {
    const { response } = await transport({ requireTLS: true }).sendMail(mail());
    expect(response).toMatch(/^250 .*Ok \w+/);
  });

  it('of a client that says where it comes from is judged by that', async () => {
    const answer = await smtpDialogue([
      'EHLO client.sender.example',
      'XCLIENT ADDR=192.0.2.1 NAME=mail.sender.example',
      'EHLO mail.sender.example',
      'MAIL FROM:<jane@sender.example>',
      'RCPT TO:<ann@in.example>',
      'DATA',
      'From: jane@sender.example\r\nTo: ann@in.example\r\nSubject: x\r\n\r\nbody\r\n.',
    ]);
    expect((await eventOf(answer)).ses?.receipt).toMatchObject({
      spfVerdict: { status: 'PASS' },
      dmarcVerdict: { status: 'PASS' },
    });
  });

  it.each([
    [
      'for another domain',
      { to: 'ann@elsewhere.example' },
      550,
      'No mail is accepted here for ann@elsewhere.example',
    ],
    ['for an address that there is not', { to: 'nobody@in.example' }, 550, 'There is no nobody@in.example'],
    ['of more than 40 MB', { text: 'x'.repeat(41 * 1024 * 1024) }, 552, ''],
  ])('is refused %s', async (_what, more, responseCode, text) => {
    await expect(transport().sendMail(mail(more))).rejects.toMatchObject({
      responseCode,
      message: expect.stringContaining(text),
    });
  });

  it('of 39 MB is taken', async () => {
    const { response } = await transport().sendMail(mail({ text: `${'x'.repeat(1000)}\n`.repeat(39_000) }));
    const { messageId } = await eventOf(response);
    const s3 = new S3Client({ endpoint: platform.aws, region: 'eu-central-1', credentials: developer });
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `inbound/${messageId}` }));
    expect(Contents?.[0]?.Size).toBeGreaterThan(39_000_000);
  });
});

/** Speaks SMTP line by line. @returns the last answer */
function smtpDialogue(commands: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(platform.smtp ?? '');
  const socket = connectSocket(Number(port), hostname);
  const left = [...commands];
  let answer = '';
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      answer += chunk.toString();
      // The last line of an answer has a blank behind its code.
      if (!/^\d{3} .*\r\n$/m.test(answer)) return;
      const next = left.shift();
      if (next === undefined) {
        socket.end();
        resolve(answer);
        return;
      }
      answer = '';
      socket.write(`${next}\r\n`);
    });
  });
}

describe('a mail that a function sends', () => {
  const send = async (from: string, content: object) => {
    const input = {
      FromEmailAddress: from,
      Destination: { ToAddresses: ['Eve <eve@far.example>'] },
      Content: content,
    };
    const call: Call = { service: 'sesv2', command: 'SendEmail', input };
    return (await callAs(lambdaClient(platform.aws), 'test-sender', [call]))[0];
  };
  const raw =
    'From: Ann <ann@in.example>\r\nTo: eve@far.example\r\nSubject: Re\r\nIn-Reply-To: <m1@x>\r\n\r\nHi 😀\r\n';
  // The SDK in the function gets the bytes as Base64 text and would encode it again: an object with a buffer says what they are.
  const Raw = { Data: Object.fromEntries([...Buffer.from(raw)].entries()) };

  it('is kept in the outbox', async () => {
    const result = await send('Ann <ann@in.example>', { Raw });
    expect(result?.output?.MessageId).toEqual(expect.any(String));
    const outbox = (await (await fetch(`${platform.aws}/_switchboard/outbox`)).json()) as object[];
    expect(outbox).toEqual([
      {
        messageId: result?.output?.MessageId,
        from: 'ann@in.example',
        to: ['eve@far.example'],
        raw,
        sentAt: expect.any(String),
      },
    ]);
    await fetch(`${platform.aws}/_switchboard/outbox`, { method: 'DELETE' });
    expect(await (await fetch(`${platform.aws}/_switchboard/outbox`)).json()).toEqual([]);
  });

  it('is refused from an unverified address', async () => {
    expect(await send('eve@far.example', { Raw })).toMatchObject({
      error: 'MessageRejected',
      message: expect.stringContaining('Email address is not verified'),
    });
  });

  it('I14: is refused in another form than the function declares', async () => {
    const Simple = { Subject: { Data: 'x' }, Body: { Text: { Data: 'y' } } };
    expect((await send('ann@in.example', { Simple }))?.error).toBe('AccessDeniedException');
  });
});
