/** What the bundler has to know of a Lambda function: a `FunctionDefinition` has it. */
interface BundledFunction {
  /** Names the bundle's folder: `dist/<name>/index.js`. */
  readonly name: string;
  /** The TypeScript file that exports `handler`, from the package's root. */
  readonly entry: string;
}

/** The functions of one package and where its root is: a `FunctionPackage` is one. */
export interface BundledPackage {
  readonly root: URL;
  readonly functions: readonly BundledFunction[];
}

/** What one bundle weighs. */
export interface BundleSize {
  readonly minifiedBytes: number;
  readonly gzipBytes: number;
  /** How many of the minified bytes came from which npm package or folder of ours, the heaviest first. */
  readonly bytesByPackage: Readonly<Record<string, number>>;
}
