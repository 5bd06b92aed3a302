import type * as v from 'valibot';

/** Something that an environment decides and that functions are told in an environment variable of the same name. */
export interface Setting<T> {
  /** Constant case: the name of the environment variable. */
  readonly name: string;
  /** What the setting decides, for a person who sets it. */
  readonly description: string;
  /** From the variable's text to the value. */
  readonly schema: v.GenericSchema<unknown, T>;
  /** The text that holds where an environment says nothing. It is a secure one. */
  readonly default: string;
  /** Which texts a deployed environment refuses unless its `acceptInsecure` names the setting, and why. @default none */
  readonly insecure?: Readonly<Record<string, string>>;
}

/** So that each constant keeps the type of its value. */
export const defineSetting = <T>(setting: Setting<T>): Setting<T> => setting;
