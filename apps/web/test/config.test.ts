import { fetchConfig, PageConfigError } from '../src/config.ts';
import { parsePageAddress, withThread } from '../src/session/page-address.ts';

const answering =
  (body: unknown, status = 200) =>
  async () =>
    new Response(JSON.stringify(body), { status });

describe("the page's configuration", () => {
  it('names both addresses', async () => {
    expect(await fetchConfig(answering({ ws: 'wss://a/prod', http: 'https://b/' }))).toEqual({
      ws: 'wss://a/prod',
      http: 'https://b',
      brand: {},
    });
  });

  it('may say how the page presents itself', async () => {
    const brand = { name: 'Acme', accent: '#0f766e', suggestions: ['Hi'], ask: ['name'], logo: '/logo.svg' };
    const config = await fetchConfig(answering({ ws: 'wss://a', http: 'https://b', brand }));
    expect(config.brand).toEqual(brand);
  });

  it('names everything that is wrong with a brand, and what would be right', async () => {
    const brand = {
      nmae: 'Acme',
      accent: 'teal',
      logo: '//evil.example',
      ask: ['age'],
      suggestions: 'Hi',
      title: '',
    };
    const error = await fetchConfig(answering({ ws: 'wss://a', http: 'https://b', brand })).catch(
      (thrown: Error) => thrown,
    );
    expect(error).toBeInstanceOf(PageConfigError);
    for (const problem of [
      'brand.nmae is unknown',
      'brand.accent should be a colour such as #0f766e, but is "teal"',
      'brand.logo should be',
      'brand.ask should be a list of "name", "email", but is ["age"]',
      'brand.suggestions should be',
      'brand.title should be',
    ]) {
      expect((error as Error).message).toContain(problem);
    }
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

  it('can name another thread, so that a reload shows it again', () => {
    expect(withThread('?user=ada&thread=t1', 'ada.2')).toBe('?user=ada&thread=ada.2');
    expect(withThread('', 'a&b')).toBe('?thread=a%26b');
  });
});
