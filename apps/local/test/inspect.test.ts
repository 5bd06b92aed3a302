import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { buildSync } from 'esbuild';
import { WebSocket } from 'ws';
import { lambdaClient } from './fixture/agent.ts';
import { startTestPlatform } from './fixture/platform.ts';
import { until } from './fixture/until.ts';

type Message = { readonly id?: number; readonly method?: string } & Readonly<Record<string, unknown>>;

/** A debugger that speaks the protocol of Node's inspector. */
async function attach(address: string) {
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const seen: Message[] = [];
  socket.on('message', (data: Buffer) => seen.push(JSON.parse(data.toString()) as Message));
  let count = 0;
  const find = (fits: (message: Message) => boolean) => until(() => seen.find(fits));
  return {
    event: (method: string) => find((message) => message.method === method),
    scripts: () => seen.filter(({ method }) => method === 'Debugger.scriptParsed'),
    ask: async (method: string, params: object = {}) => {
      count += 1;
      const id = count;
      socket.send(JSON.stringify({ id, method, params }));
      return (await find((message) => message.id === id)).result as Record<string, unknown>;
    },
    close: () => socket.close(),
  };
}

const source = `interface Order { readonly price: number; readonly pieces: number }

export const handler = async ({ price, pieces }: Order) => {
  const total = price * pieces;
  return { total };
};
`;

/** A package as the repository has them, with a function that was built from TypeScript. */
function writePackage(root: string) {
  const folder = join(root, 'packages/shop');
  mkdirSync(join(folder, 'src'), { recursive: true });
  const file = join(folder, 'src/price.ts');
  writeFileSync(file, source);
  const outfile = join(folder, 'dist/price/index.js');
  const options = { bundle: true, format: 'cjs', platform: 'node', minify: true } as const;
  buildSync({ ...options, entryPoints: [file], outfile, sourcemap: 'linked', sourcesContent: false });
  return { file, code: readFileSync(outfile, 'utf8') };
}

const price = (event: object) =>
  new InvokeCommand({ FunctionName: 'test-price', Payload: JSON.stringify(event) });

const payloadOf = ({ Payload }: { readonly Payload?: Uint8Array }) =>
  JSON.parse(Buffer.from(Payload ?? []).toString()) as unknown;

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function startInspected(port: number) {
  const sourceRoot = mkdtempSync(join(tmpdir(), 'switchboard-inspect-'));
  folders.push(sourceRoot);
  const { file, code } = writePackage(sourceRoot);
  const platform = await startTestPlatform(
    { price: { code, timeoutSeconds: 1 } },
    { sourceRoot, inspection: { functionName: 'price', port } },
  );
  const address = async () => {
    const line = await until(() => platform.logged.findLast((logged) => logged.includes('debugger of')));
    return /ws:\/\/\S+/.exec(line)?.[0] ?? '';
  };
  return { platform, file, address };
}

describe('a function that is inspected', () => {
  it('stops at a breakpoint that was set in its source, for longer than its timeout, and then answers', async () => {
    const { platform, file, address } = await startInspected(0);
    const inspector = await attach(await address());
    await inspector.ask('Debugger.enable');
    const lambda = lambdaClient(platform.addresses.aws);
    expect(payloadOf(await lambda.send(price({ price: 2, pieces: 3 })))).toEqual({ total: 6 });

    const script = inspector
      .scripts()
      .find(({ params }) => String(Object(params).url).endsWith('.inspected/index.js'));
    const { url, sourceMapURL } = Object(script?.params) as {
      readonly url: string;
      readonly sourceMapURL: string;
    };
    const map = JSON.parse(
      readFileSync(new URL(sourceMapURL, url.startsWith('file:') ? url : pathToFileURL(url)), 'utf8'),
    );
    expect(map.sources).toContain(pathToFileURL(file).href);
    const wanted = source.split('\n').findIndex((line) => line.includes('return { total }'));
    const generated = readFileSync(new URL(url.startsWith('file:') ? url : pathToFileURL(url)), 'utf8').split(
      '\n',
    );
    const place = placeOf(new SourceMap(map), generated, wanted);
    await inspector.ask('Debugger.setBreakpointByUrl', { url, ...place });

    const answer = lambda.send(price({ price: 5, pieces: 4 }));
    const { params } = await inspector.event('Debugger.paused');
    const [frame] = Object(params).callFrames;
    const entry = new SourceMap(map).findEntry(frame.location.lineNumber, frame.location.columnNumber);
    expect(entry).toMatchObject({ originalSource: pathToFileURL(file).href, originalLine: wanted });
    // Lambda would have killed it by now.
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    await inspector.ask('Debugger.resume');
    expect(payloadOf(await answer)).toEqual({ total: 20 });
    inspector.close();
    await platform.stop();
  });

  it('has one process, and its debugger is not heard in the log', async () => {
    const { platform, address } = await startInspected(0);
    const first = await address();
    const lambda = lambdaClient(platform.addresses.aws);
    await Promise.all([1, 2, 3, 4].map((pieces) => lambda.send(price({ price: 1, pieces }))));
    expect(platform.logged.filter((line) => line.includes('debugger of'))).toHaveLength(1);
    expect(await address()).toBe(first);
    expect(platform.logged.join('\n')).not.toMatch(/For help|Debugger attached|Debugger listening/);
    await platform.stop();
  });

  it('is refused for an unknown function, with the known names', async () => {
    await expect(
      startTestPlatform({ price: { code: '' } }, { inspection: { functionName: 'prize', port: 0 } }),
    ).rejects.toThrow(
      '--inspect should name one function of the stack, but is "prize". The functions are: price, routed.',
    );
  });

  it('is refused on a port that another program has, with a way out', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = Object(server.address()) as { readonly port: number };
    await expect(
      startTestPlatform({ price: { code: '' } }, { inspection: { functionName: 'price', port } }),
    ).rejects.toThrow(`Choose a port: --inspect=price:${port + 1}.`);
    server.close();
  });
});

interface Place {
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Where a line of the source begins in the bundle, as a debugger finds it. */
function placeOf(
  map: { findEntry(line: number, column: number): object },
  generated: readonly string[],
  wanted: number,
): Place {
  for (const [lineNumber, line] of generated.entries()) {
    for (let columnNumber = 0; columnNumber < line.length; columnNumber += 1) {
      const entry = Object(map.findEntry(lineNumber, columnNumber));
      if (entry.originalLine === wanted && entry.generatedColumn === columnNumber)
        return { lineNumber, columnNumber };
    }
  }
  throw new Error(`No code comes from line ${wanted + 1}.`);
}
