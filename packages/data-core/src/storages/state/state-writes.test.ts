import { InvalidOptionError } from '../../shared/validation/invalid-option-error.ts';
import { StateTooLargeError } from './errors.ts';
import type { LockedState, ReadState, StateVersion } from './state-item.ts';
import { stateWrites, takeBackBody } from './state-writes.ts';

const save = { tableName: 'states', saveId: 'save-1', nowMs: 1_800_000_000_000 };

const locked = (change: Partial<LockedState<object>> = {}): LockedState<object> => ({
  senderId: 'ann',
  state: { step: 1 },
  fence: 7,
  lockedUntil: save.nowMs + 1,
  ...change,
});

const version: StateVersion = { fence: 4, savedBy: 'save-0', bodySlot: null, expired: false };
const read = (change: Partial<ReadState<object>> = {}): ReadState<object> => ({
  senderId: 'ann',
  state: { step: 1 },
  stateVersion: version,
  ...change,
});

const large = { text: 'x'.repeat(3_000) };

/** Characters without a pattern, which cannot be compressed to less than about half. */
function noise(bytes: number): string {
  let seed = 1;
  let text = '';
  while (text.length < bytes) {
    seed = (seed * 48_271) % 2_147_483_647;
    text += seed.toString(36);
  }
  return text;
}

describe('the save of a small state', () => {
  it('is one write, which releases the lock and leaves its name', () => {
    const { head, body, leftovers, saveId } = stateWrites(save, locked());
    expect([body, leftovers, saveId]).toEqual([undefined, [], 'save-1']);
    expect(head.TableName).toBe('states');
    expect(head.Item).toEqual({
      senderId: 'ann',
      fence: 7,
      lockedUntil: 0,
      savedBy: 'save-1',
      state: expect.anything(),
    });
    expect(head.ReturnValuesOnConditionCheckFailure).toBe('ALL_OLD');
  });

  it('keeps its life, its end, and when the sender last said something', () => {
    const { head } = stateWrites(save, locked({ life: 5, expiresAt: 9, lastInteraction: new Date(3) }));
    expect(head.Item).toMatchObject({ life: 5, expiresAt: 9, interactedAt: 3 });
    const none = stateWrites(save, locked({ lastInteraction: 'yesterday' })).head.Item;
    expect(none).not.toHaveProperty('interactedAt');
    expect(stateWrites(save, locked({ life: 'first' })).head.Item).toMatchObject({ life: 'first' });
    const bare = stateWrites(save, locked()).head.Item ?? {};
    expect(['life', 'expiresAt', 'interactedAt'].filter((name) => name in bare)).toEqual([]);
  });

  it('removes both bodies that the state had while it was large', () => {
    const { leftovers } = stateWrites(save, locked({ bodySlot: 1 }));
    expect(leftovers).toHaveLength(2);
    expect(new Set(leftovers.map(({ Key }) => Key?.senderId)).size).toBe(2);
    for (const leftover of leftovers) {
      expect(leftover).toMatchObject({ TableName: 'states', ExpressionAttributeValues: { ':fence': 7 } });
    }
  });
});

describe('the save of a large state', () => {
  it('leaves the body that is not in use to be replaced by the next save', () => {
    expect(stateWrites(save, locked({ state: large, bodySlot: 0 })).leftovers).toEqual([]);
  });

  it('puts the state in the place that is not in use, and lets the head point there', () => {
    const slots = [undefined, 0, 1].map((bodySlot) => {
      const { head, body } = stateWrites(
        save,
        locked({ state: large, ...(bodySlot !== undefined && { bodySlot: bodySlot as 0 | 1 }) }),
      );
      expect(head.Item).toMatchObject({ bodyFence: 7, savedBy: 'save-1', lockedUntil: 0 });
      expect(head.Item).not.toHaveProperty('state');
      expect(body?.Item).toMatchObject({ fence: 7, savedBy: 'save-1', format: 'json' });
      return head.Item?.bodySlot;
    });
    expect(slots).toEqual([0, 1, 0]);
  });

  it('lets the body end when the head does', () => {
    const ending = stateWrites(save, locked({ state: large, expiresAt: 9 }));
    expect([ending.head.Item?.expiresAt, ending.body?.Item?.expiresAt]).toEqual([9, 9]);
    expect(stateWrites(save, locked({ state: large })).body?.Item).not.toHaveProperty('expiresAt');
  });

  it('begins at 2 KB, all attributes counted', () => {
    const isInline = (bytes: number, more: object = {}) =>
      stateWrites(save, locked({ state: { text: 'x'.repeat(bytes) }, ...more })).body === undefined;
    let most = 1_900;
    expect(isInline(most)).toBe(true);
    while (isInline(most + 1)) most += 1;
    expect(most).toBeLessThan(2_048);
    expect(isInline(most, { expiresAt: 9 })).toBe(false);
  });

  it('compresses what is above 300 KB', () => {
    const { body } = stateWrites(save, locked({ state: { text: 'x'.repeat(400_000) } }));
    expect(body?.Item?.format).toBe('deflate');
  });

  it.each<[string, string, number]>([
    ['above 300 KB even when compressed', noise(700_000), 300 * 1024],
    ['above 4 MB before it is compressed', 'x'.repeat(4 * 1024 * 1024), 4 * 1024 * 1024],
  ])('is refused %s', (_, text, maxBytes) => {
    const tooLarge = () => stateWrites(save, locked({ state: { text } }));
    expect(tooLarge).toThrow(StateTooLargeError);
    expect(tooLarge).toThrow(expect.objectContaining({ maxBytes, sender: { senderId: 'ann' }, path: [] }));
  });

  it('is taken back by removing the body, where it is still that of this save', () => {
    const writes = stateWrites(save, locked({ state: large }));
    expect(takeBackBody(writes)).toEqual([
      {
        TableName: 'states',
        Key: { senderId: writes.body?.Item?.senderId },
        ConditionExpression: 'savedBy = :saveId',
        ExpressionAttributeValues: { ':saveId': 'save-1' },
      },
    ]);
    expect(takeBackBody(stateWrites(save, locked()))).toEqual([]);
  });
});

describe('the conditions of a save', () => {
  it('are that the lock is still held, or that this save was applied before', () => {
    expect(stateWrites(save, locked()).head).toMatchObject({
      ConditionExpression: 'fence = :fence AND (lockedUntil > :released OR savedBy = :saveId)',
      ExpressionAttributeValues: { ':fence': 7, ':released': 0, ':saveId': 'save-1' },
    });
  });

  it('are without a lock that the state is as it was read, or that this save was applied before', () => {
    const { ConditionExpression, ExpressionAttributeValues } = stateWrites(save, read()).head;
    expect(ConditionExpression).toMatch(/^\(fence = :readFence AND .+\) OR savedBy = :saveId$/);
    expect(ExpressionAttributeValues).toMatchObject({ ':readFence': 4, ':saveId': 'save-1' });
  });

  it('are for a body that its place is free, of an earlier holder, or of this save', () => {
    expect(stateWrites(save, locked({ state: large })).body).toMatchObject({
      ConditionExpression: 'attribute_not_exists(fence) OR fence < :fence OR savedBy = :saveId',
      ExpressionAttributeValues: { ':fence': 7, ':saveId': 'save-1' },
    });
  });

  it('are for a body that is removed that no later holder has put it there', () => {
    const [leftover] = stateWrites(save, locked({ bodySlot: 0 })).leftovers;
    expect(leftover?.ConditionExpression).toBe('attribute_not_exists(fence) OR fence <= :fence');
  });
});

describe('the save of a state that was read without its lock', () => {
  it('has the next fence, and the other place for its body', () => {
    expect(stateWrites(save, read()).head.Item).toMatchObject({ fence: 5, lockedUntil: 0 });
    const stateVersion = { ...version, bodySlot: 0 as const };
    expect(stateWrites(save, read({ state: large, stateVersion })).head.Item?.bodySlot).toBe(1);
    expect(stateWrites(save, read({ stateVersion })).leftovers).toHaveLength(2);
    expect(stateWrites(save, read()).leftovers).toEqual([]);
  });
});

describe('what cannot be saved', () => {
  it.each<[string, object, RegExp]>([
    ['was neither locked nor read', { senderId: 'ann', state: {} }, /item.+lockState.+stateVersion/],
    ['has a body that was not read', locked({ bodyKey: 'ann|body0' }), /item\.bodyKey.+readState first/],
    [
      'has a life that is no text and no whole number',
      locked({ life: 1.5 }),
      /life.+a text or a whole number/,
    ],
    ['has an end that is no whole number', locked({ expiresAt: 1.5 }), /expiresAt.+whole number/],
  ])('%s', (_, item, option) => {
    const saving = () => stateWrites(save, item as LockedState<object>);
    expect(saving).toThrow(InvalidOptionError);
    expect(saving).toThrow(option);
  });
});
