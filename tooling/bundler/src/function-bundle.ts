/** What the bundler has to know of a Lambda function: a `FunctionDefinition` has it. */
interface BundledFunction {
  /** Names the bundle's folder: `dist/<name>/index.js`. */
  readonly name: string;
  /** The TypeScript file that exports `handler`, from the package's root. */
  readonly entry: string;
  /** Files that take the place of one import of the entry: a bundle for each, `dist/<name>.<value>/index.js`. */
  readonly variants?: {
    readonly module: string;
    readonly files: Readonly<Record<string, string>>;
    readonly otherModules?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

/** One bundle that is made. */
export interface Bundle {
  /** Names the bundle's folder. */
  readonly name: string;
  readonly entry: string;
  /** Files by the import that they take the place of, from the package's root. @default none */
  readonly alias: Readonly<Record<string, string>>;
}

/** Every bundle of a package's functions. */
export const bundlesOf = ({ functions }: BundledPackage): readonly Bundle[] =>
  functions.flatMap(({ name, entry, variants }): readonly Bundle[] => {
    if (variants === undefined) return [{ name, entry, alias: {} }];
    const { module, files, otherModules = {} } = variants;
    const others = (value: string) =>
      Object.entries(otherModules).flatMap(([other, byValue]) => {
        const file = byValue[value];
        return file === undefined ? [] : [[other, file] as const];
      });
    return Object.entries(files).map(([value, file]) => ({
      name: `${name}.${value}`,
      entry,
      alias: { [module]: file, ...Object.fromEntries(others(value)) },
    }));
  });

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
