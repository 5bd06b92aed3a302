/**
 * `watch.ts <folder of a package> <bundle> <folder for the bundle>`: builds one bundle again whenever a source is saved, and writes one line
 * of JSON for each build.
 * It ends when standard input does, or at SIGTERM.
 */
import { pathToFileURL } from 'node:url';
import { stop } from 'esbuild';
import { type BundledPackage, bundlesOf } from './function-bundle.ts';
import { watchBundle } from './watch-bundle.ts';

const [folder = '', name = '', outFolder = ''] = process.argv.slice(2);
const { functionPackage }: { functionPackage: BundledPackage } = await import(
  pathToFileURL(`${folder}/src/functions.ts`).href
);
const bundle = bundlesOf(functionPackage).find((candidate) => candidate.name === name);
if (bundle === undefined) throw new Error(`${folder} declares no bundle ${name}.`);
// The service of esbuild pings this process every second. If the process exits before it answers, the service dies with a stack trace.
const end = (): void => void stop().finally(() => process.exit());
process.stdin.on('end', end).resume();
process.on('SIGTERM', end);
await watchBundle({
  root: functionPackage.root,
  bundle,
  outFolder,
  report: (report) => process.stdout.write(`${JSON.stringify(report)}\n`),
  now: () => performance.now(),
});
