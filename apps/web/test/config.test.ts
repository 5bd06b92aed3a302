import { fetchConfig, PageConfigError } from '../src/config.ts';
import { parsePageAddress } from '../src/session/page-address.ts';

const answering =
  (body: unknown, status = 200) =>
  async () =>
    new Response(JSON.stringify(body), { status });

describe("the page's configuration", () => {
  it('names both addresses', async () => {
    expect(await fetchConfig(answering({ ws: 'wss://a/prod', http: 'https://b/' }))).toEqual({
      ws: 'wss://a/prod',
      http: 'https://b',
    });
  });

  it('is an error where it is missing or incomplete', async () => {
    await expect(fetchConfig(answering({}, 404))).rejects.toBeInstanceOf(PageConfigError);
    for (const body of [null, {}, { ws: 'wss://a' }, { ws: 1, http: 'x' }]) {
      await expect(fetchConfig(answering(body))).rejects.toBeInstanceOf(PageConfigError);
    }
  });
});

describe("the page's address", () => {
  it('may name a user and a thread', () => {
    expect(parsePageAddress('?user=ada&thread=t1')).toEqual({ userId: 'ada', threadId: 't1' });
    expect(parsePageAddress('?user=%20')).toEqual({});
    expect(parsePageAddress('')).toEqual({});
  });
});
