import { profileOf } from '../src/chat/use-profile.ts';

describe('what is told of a customer', () => {
  it('is their name and picture, and plain values as attributes', () => {
    const said = { name: ' Ann ', picture: 'https://x.example/a.png', plan: 'Pro', seats: 3, trial: false };
    expect(profileOf(said)).toEqual({
      name: 'Ann',
      picture: 'https://x.example/a.png',
      attributes: { plan: 'Pro', seats: 3, trial: false },
    });
  });

  it('is that they have no picture any more', () => {
    expect(profileOf({ name: 'Ann', picture: null })).toEqual({ name: 'Ann', picture: null });
  });

  it('leaves out what the service does not keep', () => {
    expect(profileOf({ name: ' ', picture: 'javascript:1', cart: { items: 2 }, gone: null })).toEqual({});
  });
});
