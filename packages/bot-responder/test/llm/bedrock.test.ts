import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EventStreamCodec } from '@smithy/eventstream-codec';
import { build } from 'esbuild';
import { esbuildOptions } from '../../../../tooling/bundler/src/esbuild-options.ts';

const outdir = mkdtempSync(join(tmpdir(), 'bedrock-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text),
);

const header = (value: string) => ({ type: 'string', value }) as const;

/** An event as Bedrock streams it. */
const event = (type: string, body: unknown): Uint8Array =>
  codec.encode({
    headers: {
      ':message-type': header('event'),
      ':event-type': header(type),
      ':content-type': header('application/json'),
    },
    body: Buffer.from(JSON.stringify(body)),
  });

it('a bundle reads what Amazon Bedrock streams, though the SDK’s clients do without event streams', async () => {
  const root = new URL('../../', pathToFileURL(__filename));
  const bundle = { name: 'bedrock', entry: 'test/llm/bedrock-entry.ts', alias: {} };
  await build({ ...esbuildOptions(root, [bundle]), outdir });
  const answer = Buffer.concat([
    event('messageStart', { role: 'assistant' }),
    event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hello ' } }),
    event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Ann.' } }),
    event('contentBlockStop', { contentBlockIndex: 0 }),
    event('messageStop', { stopReason: 'end_turn' }),
    event('metadata', { usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 } }),
  ]);
  const { handler } = require(join(outdir, 'bedrock/index.js'));
  expect(await handler(new Uint8Array(answer))).toBe('Hello Ann.');
});
