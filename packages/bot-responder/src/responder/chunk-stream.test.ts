import type { ServerFrame } from '@switchboard/protocol';
import fc from 'fast-check';
import { createManualWait } from '../../test/manual-wait.ts';
import { type ChunkPosted, createChunkStream } from './chunk-stream.ts';

type Chunk = ServerFrame<'chunk'>;
type Answer = (device: string, chunk: Chunk) => ChunkPosted | Promise<ChunkPosted>;

/** Lets everything go on that is not waiting for time or for a device. */
const settle = async () => {
  for (let turns = 0; turns < 3; turns += 1) await new Promise(setImmediate);
};

const createStream = (devices: readonly string[], answer: Answer = () => 'posted') => {
  const clock = createManualWait();
  const posts: { readonly device: string; readonly chunk: Chunk }[] = [];
  const failures: unknown[] = [];
  const stream = createChunkStream<string>({
    threadId: 't1',
    replyId: 'r1',
    sender: 'test',
    answersThrough: 1,
    wait: clock.wait,
    post: async (device, chunk) => {
      posts.push({ device, chunk });
      return answer(device, chunk);
    },
    onFailure: (error) => failures.push(error),
  });
  stream.join(devices);
  /** The reply so far, and as much time as a device has between two posts. */
  const show = async (text: string, { passes = true } = {}) => {
    stream.show(text);
    await settle();
    if (passes) clock.end(200);
    await settle();
  };
  const piecesOf = (device: string) =>
    posts
      .filter((post) => post.device === device)
      .map(({ chunk: { index, offset, text } }) => [index, offset, text]);
  return { stream, show, piecesOf, posts, failures, clock };
};

/** What a client shows of a reply: each piece takes the place of everything from its offset on. */
const shownBy = (pieces: readonly (readonly [number, number, string] | readonly unknown[])[]) =>
  pieces.reduce<string>((shown, [, offset, text]) => shown.slice(0, Number(offset)) + String(text), '');

describe('a stream of chunks', () => {
  it('brings each piece with its number and the place where it begins', async () => {
    const { show, piecesOf, posts } = createStream(['a']);
    await show('Sure, ');
    await show('Sure, Anna.');
    expect(piecesOf('a')).toEqual([
      [0, 0, 'Sure, '],
      [1, 6, 'Anna.'],
    ]);
    expect(posts[0]?.chunk).toMatchObject({ event: 'chunk', threadId: 't1', replyId: 'r1', sender: 'test' });
  });

  it('posts five times a second at most to each device: what comes faster is merged', async () => {
    const { show, piecesOf } = createStream(['a']);
    await show('a ', { passes: false });
    for (const text of ['a b ', 'a b c ', 'a b c d ']) await show(text, { passes: false });
    await show('a b c d e');
    expect(piecesOf('a')).toEqual([
      [0, 0, 'a '],
      [1, 2, 'b c d e'],
    ]);
  });

  it('follows each device at its own pace: a slow one delays neither the bot nor the others', async () => {
    const slow = Promise.withResolvers<ChunkPosted>();
    const { show, piecesOf } = createStream(['slow', 'fast'], (device) =>
      device === 'slow' ? slow.promise : 'posted',
    );
    for (const text of ['1', '12', '123']) await show(text);
    expect(piecesOf('fast')).toEqual([
      [0, 0, '1'],
      [1, 1, '2'],
      [2, 2, '3'],
    ]);
    expect(piecesOf('slow')).toEqual([[0, 0, '1']]);
    slow.resolve('posted');
    await settle();
    await show('1234');
    expect(piecesOf('slow')).toEqual([
      [0, 0, '1'],
      [1, 1, '234'],
    ]);
  });

  it('does not try a chunk five times: a throttled device costs one post for each pause, and gets what it missed', async () => {
    let isThrottled = true;
    const { show, piecesOf } = createStream(['a'], () => (isThrottled ? 'failed' : 'posted'));
    for (let count = 1; count <= 50; count += 1) await show('x'.repeat(count));
    expect(piecesOf('a').length).toBeLessThanOrEqual(51);
    isThrottled = false;
    await show('x'.repeat(51));
    expect(piecesOf('a').at(-1)).toEqual([0, 0, 'x'.repeat(51)]);
  });

  it('leaves out a device that is gone', async () => {
    const { show, piecesOf } = createStream(['gone', 'here'], (device) =>
      device === 'gone' ? 'gone' : 'posted',
    );
    for (const text of ['1', '12', '123']) await show(text);
    expect(piecesOf('gone')).toHaveLength(1);
    expect(piecesOf('here')).toHaveLength(3);
  });

  it('goes on to the others where a post throws, and says so', async () => {
    const { show, piecesOf, failures } = createStream(['broken', 'here'], (device) => {
      if (device === 'broken') throw new Error('no route to host');
      return 'posted';
    });
    for (const text of ['1', '12']) await show(text);
    expect(piecesOf('here')).toHaveLength(2);
    expect(failures).toHaveLength(1);
  });

  it('posts nothing after its end, also not what it was about to', async () => {
    const { stream, show, posts, failures, clock } = createStream(['a']);
    await show('1', { passes: false });
    stream.show('12');
    stream.close();
    await settle();
    clock.end(200);
    await settle();
    expect(posts).toHaveLength(1);
    expect(failures).toEqual([]);
  });

  it('says nothing of a post that fails after its end', async () => {
    const slow = Promise.withResolvers<ChunkPosted>();
    const { stream, show, failures } = createStream(['a'], () => slow.promise);
    await show('1');
    stream.close();
    slow.reject(new Error('no route to host'));
    await settle();
    expect(failures).toEqual([]);
  });

  it('has nothing for a device that comes before its first piece, and all of it for one that comes later', async () => {
    const { stream, show, piecesOf, posts } = createStream([]);
    stream.join(['early']);
    await settle();
    expect(posts).toEqual([]);
    await show('Sure, ');
    stream.join(['early', 'late']);
    await settle();
    expect(piecesOf('early')).toEqual([[0, 0, 'Sure, ']]);
    expect(piecesOf('late')).toEqual([[0, 0, 'Sure, ']]);
  });

  it('goes to a device that has joined twice once', async () => {
    const { stream, show, piecesOf } = createStream(['a', 'a']);
    stream.join(['a']);
    await show('1');
    stream.join(['a']);
    await show('12');
    expect(piecesOf('a')).toEqual([
      [0, 0, '1'],
      [1, 1, '2'],
    ]);
  });

  it('begins where the text changed when the bot takes its words back', async () => {
    const { show, piecesOf } = createStream(['a']);
    await show('I think that');
    await show('I know.');
    expect(piecesOf('a')).toEqual([
      [0, 0, 'I think that'],
      [1, 2, 'know.'],
    ]);
  });

  it('never cuts an emoji in half, whether the bot does or two texts differ within it', async () => {
    const { show, piecesOf } = createStream(['a']);
    await show('Hi \ud83d');
    await show('Hi 😀');
    await show('Hi 😁');
    expect(piecesOf('a')).toEqual([
      [0, 0, 'Hi '],
      [1, 3, '😀'],
      [2, 3, '😁'],
    ]);
  });

  it('shows every device that saw the last piece the whole text, whatever was merged, lost or taken back', async () => {
    const piece = fc.string({ unit: 'binary', maxLength: 5 });
    const step = fc.record({
      text: piece,
      replaces: fc.boolean(),
      passes: fc.boolean(),
      fails: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        let fails = false;
        const { show, piecesOf, posts } = createStream(['a'], () => (fails ? 'failed' : 'posted'));
        const posted: boolean[] = [];
        let text = '';
        for (const { text: added, replaces, passes, fails: failsNow } of steps) {
          fails = failsNow;
          text = replaces ? added : text + added;
          await show(text, { passes });
          while (posted.length < posts.length) posted.push(!fails);
        }
        fails = false;
        for (let rounds = 0; rounds < 3; rounds += 1) await show(text);
        while (posted.length < posts.length) posted.push(true);
        const seen = piecesOf('a').filter((_, index) => posted[index]);
        const whole = text.isWellFormed() ? text : text.slice(0, -1).toWellFormed();
        expect(shownBy(seen)).toBe(whole);
        for (const [, , shown] of seen) expect(String(shown).isWellFormed()).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
