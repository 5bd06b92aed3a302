/** What a function's process reports of an error. */
export interface FunctionError {
  /** For example `Sandbox.Timedout`, or the class of what the handler threw. */
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

export type Invocation =
  | { readonly type: 'answered'; readonly payload: string }
  | { readonly type: 'failed'; readonly error: FunctionError };

export const failed = (errorType: string, errorMessage: string): Invocation => ({
  type: 'failed',
  error: { errorType, errorMessage, trace: [] },
});

/** Lambda's limits of what goes in and out, in bytes. */
export const payloadLimits = { synchronousBytes: 6 * 1024 * 1024, asynchronousBytes: 1024 * 1024 } as const;

/** The payload of Lambda's answer to the caller. */
export function errorPayload({ errorType, errorMessage, trace }: FunctionError): string {
  return JSON.stringify(trace.length > 0 ? { errorType, errorMessage, trace } : { errorType, errorMessage });
}
