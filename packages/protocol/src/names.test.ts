import { colleagueName, customerName, nameFromId, shownName } from './names.ts';

describe('a user id', () => {
  it.each([
    ['olga', 'Olga'],
    ['olga.ivanova', 'Olga Ivanova'],
    ['anne-marie o’neil', undefined],
    ["sean o'neil", "Sean O'neil"],
    ['guest-1f2e', undefined],
    ['1f2e', undefined],
    ['', undefined],
    ['ольга', 'Ольга'],
  ])('%j is the name %j, where it looks like one', (userId, name) => {
    expect(nameFromId(userId)).toBe(name);
  });

  it('is shown to nobody but operators, and to them where there is nothing better', () => {
    const [named, unnamed] = [{ userId: 'op-7', name: 'Olga Kowalska' }, { userId: 'op-7' }];
    expect([named, unnamed].map(shownName)).toEqual(['Olga Kowalska', undefined]);
    expect([named, unnamed].map(colleagueName)).toEqual(['Olga Kowalska', 'op-7']);
    expect([named, unnamed, { userId: 'guest-1f2e' }].map(customerName)).toEqual([
      'Olga Kowalska',
      'op-7',
      'Guest 1f2e',
    ]);
  });
});
