/** Red, green and blue from 0 to 255, and how opaque it is from 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const names: Readonly<Record<string, Colour>> = {
  white: [255, 255, 255, 1],
  black: [0, 0, 0, 1],
  red: [255, 0, 0, 1],
  green: [0, 128, 0, 1],
  blue: [0, 0, 255, 1],
  gray: [128, 128, 128, 1],
  grey: [128, 128, 128, 1],
  silver: [192, 192, 192, 1],
  transparent: [0, 0, 0, 0],
};

/** @returns a CSS colour; undefined where it is none that is known here */
export function colourOf(css: string | undefined): Colour | undefined {
  const text = css?.trim().toLowerCase() ?? '';
  if (names[text]) return names[text];
  const hex = /^#?([0-9a-f]{3,8})$/.exec(text)?.[1];
  if (hex !== undefined) return fromHex(hex);
  const parts = /^rgba?\(([^)]*)\)/
    .exec(text)?.[1]
    ?.split(/[\s,/]+/)
    .filter(Boolean)
    .map(Number.parseFloat);
  const [red, green, blue, alpha = 1] = parts ?? [];
  return red === undefined || green === undefined || blue === undefined
    ? undefined
    : [red, green, blue, alpha];
}

function fromHex(hex: string): Colour | undefined {
  const isShort = hex.length < 6;
  const digits = isShort ? hex.split('').map((digit) => digit + digit) : (hex.match(/../g) ?? []);
  const [red, green, blue, alpha = 255] = digits.map((digit) => Number.parseInt(digit, 16));
  if (red === undefined || green === undefined || blue === undefined) return undefined;
  return [red, green, blue, alpha / 255];
}

/** How far two colours may be apart so that nobody can tell them from each other. */
const indistinguishable = 20;

/** Whether text of one colour cannot be seen on the other. Of an unknown colour nothing can be said. */
export function isSameColour(text: Colour | undefined, background: Colour | undefined): boolean {
  if (text && text[3] < 0.05) return true;
  if (!text || !background) return false;
  const difference = Math.max(
    Math.abs(text[0] - background[0]),
    Math.abs(text[1] - background[1]),
    Math.abs(text[2] - background[2]),
  );
  return difference <= indistinguishable;
}
