import type { en } from './en.ts';

type Word<Value> = Value extends (...parameters: infer Parameters) => string
  ? (...parameters: Parameters) => string
  : Value extends string
    ? string
    : Value;

/** Every word of the customer's page, in one language. */
export type Words = { readonly [Key in keyof typeof en]: Word<(typeof en)[Key]> };
