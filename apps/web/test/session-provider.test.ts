import {
  NameRefusedError,
  SessionProvider,
  SessionRefusedError,
  SessionUnavailableError,
} from '../src/session/session-provider.ts';

const now = 1_700_000_000_000;

class MemoryStorage implements Storage {
  readonly #entries = new Map<string, string>();
  get length(): number {
    return this.#entries.size;
  }
  key = (): null => null;
  clear = (): void => this.#entries.clear();
  getItem = (key: string): string | null => this.#entries.get(key) ?? null;
  setItem = (key: string, value: string): void => {
    this.#entries.set(key, value);
  };
  removeItem = (key: string): void => {
    this.#entries.delete(key);
  };
}

interface Answer {
  readonly status?: number;
  readonly body?: unknown;
}

/** A platform that gives the answers in turn, the last one again and again. */
function createPlatform(answers: readonly Answer[], userId?: string) {
  const requests: unknown[] = [];
  const storage = new MemoryStorage();
  const fetch = async (url: unknown, init?: RequestInit): Promise<Response> => {
    requests.push({ url, body: JSON.parse(String(init?.body)) });
    const { status = 200, body } = answers[Math.min(requests.length, answers.length) - 1] ?? {};
    return new Response(JSON.stringify(body), { status });
  };
  const provider = (later = 0) =>
    new SessionProvider({
      http: 'https://api.example',
      storage,
      fetch,
      now: () => now + later,
      ...(userId ? { userId } : {}),
    });
  return { provider, requests, storage };
}

const session = (userId: string, token = 'token') => ({ userId, token, expiresAt: now / 1_000 + 3_600 });

describe('a session', () => {
  it('is asked for once and kept', async () => {
    const { provider, requests } = createPlatform([{ body: session('guest-1') }]);
    expect(await provider().getSession({ renew: false })).toEqual(session('guest-1'));
    expect(await provider().getSession({ renew: false })).toEqual(session('guest-1'));
    expect(requests).toEqual([{ url: 'https://api.example/sessions', body: { role: 'customer' } }]);
  });

  it('is asked for in the name that the address gives', async () => {
    const { provider, requests } = createPlatform([{ body: session('ada') }], 'ada');
    await provider().getSession({ renew: false });
    expect(requests).toMatchObject([{ body: { userId: 'ada', role: 'customer' } }]);
  });

  it('is renewed for the same user within a minute of its end', async () => {
    const { provider, requests } = createPlatform([{ body: session('guest-1') }]);
    await provider().getSession({ renew: false });
    await provider(3_539_000).getSession({ renew: false });
    expect(requests).toHaveLength(1);
    await provider(3_540_000).getSession({ renew: false });
    expect(requests).toHaveLength(2);
    expect(requests[1]).toMatchObject({ body: { userId: 'guest-1' } });
  });

  it('is renewed when it was not accepted', async () => {
    const { provider } = createPlatform(
      [{ body: session('ada', 'old') }, { body: session('ada', 'new') }],
      'ada',
    );
    await provider().getSession({ renew: false });
    expect((await provider().getSession({ renew: true })).token).toBe('new');
    expect((await provider().getSession({ renew: false })).token).toBe('new');
  });

  it('of a guest whose name is not given again starts over', async () => {
    const { provider, requests } = createPlatform([
      { body: session('guest-1') },
      { status: 403 },
      { body: session('guest-2') },
    ]);
    await provider().getSession({ renew: false });
    expect((await provider().getSession({ renew: true })).userId).toBe('guest-2');
    expect(requests[2]).toMatchObject({ body: { role: 'customer' } });
  });

  it('that is refused to a named user is refused', async () => {
    const { provider } = createPlatform([{ status: 403 }], 'ada');
    await expect(provider().getSession({ renew: false })).rejects.toBeInstanceOf(SessionRefusedError);
  });

  it('is not asked for again in a name that nobody can have', async () => {
    const { provider } = createPlatform([{ status: 400 }], 'Ada Lovelace');
    await expect(provider().getSession({ renew: false })).rejects.toBeInstanceOf(NameRefusedError);
  });

  it('is unavailable, and may come later, when the platform does not answer in time', async () => {
    const provider = new SessionProvider({
      http: 'https://api.example',
      storage: new MemoryStorage(),
      // As a browser does it, the answer never comes until the request is given up.
      fetch: (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        }),
      now: () => 0,
      timeoutMs: 20,
    });
    await expect(provider.getSession({ renew: false })).rejects.toBeInstanceOf(SessionUnavailableError);
  });

  it('is unavailable, and may come later, when the platform fails or answers something else', async () => {
    for (const answer of [{ status: 500 }, { body: {} }, { body: { ...session('ada'), token: 7 } }]) {
      const { provider } = createPlatform([answer]);
      await expect(provider().getSession({ renew: false })).rejects.toBeInstanceOf(SessionUnavailableError);
    }
  });

  it('that was stored by something else is asked for again', async () => {
    const { provider, storage } = createPlatform([{ body: session('guest-1') }]);
    storage.setItem('switchboard.session', '{');
    expect((await provider().getSession({ renew: false })).userId).toBe('guest-1');
  });
});
