import type { Problems } from '../../../local/src/studio/api-types.ts';

// The platform and its page are one: they share these types, and nothing that runs.
export type * from '../../../local/src/studio/api-types.ts';

/** The platform said no; `problems` says why, by field, and under the empty name what is no field's. */
export class StudioError extends Error {
  override readonly name = 'StudioError';
  readonly problems: Problems['problems'];

  constructor(problems: Problems['problems']) {
    super(Object.values(problems).join(' '));
    this.problems = problems;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Asks the platform that serves this page. */
export interface StudioClient {
  /** @throws {StudioError} where it says no, {TypeError} where it does not answer */
  get<T>(path: string, query?: Readonly<Record<string, string | undefined>>): Promise<T>;
  /** @throws {StudioError} where it says no, {TypeError} where it does not answer */
  send<T>(method: Exclude<Method, 'GET'>, path: string, body?: object): Promise<T>;
}

const prefix = '/_switchboard/studio/';

export function createStudioClient(fetch: typeof globalThis.fetch): StudioClient {
  const ask = async <T>(method: Method, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${prefix}${path}`, {
      method,
      cache: 'no-store',
      ...(method === 'GET'
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer as T;
    const { problems, message } = answer as Partial<Problems> & { message?: string };
    throw new StudioError(problems ?? { '': message ?? `The platform answered ${response.status}.` });
  };
  return {
    get: (path, query = {}) => {
      const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
      const text = new URLSearchParams(given).toString();
      return ask('GET', text === '' ? path : `${path}?${text}`);
    },
    send: ask,
  };
}
