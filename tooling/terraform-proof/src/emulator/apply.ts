import { isDeepStrictEqual } from 'node:util';
import type { Arguments, Attributes, Kind } from './kind.ts';
import { type Json, missingReference, resolve } from './references.ts';

/** The resources of a stack by type and name. */
export type Resources = Readonly<Record<string, Readonly<Record<string, Json>>>>;

interface Place {
  readonly accountId: string;
  readonly region: string;
}

interface EmulatedStack {
  readonly resources: Resources;
  /** What is created. Terraform's own order is not needed: a resource waits for those that it refers to. */
  readonly kinds: readonly Kind[];
  readonly place: Place;
}

interface Created {
  readonly kind: Kind;
  readonly address: string;
  readonly given: Arguments;
  readonly attributes: Attributes;
}

/** What was created, and what AWS says of it that it should not. */
export interface Report {
  readonly counts: ReadonlyMap<string, number>;
  readonly differences: readonly string[];
}

/**
 * Creates resources as the provider would, compares each with what AWS then says of it, and removes them again, whatever happens.
 *
 * @throws what AWS answers to a call that it refuses
 */
export async function applyAndCompare({ resources, kinds, place }: EmulatedStack): Promise<Report> {
  const created: Created[] = [];
  const byAddress = new Map<string, Attributes>();
  const lookUp = (address: string): string | undefined => {
    const [type = '', name = '', attribute = ''] = address.split('.');
    return byAddress.get(`${type}.${name}`)?.[attribute] ?? computed(resources, place, address);
  };
  try {
    let waiting = kinds.flatMap((kind) =>
      Object.entries(resources[kind.type] ?? {}).map(([name, written]) => ({ kind, name, written })),
    );
    while (waiting.length > 0) {
      const [ready, later] = partition(
        waiting,
        ({ written }) => missingReference(written, lookUp) === undefined,
      );
      // Nothing left refers only to what there is: resolving says what is missing.
      for (const { kind, name, written } of ready.length > 0 ? ready : later) {
        const address = `${kind.type}.${name}`;
        const given: Arguments = resolve(written, lookUp);
        const attributes = await kind.create(given);
        byAddress.set(address, attributes);
        created.push({ kind, address, given, attributes });
      }
      waiting = later;
    }
    const differences = (await Promise.all(created.map(differenceOf))).flat();
    const counts = new Map(kinds.map(({ type }) => [type, Object.keys(resources[type] ?? {}).length]));
    return { counts, differences };
  } finally {
    for (const { kind, given, attributes } of created.reverse()) await kind.remove(given, attributes);
  }
}

function partition<T>(items: readonly T[], fits: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(fits), items.filter((item) => !fits(item))];
}

async function differenceOf({ kind, address, given, attributes }: Created): Promise<string[]> {
  const { is, shouldBe } = await kind.compare(given, attributes);
  return isDeepStrictEqual(is, shouldBe)
    ? []
    : [`${address} is ${JSON.stringify(is)}, but should be ${JSON.stringify(shouldBe)}`];
}

/** Attributes of what is not created here, as AWS would choose them. */
function computed(resources: Resources, { accountId, region }: Place, address: string): string | undefined {
  const [type = '', name = '', attribute = ''] = address.split('.');
  const written = resources[type]?.[name] as Arguments;
  switch (`${type}.${attribute}`) {
    case 'aws_cloudwatch_log_group.arn':
      return `arn:aws:logs:${region}:${accountId}:log-group:${written.name}`;
    case 'aws_cloudwatch_dashboard.dashboard_arn':
      return `arn:aws:cloudwatch::${accountId}:dashboard/${written.dashboard_name}`;
    case 'aws_apigatewayv2_api.api_endpoint':
      return `${written.protocol_type === 'WEBSOCKET' ? 'wss' : 'https'}://${name}.execute-api.${region}.amazonaws.com`;
    case 'aws_apigatewayv2_api.execution_arn':
      return `arn:aws:execute-api:${region}:${accountId}:${name}`;
    case 'aws_s3_bucket.arn':
      return `arn:aws:s3:::${resolve(written.bucket, (inner) => dataOf(inner, { accountId, region }))}`;
    case 'aws_cloudwatch_log_group.name':
      return written.name;
    case 'aws_s3_bucket.bucket':
      return String(resolve(written.bucket, (inner) => dataOf(inner, { accountId, region })));
    default:
      return dataOf(address, { accountId, region });
  }
}

function dataOf(address: string, { accountId }: Place): string | undefined {
  if (address.startsWith('data.aws_caller_identity.') && address.endsWith('.account_id')) return accountId;
  return address.startsWith('data.aws_partition.') && address.endsWith('.partition') ? 'aws' : undefined;
}
