import { operatorLink } from './operator-link.ts';

const addresses = { httpUrl: 'https://api.example.com', webUrl: 'https://chat.example.com/' };

const answering = (status: number, body: unknown) => {
  const posts: (readonly [url: string, body: unknown])[] = [];
  const post = async (url: string, text: string): Promise<Response> => {
    posts.push([url, JSON.parse(text)]);
    return Response.json(body, { status });
  };
  return { posts, post };
};

describe('the address that signs an operator in', () => {
  it('has a session of the role operator, and the name that customers see', async () => {
    const { posts, post } = answering(200, { token: 'a+b', expiresAt: 1_800_000_000 });
    const link = await operatorLink(addresses, { userId: 'olga@example', name: 'Olga K.' }, post);
    expect(posts).toEqual([
      ['https://api.example.com/users/olga%40example/sessions', { role: 'operator', name: 'Olga K.' }],
    ]);
    const { pathname, hash } = new URL(link);
    expect(pathname).toBe('/console/');
    expect(Object.fromEntries(new URLSearchParams(hash.slice(1)))).toEqual({
      user: 'olga@example',
      token: 'a+b',
      expires: '1800000000',
    });
  });

  it.each(['', 'two words', 'a.dot'])('is for nobody who is called %j', async (userId) => {
    const { post } = answering(200, {});
    await expect(operatorLink(addresses, { userId }, post)).rejects.toThrow('neither spaces nor dots');
  });

  it('is refused in words that say what to do', async () => {
    const { post } = answering(403, { message: 'Forbidden' });
    await expect(operatorLink(addresses, { userId: 'olga' }, post)).rejects.toThrow(/403.*callerRoleArn/s);
    const offline = () => Promise.reject(new TypeError('fetch failed'));
    await expect(operatorLink(addresses, { userId: 'olga' }, offline)).rejects.toThrow(
      'gives no answer. Does the environment run?',
    );
  });
});
