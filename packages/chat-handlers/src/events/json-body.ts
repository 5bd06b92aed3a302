/** A body that may be JSON: `undefined` for none, and for what is not JSON the reason. */
export type JsonBody =
  | { readonly type: 'absent' }
  | { readonly type: 'notJson' }
  | { readonly type: 'json'; readonly value: unknown };

export function parseJsonBody(body: string | undefined): JsonBody {
  if (body === undefined || body.trim() === '') return { type: 'absent' };
  try {
    return { type: 'json', value: JSON.parse(body) };
  } catch {
    return { type: 'notJson' };
  }
}
