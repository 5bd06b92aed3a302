/**
 * Measures how long it takes from saving a bot's file until people get the changed answer: `npm run bench:reload`, 20 times or `-- --rounds` times. It starts the
 * platform as `npm start` does, with a bot of its own.
 */
import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';

// Rounds that are measured.
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } });
const rounds = Number(values.rounds);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const file = `${root}packages/bot-responder/src/bots/reload-bench.ts`;
const source = (answer: string) => `import { type Bot, text } from '../bot/bot.ts';

export const bot: Bot = {
  async *reply() {
    yield text('${answer}');
  },
};
`;

await writeFile(file, source('answer 0'));
const platform = spawn(process.execPath, ['apps/local/src/main.ts', '--build', '--json'], {
  cwd: root,
  // biome-ignore lint/style/noProcessEnv: the composition root of a measurement
  env: { ...process.env, BOT: 'reload-bench', PORT: '0', DATA_DIR: 'memory' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const lines = createInterface({ input: platform.stdout });
try {
  const addresses = await new Promise<Record<string, string>>((resolve) => {
    lines.on('line', (line) => {
      if (line.startsWith('ready ')) resolve(JSON.parse(line.slice('ready '.length)));
    });
  });
  const session = await fetch(`${addresses.http}/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId: 'ann' }),
  });
  const { token } = (await session.json()) as { token: string };
  const socket = new WebSocket(`${addresses.ws}?token=${encodeURIComponent(token)}`);
  await new Promise((resolve) => socket.once('open', resolve));
  let closed = 0;
  socket.on('close', () => {
    closed += 1;
  });
  const ask = (): Promise<string> => {
    const answer = new Promise<string>((resolve) => {
      const listen = (data: Buffer): void => {
        const frame = JSON.parse(data.toString()) as Record<string, unknown>;
        if (frame.event !== 'message' || frame.messageType !== 'bot') return;
        socket.off('message', listen);
        resolve(String(frame.text));
      };
      socket.on('message', listen);
    });
    socket.send(JSON.stringify({ action: 'message.send', threadId: 'ann', text: 'hi' }));
    return answer;
  };
  // The builder has made its first build when the first change arrives.
  await ask();
  const reloads: number[] = [];
  const answers: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const reloaded = new Promise<void>((resolve) => {
      const listen = (line: string): void => {
        if (!line.includes('was reloaded')) return;
        lines.off('line', listen);
        resolve();
      };
      lines.on('line', listen);
    });
    const savedAt = performance.now();
    await writeFile(file, source(`answer ${round}`));
    await reloaded;
    reloads.push(performance.now() - savedAt);
    while ((await ask()) !== `answer ${round}`);
    answers.push(performance.now() - savedAt);
  }
  const median = (values: readonly number[]): string =>
    ([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0).toFixed(0);
  const load = (await readFile('/proc/loadavg', 'utf8')).split(' ')[0];
  process.stdout.write(
    `saved to reloaded: median ${median(reloads)} ms, most ${Math.max(...reloads).toFixed(0)} ms\n` +
      `saved to the changed answer: median ${median(answers)} ms, most ${Math.max(...answers).toFixed(0)} ms\n` +
      `${rounds} rounds on one connection, which was closed ${closed} times; load average ${load}\n`,
  );
  socket.close();
} finally {
  platform.kill('SIGTERM');
  await rm(file, { force: true });
}
