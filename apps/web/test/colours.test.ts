import fc from 'fast-check';
import { brandColours, contrast } from '../src/brand/colours.ts';

const rgb = (colour: string): readonly [number, number, number] => [
  Number.parseInt(colour.slice(1, 3), 16),
  Number.parseInt(colour.slice(3, 5), 16),
  Number.parseInt(colour.slice(5, 7), 16),
];

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('the colours of a brand', () => {
  it('can be read on what they stand on, whatever colour the brand has', () => {
    fc.assert(
      fc.property(colour, (accent) => {
        const colours = brandColours(accent);
        const text = rgb(colours['--own-text']);
        expect(contrast(rgb(colours['--own-from']), text)).toBeGreaterThanOrEqual(4.4);
        expect(contrast(rgb(colours['--own-to']), text)).toBeGreaterThanOrEqual(4.4);
        expect(contrast(rgb(colours['--accent-on-light']), [255, 255, 255])).toBeGreaterThanOrEqual(4.5);
        expect(contrast(rgb(colours['--accent-on-light']), [244, 245, 249])).toBeGreaterThanOrEqual(4.4);
        expect(contrast(rgb(colours['--accent-on-dark']), [29, 33, 43])).toBeGreaterThanOrEqual(4.4);
      }),
    );
  });

  it('are the brand’s own where that can be read', () => {
    expect(brandColours('#0f766e')).toMatchObject({
      '--brand': '#0f766e',
      '--own-from': '#0f766e',
      '--own-text': '#ffffff',
      '--accent-on-light': '#0f766e',
    });
    expect(brandColours('#facc15')).toMatchObject({ '--own-from': '#facc15', '--own-text': '#000000' });
  });
});
