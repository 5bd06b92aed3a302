import { isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildFailure, formatMessages, type Message } from 'esbuild';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);

/** More mistakes than these are mostly consequences of the first. */
const mostMessages = 5;

/** Names a file from the root of the repository, as a stack does: an editor's terminal opens it from there. */
function fromRepository(message: Message, folder: string): Message {
  const { location } = message;
  if (!location) return message;
  const path = relative(repository, join(folder, location.file));
  return path.startsWith('..') || isAbsolute(path)
    ? message
    : { ...message, location: { ...location, file: path } };
}

/**
 * What is wrong with the sources, for a person: file, line, and the line itself.
 *
 * @param folder where the sources were built
 * @returns `undefined` for an error that the sources are not to blame for
 */
export async function describeFailure(error: unknown, folder = process.cwd()): Promise<string | undefined> {
  if (!isBuildFailure(error)) return undefined;
  const errors = error.errors.slice(0, mostMessages).map((message) => fromRepository(message, folder));
  const messages = await formatMessages(errors, { kind: 'error', color: false });
  return messages.map((message) => message.trim()).join('\n\n');
}
