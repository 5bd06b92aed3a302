import type { Deployment } from '../deployment/deployment.ts';
import { commonPrefix } from '../log/log.ts';

/** Leaves the environment's prefix out of names: `message-send` for `switchboard-local-message-send`, `threads` for `switchboard.local.threads`. */
export function shortNames({ functions, tables }: Pick<Deployment, 'functions' | 'tables'>) {
  const prefix = commonPrefix(functions.map(({ name }) => name));
  const [firstTable = ''] = tables.map(({ name }) => name);
  const dotted = `${firstTable.split('.').slice(0, -1).join('.')}.`;
  const prefixes = [prefix, dotted].filter((text) => text.length > 1);
  return (name: string): string =>
    prefixes.reduce((text, leadingPart) => text.replaceAll(leadingPart, ''), name);
}
