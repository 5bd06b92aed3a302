import { setTimeout as delay } from 'node:timers/promises';
import type { Invocation } from './invocation.ts';

/** What a function answered to API Gateway. */
export interface IntegrationResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/**
 * Reads the answer of a proxy integration.
 *
 * @returns `undefined` where the function failed or answered something else: API Gateway calls that an internal error
 */
export function integrationResult(invocation: Invocation): IntegrationResult | undefined {
  if (invocation.type === 'failed') return undefined;
  const answer = JSON.parse(invocation.payload) as Record<string, unknown> | null;
  const statusCode = Number(answer?.statusCode);
  if (!Number.isInteger(statusCode)) return undefined;
  const headers = (answer?.headers ?? {}) as Record<string, unknown>;
  return {
    statusCode,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
    body: typeof answer?.body === 'string' ? answer.body : undefined,
  };
}

/** Waits for the answer of an invocation, up to a time limit. The function keeps running after it. */
export async function within(
  timeoutMs: number,
  invocation: Promise<Invocation>,
): Promise<Invocation | 'timedOut'> {
  const abort = new AbortController();
  try {
    return await Promise.race([
      invocation,
      delay(timeoutMs, 'timedOut' as const, { signal: abort.signal, ref: false }).catch(
        () => 'timedOut' as const,
      ),
    ]);
  } finally {
    abort.abort();
  }
}
