import { randomBytes, randomUUID } from 'node:crypto';
import { createLineWriter } from './line-writer.ts';
import { createLog } from './log.ts';
import { startPlatform } from './platform.ts';
import { PlatformError } from './platform-error.ts';
import { readOptions } from './read-options.ts';

const now = Date.now;
const output = createLineWriter((text) => process.stdout.write(text));
process.on('exit', output.flush);
const log = createLog({
  write: output.line,
  now,
  colours: process.stdout.isTTY === true,
});

try {
  // biome-ignore lint/style/noProcessEnv: the composition root
  const options = readOptions(process.env);
  const platform = await startPlatform({ ...options, log, now, newId: randomUUID, randomBytes });
  log.note(`aws at ${platform.addresses.aws} for access key local, secret local`);
  output.line(`ready ${JSON.stringify(platform.addresses)}`);
  stopOnSignals(platform.stop);
  void platform.lost.then(async (error) => {
    fail(error);
    await platform.stop();
    process.exit();
  });
} catch (error) {
  if (!(error instanceof PlatformError)) throw error;
  fail(error);
}

function fail({ message }: PlatformError): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

function stopOnSignals(stop: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void stop().then(() => process.exit(0));
    });
  }
}
