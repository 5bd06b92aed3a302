/** Run in the folder of a package that declares functions: bundles each of them. */
import { pathToFileURL } from 'node:url';
import { bundlePackage } from './bundle-package.ts';
import { describeFailure } from './describe-failure.ts';
import type { BundledPackage } from './function-bundle.ts';
import { sizeReport } from './size-report.ts';

const { functionPackage }: { functionPackage: BundledPackage } = await import(
  pathToFileURL('src/functions.ts').href
);
try {
  const sizes = await bundlePackage(functionPackage);
  process.stdout.write(`${sizeReport(sizes).join('\n')}\n`);
} catch (error) {
  const message = await describeFailure(error);
  if (message === undefined) throw error;
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
