import { wordsOf } from './words.ts';

const compared = (text: string) => wordsOf(text).map((word) => word.compared);

describe('the words of a text', () => {
  it('differ neither by case nor by accents nor by punctuation', () => {
    expect(compared('Où EST — l’école?!')).toEqual(['ou', 'est', "l'ecole"]);
  });

  it('are found in any script, with their digits', () => {
    expect(compared('Привет, 世界 42')).toEqual(['привет', '世界', '42']);
  });

  it('keep how they were written', () => {
    expect(wordsOf('Zoë!')).toEqual([{ written: 'Zoë', compared: 'zoe' }]);
  });
});
