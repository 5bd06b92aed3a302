import fc from 'fast-check';
import { textPieces } from '../src/telegram/text-pieces.ts';

describe('the pieces of a text in Telegram', () => {
  it('begin and end where entities do, the outermost entity first', () => {
    const bold = { type: 'bold', offset: 2, length: 6 };
    const italic = { type: 'italic', offset: 4, length: 2 };
    expect(textPieces('👍bold it up', [italic, bold])).toEqual([
      { text: '👍', entities: [] },
      { text: 'bo', entities: [bold] },
      { text: 'ld', entities: [bold, italic] },
      { text: ' i', entities: [bold] },
      { text: 't up', entities: [] },
    ]);
  });

  it('are together the text, whatever the entities say', () => {
    const entity = fc.record({ type: fc.constant('bold'), offset: fc.nat(30), length: fc.nat(30) });
    fc.assert(
      fc.property(fc.string(), fc.array(entity), (text, entities) => {
        expect(
          textPieces(text, entities)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});
