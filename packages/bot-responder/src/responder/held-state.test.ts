import { createDocumentClient, type LockedState, type ReadState, StateStorage } from '@switchboard/data-core';
import { BotError } from '../bot/bot-error.ts';
import { botStateOf, emptyStateExpiry, isLockedState, writesOfState } from './held-state.ts';

const now = 1_800_000_000_000;
const nowSeconds = 1_800_000_000;
const daySeconds = 86_400;
const life = now - 5_000;

/** Only builds writes: nothing is sent. */
const states = new StateStorage('states', {
  client: createDocumentClient({ region: 'eu-central-1' }),
  now: () => now,
});

/** The head of a thread, as far as a state depends on it. */
const head = { createdAt: life, expiresAt: nowSeconds + 90 * daySeconds } as Parameters<
  typeof writesOfState
>[3];

const locked = (change: Partial<LockedState> = {}): LockedState => ({
  senderId: 't1',
  state: { step: 1 },
  life,
  fence: 7,
  lockedUntil: now + 1,
  expiresAt: head.expiresAt,
  ...change,
});

const read = (change: Partial<ReadState> = {}): ReadState => ({
  senderId: 't1',
  state: { step: 1 },
  life,
  expiresAt: head.expiresAt,
  stateVersion: { fence: 7, savedBy: 's1', bodySlot: null, expired: false },
  ...change,
});

describe('what a bot keeps', () => {
  it('is what it kept in this life of the thread', () => {
    expect(botStateOf(locked(), head)).toEqual({ step: 1 });
    expect(botStateOf(locked({ life: life - 1 }), head)).toEqual({});
    expect(botStateOf(read({ life: undefined }), head)).toEqual({});
  });

  it('is locked, or was read', () => {
    expect(isLockedState(locked())).toBe(true);
    expect(isLockedState(read())).toBe(false);
    // What an earlier version of the item left there is no lock.
    expect(isLockedState(read({ lockedUntil: 0 }))).toBe(false);
    expect(isLockedState(read({ fence: 7 }))).toBe(false);
  });

  it('lives for a day where a lock creates it', () => {
    expect(emptyStateExpiry(now)).toBe(nowSeconds + daySeconds);
  });
});

describe('a state is saved', () => {
  it.each<[string, LockedState | ReadState, Record<string, unknown>, boolean]>([
    ['when it has changed', locked(), { step: 2 }, true],
    ['when it was read and has changed', read(), { step: 2 }, true],
    ['when it is of another life, though it is the same', locked({ life: life - 1 }), { step: 1 }, true],
    ['when it would end before the thread', locked({ expiresAt: head.expiresAt - 1 }), { step: 1 }, true],
    ['when it had no end', locked({ expiresAt: undefined }), { step: 1 }, true],
    ['when nothing is left of it', locked(), {}, true],
    ['not when it is the same', locked(), { step: 1 }, false],
    ['not when it is the same deep down', locked({ state: { a: [{ b: 1 }] } }), { a: [{ b: 1 }] }, false],
    [
      'not when there was none and is none, whenever that ends',
      locked({ state: {}, expiresAt: 1 }),
      {},
      false,
    ],
    ['not when an earlier life’s is forgotten', locked({ life: life - 1 }), {}, false],
  ])('%s', (_, held, state, isSaved) => {
    expect(writesOfState(states, held, state, head).length > 0).toBe(isSaved);
  });

  it('for this life of the thread, and a month longer than the thread lives', () => {
    const [write] = writesOfState(states, locked(), { step: 2 }, head);
    expect(write?.Put?.Item).toMatchObject({
      senderId: 't1',
      life,
      expiresAt: head.expiresAt + 30 * daySeconds,
      lockedUntil: 0,
    });
    expect(write?.Put?.ExpressionAttributeValues).toMatchObject({ ':fence': 7 });
  });

  it('unless it is too large, which the bot is told with both sizes', () => {
    // Characters without a pattern, which cannot be compressed.
    let seed = 1;
    let text = '';
    while (text.length < 700_000) {
      seed = (seed * 48_271) % 2_147_483_647;
      text += seed.toString(36);
    }
    const save = () => writesOfState(states, locked(), { text }, head);
    expect(save).toThrow(BotError);
    expect(save).toThrow(
      expect.objectContaining({
        code: 'bot.stateTooLarge',
        message: expect.stringMatching(
          /^The bot keeps a state of \d+ bytes; at most 307200 can be stored\.$/,
        ),
        cause: expect.objectContaining({ maxBytes: 307_200 }),
      }),
    );
  });

  it('unless it cannot be stored', () => {
    expect(() => writesOfState(states, locked(), { when: () => 1 }, head)).toThrow(
      expect.objectContaining({
        code: 'bot.invalidEvent',
        message: 'The bot keeps a state that cannot be stored.',
        cause: expect.anything(),
      }),
    );
  });
});
