import { type Colour, colourOf, isSameColour } from './colour.ts';
import type { Declarations } from './styles.ts';

/** What an element hands on to the text inside it. */
export interface Visibility {
  /** Nothing inside is shown, whatever it says itself. */
  readonly isGone: boolean;
  /** Nothing is shown unless an element inside says `visibility: visible`. */
  readonly isInvisible: boolean;
  /** Text is too small to be read unless an element inside has a size of its own. */
  readonly isTiny: boolean;
  readonly colour: Colour | undefined;
  /** Undefined where it is a picture. */
  readonly background: Colour | undefined;
}

export const pageVisibility: Visibility = {
  isGone: false,
  isInvisible: false,
  isTiny: false,
  colour: colourOf('black'),
  background: colourOf('white'),
};

/** Whether a person can read text that is written with this visibility. */
export const isReadable = ({ isGone, isInvisible, isTiny, colour, background }: Visibility): boolean =>
  !isGone && !isInvisible && !isTiny && !isSameColour(colour, background);

/** The visibility inside an element. */
export function visibilityIn(
  around: Visibility,
  attributes: ReadonlyMap<string, string>,
  declarations: Declarations,
): Visibility {
  if (attributes.size === 0 && declarations.size === 0) return around;
  const visibility = declarations.get('visibility') ?? '';
  const fontPx = lengthPx(declarations.get('font-size'));
  return {
    isGone: around.isGone || attributes.has('hidden') || takesOut(declarations),
    isInvisible: /^(hidden|collapse)/.test(visibility) || (around.isInvisible && visibility !== 'visible'),
    isTiny: fontPx === undefined ? around.isTiny : fontPx <= 2,
    colour: colourOf(declarations.get('color') ?? attributes.get('color')) ?? around.colour,
    background: backgroundIn(around, attributes, declarations),
  };
}

/** Whether an element and all that is in it is not shown. */
function takesOut(declarations: Declarations): boolean {
  const is = (property: string, pattern: RegExp) => pattern.test(declarations.get(property) ?? '');
  const isNothing = (property: string) => (lengthPx(declarations.get(property)) ?? 16) <= 1;
  const clips =
    is('overflow', /^(hidden|clip)/) || is('overflow-x', /^hidden/) || is('overflow-y', /^hidden/);
  return (
    is('display', /^none/) ||
    is('opacity', /^(?=.)0*(\.0\d*)?%?$/) ||
    is('mso-hide', /^all/) ||
    is('text-indent', /^-\d{3}/) ||
    is('transform', /scale\(0/) ||
    is('clip', /^rect\(\s*[01](px)?\b/) ||
    isNothing('max-height') ||
    (clips && ['height', 'width', 'max-width'].some(isNothing)) ||
    (is('position', /^(absolute|fixed)/) && (is('left', /^-\d{3}/) || is('top', /^-\d{3}/)))
  );
}

const pixelsPerUnit: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  pt: 4 / 3,
  em: 16,
  rem: 16,
  '%': 0.16,
};

/** @returns a CSS length in pixels, relative ones as if the text around had 16; undefined where it is none */
function lengthPx(css: string | undefined): number | undefined {
  const [, number, unit = ''] = /^(\d*\.?\d+)(px|pt|r?em|%)?$/.exec(css ?? '') ?? [];
  const pixels = pixelsPerUnit[unit];
  return number === undefined || pixels === undefined ? undefined : Number(number) * pixels;
}

function backgroundIn(
  around: Visibility,
  attributes: ReadonlyMap<string, string>,
  declarations: Declarations,
): Colour | undefined {
  const css = `${declarations.get('background') ?? ''} ${declarations.get('background-image') ?? ''}`;
  if (attributes.has('background') || /url\(|gradient\(/.test(css)) return undefined;
  const colour =
    declarations.get('background-color') ?? declarations.get('background') ?? attributes.get('bgcolor');
  const own = colourOf(colour) ?? colourOf(colour?.split(' ')[0]);
  return own && own[3] > 0.5 ? own : around.background;
}
