import type { Brand, CustomerField } from '@switchboard/declarations/brand';
import type { Theme } from '../theme/theme.ts';

/** What a script tag says: `<script src="…/widget.js" data-name="Acme" data-accent="#0f766e">`. */
export interface WidgetSettings {
  readonly brand: Brand;
  readonly theme: Theme | undefined;
  readonly side: 'left' | 'right';
  /** The page says who its visitors are, by `Switchboard.identify`. */
  readonly identified: boolean;
  /** Whether the chat is open from the start. */
  readonly open: boolean;
}

type Dataset = Readonly<Partial<Record<string, string>>>;

/** A list in an attribute: `data-suggestions="Prices | Opening hours"`. */
const listIn = (text: string, separator: string): string[] => {
  const items: string[] = [];
  for (const item of text.split(separator)) if (item.trim() !== '') items.push(item.trim());
  return items;
};

export function readAttributes(data: Dataset): WidgetSettings {
  const brand: { -readonly [Field in keyof Brand]: Brand[Field] } = {};
  if (data.name) brand.name = data.name;
  if (data.logo) brand.logo = data.logo;
  if (data.accent) brand.accent = data.accent;
  if (data.title) brand.title = data.title;
  if (data.greeting) brand.greeting = data.greeting;
  if (data.suggestions !== undefined) brand.suggestions = listIn(data.suggestions, '|');
  if (data.ask !== undefined) brand.ask = listIn(data.ask, ',') as CustomerField[];
  return {
    brand,
    theme: data.theme === 'light' || data.theme === 'dark' ? data.theme : undefined,
    side: data.side === 'left' ? 'left' : 'right',
    identified: data.identify !== undefined,
    open: data.open !== undefined,
  };
}
