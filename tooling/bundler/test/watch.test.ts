import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

const root = join(__dirname, '../../..');

/** Long enough for a ping: the service of esbuild sends one every second, and nothing shows when. */
const askedMs = 2_000;

describe('the builder that watches a bundle', () => {
  let outFolder: string;
  beforeEach(() => {
    outFolder = mkdtempSync(join(tmpdir(), 'watch-'));
  });
  afterEach(() => rmSync(outFolder, { recursive: true }));

  it.each<[string, (builder: ReturnType<typeof spawn>) => unknown]>([
    ['SIGTERM', (builder) => builder.kill('SIGTERM')],
    ['the end of its standard input', (builder) => builder.stdin?.end()],
  ])(
    'fault: Ctrl+C showed a stack of Go: it ends without a word at %s, though esbuild waits for an answer',
    async (_, end) => {
      const folder = join(root, 'packages/bot-responder');
      const file = join(root, 'tooling/bundler/src/watch.ts');
      const builder = spawn(
        process.execPath,
        ['-C', 'switchboard-source', file, folder, 'responder.rules', outFolder],
        { stdio: ['pipe', 'pipe', 'pipe'] },
      );
      const problems = text(builder.stderr);
      await once(builder.stdout, 'data');
      builder.kill('SIGSTOP');
      await delay(askedMs);
      end(builder);
      builder.kill('SIGCONT');
      builder.stdout.resume();
      await once(builder, 'close');
      expect(await problems).toBe('');
    },
  );
});
