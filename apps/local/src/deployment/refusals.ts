import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { refusedCode, refusedInUse, refusedOnCreation } from '@switchboard/aws-rules';
import { PlatformError } from '../platform-error.ts';
import type { Resource } from '../terraform/resource.ts';

/**
 * Refuses what AWS would refuse: what it would not create, and what it would create and could not use.
 *
 * @param stackFolder what relative file names in the stack are relative to
 * @throws {PlatformError} `aws.refused`, naming everything that is refused
 */
export function requireAllowed(resources: readonly Resource[], stackFolder: string): void {
  const hashOf = (filename: string): string | undefined => hashOfFile(resolve(stackFolder, filename));
  const refusals = [refusedOnCreation, refusedInUse, refusedCode(hashOf)].flatMap((rules) =>
    rules(resources),
  );
  if (refusals.length === 0) return;
  const lines = refusals.map(({ resource, rule, message }) => `  - ${resource}: ${message} (${rule})`);
  throw new PlatformError('aws.refused', `AWS would refuse this stack:\n${lines.join('\n')}`);
}

function hashOfFile(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('base64');
  } catch {
    return undefined;
  }
}
