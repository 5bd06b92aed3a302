import * as fc from 'fast-check';
import { parseHttpResponse } from './http-response.ts';

const chunked = (parts: readonly string[]): string =>
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${parts
    .map((part) => `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`)
    .join('')}0\r\n\r\n`;

const whole = (body: string): string =>
  `HTTP/1.1 400 Bad Request\r\nContent-Type: text\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

describe("an engine's response", () => {
  it('is read once all of it has come, and leaves what follows', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }).map((body) => ({ text: whole(body), body, status: 400 })),
          fc
            .array(fc.string({ unit: 'binary', minLength: 1 }))
            .map((parts) => ({ text: chunked(parts), body: parts.join(''), status: 200 })),
        ),
        fc.string(),
        ({ text, body, status }, following) => {
          const bytes = Buffer.from(text);
          for (let length = 0; length < bytes.length; length += 1) {
            expect(parseHttpResponse(bytes.subarray(0, length))).toBeUndefined();
          }
          const response = parseHttpResponse(Buffer.concat([bytes, Buffer.from(following)]));
          expect(response).toMatchObject({ status, lengthBytes: bytes.length });
          expect(response?.body).toEqual(Buffer.from(body));
        },
      ),
      { numRuns: 50 },
    ));

  it.each([
    'HTTP/2 200\r\n\r\n',
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n',
  ])('is refused where it is none: %j', (text) => {
    expect(() => parseHttpResponse(Buffer.from(text))).toThrow(SyntaxError);
  });
});
