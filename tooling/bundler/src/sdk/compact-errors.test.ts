import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compactErrors, errorModels } from './compact-errors.ts';

const require = createRequire(__filename);
const clients = ['client-dynamodb', 'client-sns', 'client-apigatewaymanagementapi'];

const sourceOf = (client: string) => {
  const path = join(dirname(require.resolve(`@aws-sdk/${client}/package.json`)), 'dist-es/models/errors.js');
  return { path, source: readFileSync(path, 'utf8') };
};

describe('the errors of a client', () => {
  it.each(clients)('of %s have the same names in fewer bytes', (client) => {
    const { path, source } = sourceOf(client);
    expect(path).toMatch(errorModels);
    const compact = compactErrors(source, path);
    const names = [...source.matchAll(/^export class (\w+)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) expect(compact).toContain(`export const ${name} = `);
    expect(compact.length).toBeLessThan(source.length);
  });

  it('are refused where the SDK declares them in another way', () => {
    expect(() => compactErrors('export class A extends B {}', 'errors.js')).toThrow('errors.js is unlike');
  });
});
