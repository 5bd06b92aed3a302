import { rulesBot } from '@switchboard/bot-responder';
import { parseServerFrame } from '@switchboard/protocol';
import fc from 'fast-check';
import { admitted, refused, type SendFrame } from './admission/contents.ts';
import { createWay, type Trip } from './admission/trip.ts';

// biome-ignore lint/style/noProcessEnv: how a developer says how many contents to try
const contents = Number(process.env.ADMISSIONS ?? 100);
const together = 20;

/** What SNS takes: characters of XML 1.0 in a message and its attributes, printable ASCII in a Subject. */
const printable = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const subject = /^[!-~][ -~]{0,99}$/;
const messageBytes = 256 * 1024;
const frameBytes = 128 * 1024;

/** The rules bot as it is before anyone has stored rules: it quotes what it was told. */
const rules = rulesBot({
  config: { getConfigTimestamp: async () => 0, getConfig: async () => null },
  log: () => {},
});

function expectWhole(frame: SendFrame, { answer, published, stored, delivered, isAnswered }: Trip): void {
  const { threadId, text, metadata = {}, clientMessageId } = frame;
  const written = { threadId, text, metadata, ...(clientMessageId === undefined ? {} : { clientMessageId }) };
  expect(answer).toMatchObject({ event: 'ack', threadId, seq: 1 });
  const { messageId } = answer;

  expect(stored[0]).toEqual(expect.objectContaining({ ...written, messageId }));

  const { Subject = '', Message = '', MessageAttributes = {} } = published ?? {};
  expect(JSON.parse(Message).message).toEqual(expect.objectContaining({ ...written, messageId }));
  expect(Subject).toMatch(subject);
  expect(Message).toMatch(printable);
  for (const { StringValue = '' } of Object.values(MessageAttributes)) expect(StringValue).toMatch(printable);
  expect(MessageAttributes.threadId?.StringValue).toBe(threadId);
  expect(Buffer.byteLength(Message)).toBeLessThan(messageBytes);

  const frames = delivered.filter((data) => JSON.parse(data).threadId === threadId);
  const [seen, reply] = frames.map((data) => JSON.parse(data));
  expect(seen).toEqual(expect.objectContaining({ event: 'message', ...written, messageId }));
  for (const data of frames) {
    expect(parseServerFrame(data)).toBeDefined();
    expect(Buffer.byteLength(data)).toBeLessThan(frameBytes);
  }

  expect(isAnswered).toBe(true);
  expect(stored).toHaveLength(2);
  expect(stored[1]).toMatchObject({ messageType: 'bot', seq: 2 });
  expect(reply).toMatchObject({ messageType: 'bot', text: stored[1]?.text });
  expect(String(stored[1]?.text).isWellFormed()).toBe(true);
}

describe('I16: one admission', () => {
  it(`lets ${contents} admitted contents make the whole way: stored, read back equal, published, delivered, answered`, async () => {
    // Each is the first message of a thread of its own.
    const content = fc.uniqueArray(admitted, {
      minLength: together,
      maxLength: together,
      selector: ({ threadId }) => threadId,
    });
    let travelled = 0;
    await fc.assert(
      fc.asyncProperty(content, async (frames) => {
        const way = await createWay(rules);
        const trips = frames.map(async (frame) => {
          const trip = await way.travel(JSON.stringify(frame));
          expectWhole(frame, trip);
          travelled += 1;
        });
        await Promise.all(trips);
      }),
      { numRuns: Math.ceil(contents / together), endOnFailure: true },
    );
    expect(travelled).toBeGreaterThanOrEqual(contents);
  }, 1_200_000);

  it(`refuses ${contents} others at the door: by an error frame with a code, a sentence and the field`, async () => {
    const way = await createWay(rules);
    await fc.assert(
      fc.asyncProperty(refused, async ({ frame, field }) => {
        const answer = await way.answerTo(JSON.stringify(frame));
        expect(answer).toMatchObject({ event: 'error', code: expect.stringMatching(/^frame\./) });
        expect(answer.field).toBe(field);
        expect(String(answer.message).length).toBeGreaterThan(10);
        expect(parseServerFrame(JSON.stringify(answer))).toBeDefined();
        expect(JSON.stringify(answer).isWellFormed()).toBe(true);
        if (field === undefined) expect(answer.code).toBe('frame.tooLarge');
      }),
      { numRuns: contents },
    );
  }, 1_200_000);
});
