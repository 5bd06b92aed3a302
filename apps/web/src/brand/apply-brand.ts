import type { Brand } from '@switchboard/declarations/brand';
import { brandColours } from './colours.ts';

/** Gives the page the colours of a brand. What the brand leaves out stays as the style sheet has it. */
export function applyBrand({ accent }: Brand, root: HTMLElement): void {
  if (accent === undefined) return;
  for (const [property, value] of Object.entries(brandColours(accent)))
    root.style.setProperty(property, value);
}
