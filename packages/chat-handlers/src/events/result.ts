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
