/** What a function answers to API Gateway. */
export interface ApiResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer of JSON. On a WebSocket route with a reply the body is the frame that the client sees. */
export const jsonResult = (statusCode: number, body: object): ApiResult => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** A refusal of an HTTP request: a code, a sentence that says what would be right, and the field that was wrong. */
export const refusedResult = (
  statusCode: number,
  code: string,
  error: string,
  field?: string | null,
): ApiResult => jsonResult(statusCode, { error, code, ...(field == null ? {} : { field }) });
