export { bundlePackage, EntryMissingError } from './bundle-package.ts';
export type { BundledFunction, BundledPackage, BundleSize } from './function-bundle.ts';
