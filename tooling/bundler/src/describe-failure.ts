import { type BuildFailure, formatMessages } from 'esbuild';

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);

/** More mistakes than these are mostly consequences of the first. */
const mostMessages = 5;

/**
 * What is wrong with the sources, for a person: file, line, and the line itself.
 *
 * @returns `undefined` for an error that the sources are not to blame for
 */
export async function describeFailure(error: unknown): Promise<string | undefined> {
  if (!isBuildFailure(error)) return undefined;
  const messages = await formatMessages(error.errors.slice(0, mostMessages), { kind: 'error', color: false });
  return messages.map((message) => message.trim()).join('\n\n');
}
