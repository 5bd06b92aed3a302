import { type Brand, brandRules } from '@switchboard/declarations';
import * as v from 'valibot';

const field = <Field extends keyof Brand>(name: Field) =>
  v.exactOptional(
    v.custom<NonNullable<Brand[Field]>>(brandRules[name].isRight, `should be ${brandRules[name].right}`),
  );

/** What a {@link Brand} may be. */
export const brandSchema = v.strictObject({
  name: field('name'),
  logo: field('logo'),
  accent: field('accent'),
  title: field('title'),
  greeting: field('greeting'),
  suggestions: field('suggestions'),
  ask: field('ask'),
}) satisfies v.GenericSchema<unknown, Brand>;
