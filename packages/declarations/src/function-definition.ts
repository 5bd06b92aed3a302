import type { SettingName } from './settings/registry.ts';
import type { Trigger } from './triggers.ts';
import type { Use } from './uses.ts';

/** A Lambda function, declared once beside its handler. */
export interface FunctionDefinition {
  /** Unique in the platform, kebab-case: `message-send`. */
  readonly name: string;
  /** The TypeScript file that exports `handler`, from the package's root: `src/lambda/message-send.ts`. */
  readonly entry: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly triggers: readonly Trigger[];
  readonly uses: readonly Use[];
  /** The environment's settings that this function reads. @default none */
  readonly settings?: readonly SettingName[];
  /** The function is left out of an environment whose setting has this value, for example `BOT` `none`. @default deployed everywhere */
  readonly leftOutWhere?: { readonly setting: SettingName; readonly is: string };
  /** Further outputs of the stack, by their names, for who sets up what talks to the function. @default none */
  readonly outputs?: Readonly<Record<string, string>>;
  /** The function is bundled once for each value of a setting, with other code each time. @default one bundle */
  readonly variants?: FunctionVariants;
}

/** A function whose code depends on a setting: only the code of the value that an environment sets is deployed there. */
export interface FunctionVariants {
  readonly setting: SettingName;
  /** What the entry imports, and what each bundle has another file for: `#bot`. */
  readonly module: string;
  /** The file for each value of the setting, from the package's root. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * Further imports of the entry that some values have another file for: the file by the value, by the import.
   *
   * @default every value has the file that the package's `imports` name
   */
  readonly otherModules?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What the code of a value uses and reads beside what the function declares itself. @default nothing */
  readonly needs?: Readonly<Record<string, VariantNeeds>>;
}

/** What the code of one variant needs of its environment. */
export interface VariantNeeds {
  /** @default none */
  readonly uses?: readonly Use[];
  /** @default none */
  readonly settings?: readonly SettingName[];
}

/**
 * A WebSocket route that API Gateway answers itself (a MOCK integration), without a function. Its cost is the message alone.
 */
export interface MockRoute {
  /** The `action` that is answered. */
  readonly routeKey: string;
  /** The frame that is answered. */
  readonly response: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The functions of one package, and where its root is: a bundle lies at `dist/<function name>/index.js` below it, and that of a variant at
 * `dist/<function name>.<value>/index.js`.
 */
export interface FunctionPackage {
  readonly root: URL;
  readonly functions: readonly FunctionDefinition[];
  /** @default none */
  readonly mockRoutes?: readonly MockRoute[];
  /** Values that this package's code allows for a setting, where the setting itself allows more: the names of its bots. */
  readonly allowedValues?: Readonly<Partial<Record<SettingName, readonly string[]>>>;
}
