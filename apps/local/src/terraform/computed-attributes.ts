import { createHash } from 'node:crypto';
import { isInert } from './inert-types.ts';
import { addressOf, type Resource } from './resource.ts';

/** The platform's addresses and account: values that AWS would choose on deployment. */
export interface Surroundings {
  readonly region: string;
  readonly accountId: string;
  /** The WebSocket API's address without a stage, `ws://127.0.0.1:4002`. */
  readonly webSocketEndpoint: string;
  /** The HTTP API's address, `http://127.0.0.1:4001`. */
  readonly httpEndpoint: string;
  /** The address of everything else of AWS. */
  readonly doorEndpoint: string;
}

type Attributes = Readonly<Record<string, unknown>>;
type Compute = (written: Attributes, place: Surroundings, address: string) => Attributes;

const arn = ({ region, accountId }: Surroundings, service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

const shortId = (address: string): string => createHash('sha256').update(address).digest('hex').slice(0, 10);

const named =
  (attribute: string, service: string, prefix = ''): Compute =>
  (written, place) => {
    const name = String(written[attribute]);
    return { id: name, arn: arn(place, service, `${prefix}${name}`) };
  };

const onlyId: Compute = (_written, _place, address) => ({ id: shortId(address) });

const lambdaFunction: Compute = (written, place) => {
  const functionArn = arn(place, 'lambda', `function:${written.function_name}`);
  return {
    id: written.function_name,
    arn: functionArn,
    qualified_arn: `${functionArn}:$LATEST`,
    version: '$LATEST',
    invoke_arn: `arn:aws:apigateway:${place.region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
  };
};

const role: Compute = (written, { accountId }) => {
  const path = typeof written.path === 'string' ? written.path : '/';
  return {
    id: written.name,
    arn: `arn:aws:iam::${accountId}:role${path}${written.name}`,
    unique_id: written.name,
  };
};

const api: Compute = (written, place, address) => {
  const id = shortId(address);
  return {
    id,
    arn: `arn:aws:apigateway:${place.region}::/apis/${id}`,
    api_endpoint: written.protocol_type === 'WEBSOCKET' ? place.webSocketEndpoint : place.httpEndpoint,
    execution_arn: arn(place, 'execute-api', id),
  };
};

const stage: Compute = (written, place) => {
  const isHttp = written.name === '$default';
  return {
    id: written.name,
    arn: `arn:aws:apigateway:${place.region}::/apis/${written.api_id}/stages/${written.name}`,
    execution_arn: arn(place, 'execute-api', `${written.api_id}/${written.name}`),
    invoke_url: isHttp ? `${place.httpEndpoint}/` : `${place.webSocketEndpoint}/${written.name}`,
  };
};

const topic: Compute = (written, place) => {
  const topicArn = arn(place, 'sns', String(written.name));
  return { id: topicArn, arn: topicArn, owner: place.accountId };
};

const queue: Compute = (written, place) => {
  const url = `${place.doorEndpoint}/${place.accountId}/${written.name}`;
  return { id: url, url, arn: arn(place, 'sqs', String(written.name)) };
};

const schedule: Compute = (written, place) => {
  const name = `${written.group_name ?? 'default'}/${written.name}`;
  return { id: name, arn: arn(place, 'scheduler', `schedule/${name}`) };
};

const bucket: Compute = ({ bucket: name }, { region: bucketRegion }) => ({
  id: name,
  arn: `arn:aws:s3:::${name}`,
  bucket_domain_name: `${name}.s3.amazonaws.com`,
  bucket_regional_domain_name: `${name}.s3.${bucketRegion}.amazonaws.com`,
});

const parameter: Compute = (written, place) => ({
  id: written.name,
  arn: arn(place, 'ssm', `parameter/${String(written.name).replace(/^\//, '')}`),
});

const region: Compute = (_written, place) => ({ id: place.region, name: place.region, region: place.region });

const callerIdentity: Compute = (_written, { accountId }) => ({
  id: accountId,
  account_id: accountId,
  arn: `arn:aws:iam::${accountId}:root`,
  user_id: accountId,
});

const computedByType: Readonly<Record<string, Compute>> = {
  aws_dynamodb_table: named('name', 'dynamodb', 'table/'),
  aws_iam_role: role,
  aws_iam_role_policy: onlyId,
  aws_iam_role_policy_attachment: onlyId,
  aws_iam_policy: (written, { accountId }, address) => ({
    id: shortId(address),
    arn: `arn:aws:iam::${accountId}:policy/${written.name}`,
  }),
  aws_lambda_function: lambdaFunction,
  aws_lambda_permission: onlyId,
  aws_lambda_event_source_mapping: onlyId,
  aws_s3_bucket: bucket,
  aws_s3_bucket_cors_configuration: onlyId,
  aws_s3_bucket_notification: onlyId,
  aws_s3_bucket_versioning: onlyId,
  aws_ses_active_receipt_rule_set: onlyId,
  aws_ses_receipt_rule: onlyId,
  aws_ses_receipt_rule_set: onlyId,
  aws_ssm_parameter: parameter,
  aws_lambda_function_event_invoke_config: onlyId,
  aws_cloudwatch_log_group: named('name', 'logs', 'log-group:'),
  aws_sns_topic: topic,
  aws_sns_topic_subscription: onlyId,
  aws_sqs_queue: queue,
  aws_sqs_queue_policy: onlyId,
  aws_apigatewayv2_api: api,
  aws_apigatewayv2_authorizer: onlyId,
  aws_apigatewayv2_integration: onlyId,
  aws_apigatewayv2_integration_response: onlyId,
  aws_apigatewayv2_route: onlyId,
  aws_apigatewayv2_route_response: onlyId,
  aws_apigatewayv2_stage: stage,
  aws_apigatewayv2_deployment: onlyId,
  aws_scheduler_schedule: schedule,
  'data.aws_caller_identity': callerIdentity,
  'data.aws_region': region,
  'data.aws_partition': () => ({ id: 'aws', partition: 'aws', dns_suffix: 'amazonaws.com' }),
};

/** Whether the platform knows what to do with a type of resource. */
export const isSupported = (type: string): boolean => type in computedByType || isInert(type);

/** Adds what AWS would have added to what was written. */
export function withComputedAttributes(written: Resource, place: Surroundings): Resource {
  const computed = computedByType[written.type]?.(written.attributes, place, addressOf(written)) ?? {};
  return { ...written, attributes: { ...written.attributes, ...computed } };
}
