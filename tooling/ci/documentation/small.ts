/** Runs the commands of the pages that take long, at a size that takes seconds. */
import { existsSync } from 'node:fs';
import { commandRunners } from './command-runners.ts';
import { openChat, start, type } from './reader.ts';
import type { Runner, SmallRunner, StartRunner } from './runner.ts';

/** A command that was run did not print what it should. */
class OutputError extends Error {
  override readonly name = 'OutputError';
}

const isSmall = (runner: Runner): runner is SmallRunner => 'run' in runner;
const isStart = (runner: Runner): runner is StartRunner => 'start' in runner;

/**
 * Runs each command once, in the copy of the repository.
 *
 * @param wanted a part of the command; all without it
 * @param browser the program of Chromium. Where it is not there, what needs it is named and left out
 * @throws {OutputError} if a command does not print what it should
 */
export async function runSmall(
  clone: string,
  { wanted, browser, note }: { wanted: string; browser: string; note: (text: string) => void },
): Promise<void> {
  const runners = Object.values(commandRunners);
  const starts = new Set(runners.filter(isStart).map((runner) => runner.start));
  for (const command of [...starts].filter((text) => text.includes(wanted))) {
    note(`It starts: ${command}`);
    await greet(command, clone);
  }
  const runs = new Map(runners.filter(isSmall).map((runner) => [runner.run, runner]));
  for (const [command, { prints, browser: needsBrowser }] of runs) {
    if (!command.includes(wanted)) continue;
    if (needsBrowser && !existsSync(browser)) {
      note(`Left out, because there is no Chromium at ${browser}: ${command}`);
      continue;
    }
    note(`It runs: ${command}`);
    const output = await type(command, clone);
    if (!prints.test(output))
      throw new OutputError(`${command} should print ${prints}, but printed:\n${output}`);
  }
}

/** Starts the platform, and waits until its bot has answered a hello. */
async function greet(command: string, clone: string): Promise<void> {
  const platform = await start(command, clone, {});
  try {
    const chat = await openChat(platform.addresses, 'ada');
    await chat.say('Hello');
    chat.close();
  } finally {
    await platform.stop();
  }
}
