type Rgb = readonly [number, number, number];

/** The least contrast between a text and what it stands on. Source: WCAG 2.2, success criterion 1.4.3. */
const leastContrast = 4.5;

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
/** What accents stand on as text: the panels of the light and of the dark theme. */
const lightPanel: Rgb = [244, 245, 249];
const darkPanel: Rgb = [29, 33, 43];

/** Custom properties of the style sheet that a brand's colour determines. */
export interface BrandColours {
  readonly '--brand': string;
  readonly '--own-from': string;
  readonly '--own-to': string;
  readonly '--own-text': string;
  readonly '--accent-on-light': string;
  readonly '--accent-on-dark': string;
}

/**
 * Colours for a brand: its own behind what the reader writes, and lighter or darker shades of it where it is the colour of a
 * text, so that every text can be read.
 *
 * @param accent for example `#0f766e`
 */
export function brandColours(accent: string): BrandColours {
  const own = parse(accent);
  const text =
    contrast(own, white) >= leastContrast
      ? white
      : contrast(own, black) > contrast(own, white)
        ? black
        : white;
  const readableOwn = shadeUntil(own, text === white ? black : white, (shade) => contrast(shade, text));
  return {
    '--brand': hex(own),
    '--own-from': hex(readableOwn),
    '--own-to': hex(mix(readableOwn, text === white ? black : white, 0.12)),
    '--own-text': hex(text),
    '--accent-on-light': hex(shadeUntil(own, black, (shade) => contrast(shade, lightPanel))),
    // A little more than the least: light colours on dark ones look paler than they are.
    '--accent-on-dark': hex(shadeUntil(own, white, (shade) => contrast(shade, darkPanel) / 1.35)),
  };
}

/** The shade nearest to a colour whose contrast suffices. */
function shadeUntil(colour: Rgb, towards: Rgb, contrastOf: (shade: Rgb) => number): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const shade = mix(colour, towards, share);
    if (contrastOf(shade) >= leastContrast) return shade;
  }
  return towards;
}

/** The parts of a colour are named one by one: on the pages of others, not even `map` is sure to be what it should. */
const parse = (colour: string): Rgb => [part(colour, 1), part(colour, 3), part(colour, 5)];

const part = (colour: string, at: number): number => Number.parseInt(colour.slice(at, at + 2), 16);

const hex = (colour: Rgb): string => `#${hexPart(colour[0])}${hexPart(colour[1])}${hexPart(colour[2])}`;

const hexPart = (value: number): string => (0x100 + Math.round(value)).toString(16).slice(1);

const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

/** Source: WCAG 2.2, definition of relative luminance. */
const luminance = (colour: Rgb): number =>
  0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);

function linear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** From 1 (the same) to 21 (black on white). */
export function contrast(a: Rgb, b: Rgb): number {
  const [one, other] = [luminance(a), luminance(b)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
