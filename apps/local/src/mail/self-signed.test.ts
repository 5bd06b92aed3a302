import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { createSelfSigned } from './self-signed.ts';

describe('a self-signed certificate', () => {
  const now = Date.UTC(2026, 10, 21, 8);
  const { key, cert } = createSelfSigned(now);

  it('is one for this machine, valid for a year, and signed by its own key', () => {
    const certificate = new X509Certificate(cert);
    expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect([Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]).toEqual([
      now - 86_400_000,
      now + 365 * 86_400_000,
    ]);
  });

  it('is taken by TLS with its key', () => {
    expect(() => createSecureContext({ key, cert })).not.toThrow();
  });
});
