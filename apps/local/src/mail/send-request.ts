import { RequestError } from '../door/service.ts';
import { readMailHeaders, splitAddresses } from './mail-headers.ts';

/** A mail that is to be sent. */
export interface SendRequest {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  /** Whether the caller sends a raw mail: IAM has a separate action for that. */
  readonly isRaw: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** SES's limits. */
const mostRecipients = 50;
const largestMailBytes = 40 * 1024 * 1024;

export const rejected = (message: string): RequestError =>
  new RequestError({ code: 'MessageRejected', message, status: 400 });

const invalid = (message: string): RequestError =>
  new RequestError({ code: 'BadRequestException', message, status: 400 });

/**
 * Reads SendEmail of SES's second version.
 *
 * @throws {RequestError} in SES's words where it would not take it
 */
export function readSendEmail(body: Buffer): SendRequest {
  const input = JSON.parse(body.toString('utf8') || '{}') as Json;
  const { Raw: raw, Simple: simple } = (input.Content ?? {}) as { Raw?: Json; Simple?: Json };
  const destination = (input.Destination ?? {}) as Readonly<Record<string, readonly string[] | undefined>>;
  const addressed = ['ToAddresses', 'CcAddresses', 'BccAddresses'].flatMap((kind) => destination[kind] ?? []);
  const from = typeof input.FromEmailAddress === 'string' ? input.FromEmailAddress : undefined;
  if (raw) return checked(requestOfRaw(Buffer.from(String(raw.Data ?? ''), 'base64'), from, addressed));
  if (!simple || from === undefined)
    throw invalid('Content should have Raw, or Simple with a FromEmailAddress.');
  return checked({ from, to: addressed, raw: composed(from, destination, simple), isRaw: false });
}

/** Reads SendRawEmail of SES's first version, a form. */
export function readSendRawEmail(form: URLSearchParams): SendRequest {
  const destinations = [...form]
    .filter(([name]) => name.startsWith('Destinations.member.'))
    .map(([, value]) => value);
  const raw = Buffer.from(form.get('RawMessage.Data') ?? '', 'base64');
  return checked(requestOfRaw(raw, form.get('Source') ?? undefined, destinations));
}

/** What the caller does not say stands in the mail. */
function requestOfRaw(raw: Buffer, from: string | undefined, addressed: readonly string[]): SendRequest {
  const headers = readMailHeaders(raw);
  const list = (name: string) =>
    headers
      .filter((header) => header.name.toLowerCase() === name)
      .flatMap(({ value }) => splitAddresses(value));
  const to = addressed.length > 0 ? addressed : [...list('to'), ...list('cc'), ...list('bcc')];
  return { from: from ?? list('from')[0] ?? '', to: to.map(bareAddress), raw, isRaw: true };
}

function checked(request: SendRequest): SendRequest {
  if (request.from === '') throw invalid('Missing required header: From.');
  if (request.to.length === 0) throw invalid('Missing required header: To.');
  if (request.to.length > mostRecipients) {
    throw rejected(`Recipient count exceeds ${mostRecipients}.`);
  }
  if (request.raw.length > largestMailBytes) {
    throw rejected(`Message length is more than ${largestMailBytes} bytes long: ${request.raw.length}.`);
  }
  return request;
}

/** `Jane <jane@example.com>` without the name. */
export const bareAddress = (address: string): string => /<([^<>]*)>\s*$/.exec(address)?.[1] ?? address.trim();

/** A mail of a subject and a body, as SES would write it. */
function composed(
  from: string,
  destination: Readonly<Record<string, readonly string[] | undefined>>,
  simple: Json,
): Buffer {
  const data = (part: unknown): string => String((part as { Data?: unknown } | undefined)?.Data ?? '');
  const body = (simple.Body ?? {}) as Json;
  const [type, text] = body.Html === undefined ? ['plain', data(body.Text)] : ['html', data(body.Html)];
  const lines = [
    `From: ${from}`,
    `To: ${(destination.ToAddresses ?? []).join(', ')}`,
    ...(destination.CcAddresses ? [`Cc: ${destination.CcAddresses.join(', ')}`] : []),
    `Subject: ${encodedWord(data(simple.Subject))}`,
    'MIME-Version: 1.0',
    `Content-Type: text/${type}; charset=UTF-8`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n'),
  ];
  return Buffer.from(lines.join('\r\n'));
}

/** A header that is not ASCII is written in Base64. */
const encodedWord = (text: string): string =>
  /^[ -~]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
