import * as v from 'valibot';
import { shortTextSchema } from './fields.ts';
import { isRecord, utf8Bytes } from './json.ts';
import { limits } from './limits.ts';

const attributeValue = v.union(
  [
    v.pipe(
      v.string(),
      v.maxLength(limits.attributeLength),
      v.check((text) => text.isWellFormed()),
    ),
    v.pipe(v.number(), v.finite()),
    v.boolean(),
    v.null(),
  ],
  `attributes must have texts of at most ${limits.attributeLength} characters, numbers, true, false or null`,
);

const attributesSchema = v.pipe(
  v.custom<Record<string, unknown>>(isRecord, 'attributes must be an object'),
  v.check(
    (attributes) => Object.keys(attributes).length <= limits.attributes,
    `attributes must have at most ${limits.attributes} entries`,
  ),
  v.check(
    (attributes) => Object.keys(attributes).every((name) => /^[\p{L}\p{N}][\p{L}\p{N} _-]*$/u.test(name)),
    'attributes must have names of letters, digits, spaces, - and _',
  ),
  v.check(
    (attributes) => utf8Bytes(JSON.stringify(attributes)) <= limits.attributesBytes,
    `attributes must have at most ${limits.attributesBytes} bytes as JSON`,
  ),
  v.record(v.string(), attributeValue),
);

const isPicture = (value: unknown): boolean =>
  typeof value === 'string' &&
  value.length <= limits.pictureLength &&
  /^https:\/\/[^\s/?#]+(?:[/?#]\S*)?$/.test(value);

/** What a user, or the server of the site they come from, says of them. */
export const profileFields = {
  name: v.optional(shortTextSchema('name', limits.nameBytes)),
  /** The address of a picture; `null` removes it. */
  picture: v.optional(
    v.nullable(
      v.custom<string>(
        isPicture,
        `picture must be an address of at most ${limits.pictureLength} characters that begins with https://, or null`,
      ),
    ),
  ),
  /** What the site knows of the user. Those that are not named stay; `null` removes one. */
  attributes: v.optional(attributesSchema),
};

export const profileSchema = v.object(profileFields);

/** What is said of a user; see {@link profileFields}. */
export type ProfileChange = v.InferOutput<typeof profileSchema>;

export type AttributeValue = string | number | boolean;
