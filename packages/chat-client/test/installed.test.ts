import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);
const root = resolve(__dirname, '../../..');

/** What a user writes: every kind of export, its types in use. */
const program = `
import {
  ChatClient, ChatSession, FrameRefusedError, limits, watchNetwork, webOutbox,
  type ChatSnapshot, type Message, type ServerFrame, type ThreadRow,
} from '@switchboard/chat-client';
import { OperatorDesk } from '@switchboard/chat-client/operator';

const client = new ChatClient({
  url: 'ws://127.0.0.1:9/dev',
  threadId: 't1',
  credential: ({ renew, reason }) => ({ token: renew ? \`new because of \${reason}\` : 'secret', userId: 'ann' }),
});
const texts = ({ messages }: ChatSnapshot): string[] => messages.map(({ text }: Message) => text);
client.on('message', ({ seq }) => seq.toFixed());
const session = new ChatSession({ url: 'ws://127.0.0.1:9/dev', credential: { token: 'secret' } });
const desk = new OperatorDesk(session);
const waiting: readonly ThreadRow[] = desk.getSnapshot().lists.queue.rows;
const kinds: ServerFrame['event'][] = ['ack', 'queue.changed'];
// @ts-expect-error a thread's id is text
session.thread(7);
let refusal: unknown;
try {
  client.send('x'.repeat(limits.textLength + 1));
} catch (error) {
  refusal = error instanceof FrameRefusedError ? error.code : error;
}
console.log(JSON.stringify([texts(client.getSnapshot()), waiting, kinds.length, refusal, typeof watchNetwork, typeof webOutbox]));
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chat-client-'));
  await run(process.execPath, [join(root, 'tooling/ci/packages/pack-all.ts'), '--to', folder, 'chat-client']);
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@switchboard/chat-client'), { recursive: true });
  await run('tar', [
    'xzf',
    join(folder, 'switchboard-chat-client-0.1.0.tgz'),
    '--strip-components=1',
    '-C',
    join(modules, '@switchboard/chat-client'),
  ]);
  await symlink(join(root, 'node_modules/valibot'), join(modules, 'valibot'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'program.ts'), program);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the packed package', () => {
  it.each([
    ['nodenext', 'nodenext', ['es2024', 'dom']],
    ['bundler', 'esnext', ['es2022', 'dom']],
  ])(
    'is typed for a strict program that resolves modules by %s',
    async (moduleResolution, module, lib) => {
      const compilerOptions = { module, moduleResolution, lib, strict: true, noEmit: true, types: [] };
      const options = { compilerOptions, files: ['program.ts'] };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(options));
      await expect(run(join(root, 'node_modules/.bin/tsc'), [], { cwd: folder })).resolves.toMatchObject({
        stdout: '',
      });
    },
    60_000,
  );

  it.each(['node', 'browser'] as const)(
    'runs when it is bundled for a %s',
    async (platform) => {
      const outfile = join(folder, `${platform}.mjs`);
      await build({
        entryPoints: [join(folder, 'program.ts')],
        outfile,
        bundle: true,
        format: 'esm',
        platform,
      });
      const { stdout } = await run(process.execPath, [outfile]);
      expect(JSON.parse(stdout)).toEqual([[], [], 2, 'frame.invalidField', 'function', 'function']);
    },
    60_000,
  );

  it('runs as it is in Node', async () => {
    const { stdout } = await run(
      process.execPath,
      ['--experimental-strip-types', '--no-warnings', 'program.ts'],
      {
        cwd: folder,
      },
    );
    expect(JSON.parse(stdout)[3]).toBe('frame.invalidField');
  });

  it('contains its licence and its documentation, and no sources', async () => {
    const { stdout } = await run('tar', ['tzf', join(folder, 'switchboard-chat-client-0.1.0.tgz')]);
    const files = stdout.split('\n');
    expect(files).toEqual(
      expect.arrayContaining(['package/LICENSE', 'package/README.md', 'package/dist/index.js']),
    );
    expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
  });
});
