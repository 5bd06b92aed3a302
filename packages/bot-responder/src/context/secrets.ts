import { AwsRequestError, accessIn, findParameter } from '@switchboard/chat-core/aws';
import { secretVariable } from '@switchboard/declarations';
import type { Environment } from '@switchboard/declarations/configuration';

/** A secret cannot be read: its name is not declared (`secret.undeclared`), or SSM refuses or does not answer. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
  readonly code: 'secret.undeclared' | 'secret.unreadable';
  readonly secretName: string;

  constructor(code: SecretError['code'], secretName: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.secretName = secretName;
  }
}

export interface SecretsOptions {
  readonly environment: Environment;
  readonly now: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;
}

/** Reads secrets from SSM, each once. A failure is not kept: the next call tries again. */
export function createSecrets(options: SecretsOptions) {
  const known = new Map<string, Promise<string | undefined>>();
  return (name: string): Promise<string | undefined> => {
    const reading = known.get(name) ?? readSecret(name, options);
    known.set(name, reading);
    reading.catch(() => known.delete(name));
    return reading;
  };
}

async function readSecret(
  name: string,
  { environment, now, random }: SecretsOptions,
): Promise<string | undefined> {
  const parameter = environment[secretVariable({ name, description: '' })];
  if (parameter === undefined) {
    const message = `The secret ${name} is not declared for this bot. Add it to its secrets in src/bots/needs.ts.`;
    throw new SecretError('secret.undeclared', name, message);
  }
  try {
    return await findParameter(accessIn(environment, { now, random }), parameter);
  } catch (cause) {
    const message = `The secret ${name} cannot be read: ${whyOf(cause)}.`;
    throw new SecretError('secret.unreadable', name, message, { cause });
  }
}

function whyOf(error: unknown): string {
  if (!(error instanceof AwsRequestError) || error.status === 0) return 'SSM gave no answer';
  if (error.status === 200) return 'it is empty';
  return `SSM answered ${error.status} ${error.reason}`.trim();
}
