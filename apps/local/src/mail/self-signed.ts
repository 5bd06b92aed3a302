import { generateKeyPairSync, sign } from 'node:crypto';

/** A key and a certificate in PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

const dayMs = 86_400_000;
const validDays = 365;

const tags = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  text: 0x0c,
  time: 0x17,
  sequence: 0x30,
  set: 0x31,
};

/** Object identifiers in their encoding. */
const oids = {
  commonName: '550403',
  subjectAltName: '551d11',
  ecdsaWithSha256: '2a8648ce3d040302',
} as const;

/**
 * Makes a certificate for this machine that nobody has signed but itself. A client encrypts with it, and cannot know by it who answers.
 *
 * @param now epoch milliseconds: it is valid from a day before for a year
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function createSelfSigned(now: number): KeyAndCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = element(tags.sequence, oid('ecdsaWithSha256'));
  const name = element(
    tags.sequence,
    element(
      tags.set,
      element(tags.sequence, oid('commonName'), element(tags.text, Buffer.from('localhost'))),
    ),
  );
  const validity = element(tags.sequence, time(now - dayMs), time(now + validDays * dayMs));
  const altNames = element(
    tags.sequence,
    element(0x82, Buffer.from('localhost')),
    element(0x87, Buffer.from([127, 0, 0, 1])),
  );
  const extension = element(tags.sequence, oid('subjectAltName'), element(tags.octets, altNames));
  const content = element(
    tags.sequence,
    element(0xa0, element(tags.integer, Buffer.from([2]))),
    element(tags.integer, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    element(0xa3, element(tags.sequence, extension)),
  );
  const signature = element(tags.bits, Buffer.from([0]), sign('sha256', content, privateKey));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: toPem(element(tags.sequence, content, algorithm, signature)),
  };
}

/** A tag, the length of the content, and the content: DER. */
function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const oid = (name: keyof typeof oids): Buffer => element(tags.oid, Buffer.from(oids[name], 'hex'));

/** `261121080000Z`. */
const time = (at: number): Buffer =>
  element(tags.time, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));

const toPem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
