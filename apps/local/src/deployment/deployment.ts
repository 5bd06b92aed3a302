import { dirname } from 'node:path';
import type { Surroundings } from '../terraform/computed-attributes.ts';
import { resolveTerraform, type TerraformDocument } from '../terraform/resolve.ts';
import { type Api, apiOf } from './apis.ts';
import { type Bucket, bucketsOf } from './buckets.ts';
import { type EventSource, eventSourcesOf } from './event-sources.ts';
import { functionsOf, type LambdaFunction } from './functions.ts';
import { mailIdentitiesOf, type ReceiptRule, receiptRulesOf } from './mail.ts';
import { type Queue, queuesOf } from './queues.ts';
import { requireAllowed } from './refusals.ts';
import { type Schedule, schedulesOf } from './schedules.ts';
import { type Table, tableOf } from './tables.ts';
import { type Topic, topicsOf } from './topics.ts';

/** What a synthesised stack asks to run. */
export interface Deployment {
  readonly place: Surroundings;
  readonly tables: readonly Table[];
  readonly functions: readonly LambdaFunction[];
  readonly webSocketApi: Api | undefined;
  readonly httpApi: Api | undefined;
  readonly topics: readonly Topic[];
  readonly queues: readonly Queue[];
  readonly buckets: readonly Bucket[];
  readonly eventSources: readonly EventSource[];
  readonly schedules: readonly Schedule[];
  readonly receiptRules: readonly ReceiptRule[];
  /** The domains and addresses from which mail may be sent. */
  readonly mailIdentities: readonly string[];
  /** The stack's outputs by name. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Reads a stack.
 *
 * @param file where the stack was read from: names of files in it are relative to its folder
 * @throws {PlatformError} naming what cannot be run, or what AWS would refuse
 */
export function readDeployment(document: TerraformDocument, file: string, place: Surroundings): Deployment {
  const { resources, outputs } = resolveTerraform(document, place);
  requireAllowed(resources, dirname(file));
  return {
    place,
    tables: resources.filter(({ type }) => type === 'aws_dynamodb_table').map(tableOf),
    functions: functionsOf(resources, dirname(file)),
    webSocketApi: apiOf(resources, 'WEBSOCKET'),
    httpApi: apiOf(resources, 'HTTP'),
    topics: topicsOf(resources),
    queues: queuesOf(resources),
    buckets: bucketsOf(resources),
    eventSources: eventSourcesOf(resources),
    schedules: schedulesOf(resources),
    receiptRules: receiptRulesOf(resources),
    mailIdentities: mailIdentitiesOf(resources),
    outputs,
  };
}
