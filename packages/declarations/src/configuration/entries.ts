import type { TableDefinition } from '@switchboard/data-core/table';
import * as v from 'valibot';
import {
  allTablesVariable,
  bucketVariable,
  functionVariable,
  mailDomainVariable,
  modelRegionVariable,
  queueVariable,
  secretVariable,
  tableVariable,
  topicVariable,
  webSocketEndpointVariable,
} from '../environment-variables.ts';
import { metricNamespaceVariable } from '../metrics.ts';
import type { BucketDefinition, QueueDefinition, SecretDefinition, TopicDefinition } from '../resources.ts';
import type { Entry } from './read-config.ts';

const text = v.pipe(v.string('is missing'), v.minLength(1, 'is empty'));

const textIn = (variable: string): Entry<string> => ({ variable, schema: text });

/** A table's physical name. */
export const table = (definition: TableDefinition): Entry<string> => textIn(tableVariable(definition));

/** The physical names of every table of the environment. */
export const allTables = (): Entry<readonly string[]> => ({
  variable: allTablesVariable,
  schema: v.pipe(
    text,
    v.transform((names) => names.split(',')),
  ),
});

/** A topic's ARN. */
export const topic = (definition: TopicDefinition): Entry<string> => textIn(topicVariable(definition));

/** A queue's URL. */
export const queue = (definition: QueueDefinition): Entry<string> => textIn(queueVariable(definition));

/** A bucket's physical name. */
export const bucket = (definition: BucketDefinition): Entry<string> => textIn(bucketVariable(definition));

/** The physical name of a function that this one invokes. */
export const invokedFunction = (functionName: string): Entry<string> =>
  textIn(functionVariable(functionName));

/** The name of the SSM parameter that holds a secret. */
export const secretParameter = (definition: SecretDefinition): Entry<string> =>
  textIn(secretVariable(definition));

/** The domain that mail is received for and sent from. */
export const mailDomain = (): Entry<string> => textIn(mailDomainVariable);

/** The region whose Bedrock is asked for models. */
export const modelRegion = (): Entry<string> => textIn(modelRegionVariable);

/** The namespace of the environment's metrics. */
export const metricNamespace = (): Entry<string> => textIn(metricNamespaceVariable);

/** The address of the WebSocket API's stage, which frames are posted to. */
export const webSocketEndpoint = (): Entry<string> => ({
  variable: webSocketEndpointVariable,
  schema: v.pipe(text, v.regex(/^wss?:\/\//, 'should be an address such as wss://host/stage')),
});
