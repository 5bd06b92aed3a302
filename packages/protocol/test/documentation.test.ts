import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  clientFrameSchemas,
  errorCodes,
  parseClientFrame,
  parseServerFrame,
  serverFrameSchemas,
} from '../src/index.ts';

const page = readFileSync(join(process.cwd(), '../../docs/protocol.md'), 'utf8');

type Frame = Readonly<Record<string, unknown>>;

/** The page's examples with their texts. */
const examples: readonly (readonly [text: string, frame: Frame])[] = [
  ...page.matchAll(/```json\n([\s\S]*?)```/g),
].map(([, text = '']) => [text, JSON.parse(text) as Frame]);

// An `error` frame repeats the `action` that it refuses.
const fromServer = examples.filter(([, frame]) => 'event' in frame);
const fromClient = examples.filter(([, frame]) => !('event' in frame));

describe('docs/protocol.md', () => {
  it('shows every action, as the server understands it', () => {
    const shown = new Set(fromClient.map(([, { action }]) => action));
    expect(shown).toEqual(new Set(Object.keys(clientFrameSchemas)));
    for (const [text, frame] of fromClient) expect(parseClientFrame(text)).toEqual({ ok: true, frame });
  });

  it('shows every event, as a client understands it', () => {
    const shown = new Set(fromServer.map(([, { event }]) => event));
    expect(shown).toEqual(new Set(Object.keys(serverFrameSchemas)));
    for (const [text, frame] of fromServer) expect(parseServerFrame(text)).toEqual(frame);
  });

  it('explains every error code', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    for (const code of errorCodes) expect(rows.join('\n')).toContain(`\`${code}\``);
  });
});
