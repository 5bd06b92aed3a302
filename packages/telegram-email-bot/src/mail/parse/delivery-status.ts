import type { DeliveryStatus } from '../mail.ts';
import { oneLine } from '../visible-text.ts';

const actions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;

/** @returns the first recipient's part of a `message/delivery-status` text; undefined if there is none */
export function parseDeliveryStatus(text: string): DeliveryStatus | undefined {
  const fields = new Map<string, string>();
  for (const line of text
    .slice(0, 50_000)
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  const textOf = (name: string) => oneLine((fields.get(name) ?? '').replace(/^[\w-]+;\s*/, ''), 300);
  const action = actions.find((known) => known === fields.get('action')?.toLowerCase());
  if (!action) return undefined;
  return {
    recipient: textOf('final-recipient') || textOf('original-recipient'),
    action,
    status: textOf('status'),
    diagnostic: textOf('diagnostic-code'),
  };
}
