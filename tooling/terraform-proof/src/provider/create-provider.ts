import { type Account, RefusedError } from '../account/account.ts';
import { computedAttributes, type Place } from '../account/computed-attributes.ts';
import {
  type DynamicValue,
  errorDiagnostic,
  fromDynamic,
  readRawState,
  toDynamic,
  toProtocolSchema,
} from '../protocol/messages.ts';
import { type Fields, isFields, type KnownFields, knownFields, type Value } from '../protocol/values.ts';
import type { Schemas } from '../schema/read-schemas.ts';
import type { Block } from '../schema/schema.ts';
import { filled, plannedState, unknownUntilCreated } from './plan.ts';

/** A call of Terraform to the provider: `type_name` and values, as the protocol has them. */
export interface Call {
  readonly type_name: string;
  readonly id: string;
  readonly config: DynamicValue;
  readonly raw_state: { readonly json: Uint8Array };
  readonly current_state: DynamicValue;
  readonly prior_state: DynamicValue;
  readonly proposed_new_state: DynamicValue;
  readonly planned_state: DynamicValue;
}

/** The methods of the protocol's service. */
export type ProviderService = Readonly<Record<string, (call: Call) => object | Promise<object>>>;

export interface ProviderOptions {
  readonly schemas: Schemas;
  readonly account: Account;
  /** The account that the credentials belong to, and the region that resources are created in. */
  readonly place: Place;
}

/** Plays the AWS provider: the schema is the real one's, and the account takes what its rules allow. */
export function createProvider({ schemas, account, place }: ProviderOptions): ProviderService {
  let defaultTags: Fields = {};
  let ids = 0;

  const newId = (type: string): string => {
    ids += 1;
    return `${type.replace(/^aws_/, '').replaceAll('_', '-')}-${ids}`;
  };

  const created = (block: Block, type: string, written: Fields, id: string): KnownFields => {
    const computed = computedAttributes(type, knownFields(written), place, id);
    return filled(block, { ...written, ...computed }, id);
  };

  function apply(type: string, before: Fields | null, after: Fields | null): Fields | null {
    if (after === null) {
      if (before !== null) account.delete(type, knownFields(before));
      return null;
    }
    if (before !== null) {
      account.update(type, knownFields(after));
      return after;
    }
    const attributes = created(schemaOf(schemas.resources, type), type, after, newId(type));
    account.create(type, attributes);
    return attributes;
  }

  return {
    GetSchema: () => ({
      provider: toProtocolSchema(schemas.provider),
      resource_schemas: mapValues(schemas.resources, toProtocolSchema),
      data_source_schemas: mapValues(schemas.dataSources, toProtocolSchema),
    }),
    PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),
    ValidateResourceTypeConfig: () => ({}),
    ValidateDataSourceConfig: () => ({}),
    Configure: ({ config }) => {
      const fields = fromDynamic(config) as Fields;
      defaultTags = defaultTagsOf(fields);
      const { allowed_account_ids: allowed } = fields;
      if (!Array.isArray(allowed) || allowed.includes(place.accountId)) return {};
      const detail = `The credentials are of account ${place.accountId}. Allowed: ${allowed.join(', ')}.`;
      return { diagnostics: [errorDiagnostic('AWS account ID not allowed', detail)] };
    },
    UpgradeResourceState: ({ type_name: type, raw_state: { json } }) => ({
      upgraded_state: toDynamic(readRawState(schemaOf(schemas.resources, type), json)),
    }),
    ReadResource: ({ type_name: type, current_state: current }) => ({
      new_state: toDynamic(account.read(type, fromDynamic(current) as KnownFields) ?? null),
    }),
    ImportResourceState: ({ type_name: type, id }) => {
      const found = account.read(type, { id });
      if (found !== undefined) return { imported_resources: [{ type_name: type, state: toDynamic(found) }] };
      return { diagnostics: [errorDiagnostic(`There is no ${type} ${id}`, 'It cannot be imported.')] };
    },
    PlanResourceChange: ({ type_name: type, prior_state: prior, proposed_new_state: proposed }) => {
      const after = fromDynamic(proposed) as Fields | null;
      const before = fromDynamic(prior) as Fields | null;
      const block = schemaOf(schemas.resources, type);
      const planned = after && plannedState(block, before, after, defaultTags);
      return { planned_state: toDynamic(planned), legacy_type_system: true };
    },
    ApplyResourceChange: ({ type_name: type, prior_state: prior, planned_state: planned }) => {
      const [before, after] = [prior, planned].map((value) => fromDynamic(value) as Fields | null);
      try {
        const state = apply(type, before ?? null, after ?? null);
        return { new_state: toDynamic(state), legacy_type_system: true };
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        return { new_state: prior, diagnostics: [errorDiagnostic(`AWS refuses the ${type}`, error.message)] };
      }
    },
    ReadDataSource: ({ type_name: type, config }) => {
      const written = fromDynamic(config) as Fields;
      const block = schemaOf(schemas.dataSources, type);
      const asked = unknownUntilCreated(block, written);
      return { state: toDynamic(created(block, `data.${type}`, asked, newId(type))) };
    },
    Stop: () => ({}),
  };
}

function defaultTagsOf({ default_tags: blocks }: Fields): Fields {
  const [first]: readonly Value[] = Array.isArray(blocks) ? blocks : [];
  return isFields(first) && isFields(first.tags) ? first.tags : {};
}

function schemaOf(schemas: Readonly<Record<string, Block>>, type: string): Block {
  const found = schemas[type];
  if (found === undefined) throw new RangeError(`Terraform asked for ${type}, which has no schema.`);
  return found;
}

const mapValues = <T, R>(record: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
