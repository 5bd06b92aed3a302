import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The versions that are measured. They are nobody's dependencies: the benchmark alone installs them. */
const packages = [
  'rate-limiter-flexible@11.4.0',
  'dynamodb-lock-client@0.7.3',
  'aws-sdk@2.1693.0', // what dynamodb-lock-client runs on
  '@aws-lambda-powertools/idempotency@2.35.0',
  'connect-dynamodb@3.0.5',
  '@aws-sdk/client-dynamodb@3.1162.0',
  '@aws-sdk/lib-dynamodb@3.1162.0',
];

export interface Peers {
  /** Loads an installed package. */
  readonly load: (name: string) => unknown;
  remove(): void;
}

/** Installs the peers into a temporary folder. Without a registry it throws what npm says. */
export function fetchPeers(): Peers {
  const folder = mkdtempSync(join(tmpdir(), 'data-core-peers-'));
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--legacy-peer-deps', '--ignore-scripts'];
  execFileSync('npm', ['install', '--prefix', folder, '--loglevel', 'error', ...quiet, ...packages], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    load: createRequire(join(folder, 'node_modules', '_')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
