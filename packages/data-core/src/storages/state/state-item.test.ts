import { bodyKey, encodeOwn, headKey, isLocked, isRead, lockOf, readHead, senderOf } from './state-item.ts';

const stateVersion = { fence: 1, savedBy: 'a' };

describe('what is stored of a state', () => {
  it('is what its owner put there, and nothing of the handle', () => {
    const handle = {
      senderId: 'anna',
      pageId: 'page',
      fence: 1,
      lockedUntil: 2,
      bodySlot: 0,
      lock: 3,
      life: 4,
      expiresAt: 5,
      stateVersion,
    };
    const state = { step: 1 };
    expect(encodeOwn({ ...handle, state, name: 'Anna', nothing: undefined })).toStrictEqual({
      state,
      name: 'Anna',
    });
  });

  it.each([1, null, 'a', {}, { fence: 1 }, { savedBy: 'a' }])(
    'may be called stateVersion where it is none: %j',
    (own) => {
      expect(encodeOwn({ senderId: 'anna', state: {}, stateVersion: own })).toHaveProperty('stateVersion');
      expect(isRead({ stateVersion: own })).toBe(false);
    },
  );

  it('may look like a version under another name', () => {
    expect(encodeOwn({ senderId: 'anna', state: {}, other: stateVersion })).toHaveProperty('other');
  });
});

describe('an item that bears the lock', () => {
  it('says what it says in the right types, and nothing where it is damaged', () => {
    const whole = { fence: 1, lockedUntil: 2, savedBy: 'a', life: 'l', bodySlot: 1, bodyFence: 3 };
    expect(readHead(whole)).toStrictEqual(whole);
    expect(readHead({ ...whole, life: 5, bodySlot: 0 })).toStrictEqual({ ...whole, life: 5, bodySlot: 0 });
    const damaged = { fence: '1', lockedUntil: '2', savedBy: 4, life: {}, bodySlot: 2, bodyFence: '3' };
    expect(readHead(damaged)).toStrictEqual({ fence: 0, lockedUntil: 0, savedBy: null, life: undefined });
  });

  it('says of its lock who has it, until when, and where the body is', () => {
    expect(lockOf({ fence: 1, lockedUntil: 2, bodySlot: 0, name: 'x' })).toStrictEqual({
      fence: 1,
      lockedUntil: 2,
      bodySlot: 0,
    });
    expect(lockOf({})).toStrictEqual({ fence: 0, lockedUntil: 0 });
  });

  it('is told from one that only has a body', () => {
    const sender = { senderId: 'anna', pageId: 'page' };
    expect(senderOf(headKey(sender))).toEqual(sender);
    expect(senderOf(bodyKey(sender, 1))).toBeUndefined();
  });
});

describe('a handle', () => {
  it('is of a locked state if it has a fence', () => {
    expect([{ fence: 1 }, { fence: '1' }, {}].map(isLocked)).toEqual([true, false, false]);
  });

  it('is of a state that was read if it has a version', () => {
    expect([{ stateVersion }, {}, { stateVersion: null }].map(isRead)).toEqual([true, false, false]);
  });
});
