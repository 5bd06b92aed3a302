/**
 * How this repository's data library stores what DynamoDB and JSON cannot hold. The platform runs other stacks too and needs none of it; the
 * studio reads items with it, and loads it when somebody looks at one.
 */
export { decodeTyped } from '../../../../packages/data-core/src/shared/encoding/decode.ts';
export { packJson, unpackJson } from '../../../../packages/data-core/src/shared/encoding/packed-json.ts';
