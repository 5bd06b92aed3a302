import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/**
 * The folder of an installed package of bindings.
 *
 * @param from a file or folder from which the package can be imported
 */
export const bindingsFolder = (packageName: string, from: string | URL = import.meta.url): string =>
  dirname(createRequire(from).resolve(`${packageName}/package.json`));
