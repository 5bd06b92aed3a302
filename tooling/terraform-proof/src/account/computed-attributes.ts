import type { KnownFields, KnownValue } from '../protocol/values.ts';

/** Where the resources are. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** What AWS decides about a resource, from what was written and an id that AWS would choose. */
type Compute = (written: KnownFields, place: Place, newId: string) => KnownFields;

const arnIn = ({ region, accountId }: Place, service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** The id is the attribute of that name, and the ARN ends with it. */
const named =
  (attribute: string, service: string, kind = ''): Compute =>
  (written, place) => {
    const name = String(written[attribute]);
    return { id: name, arn: arnIn(place, service, `${kind}${name}`) };
  };

/** Services without a region in their ARNs. */
const globalNamed =
  (service: string, kind: string): Compute =>
  (written, { accountId }) => ({
    id: String(written.name),
    arn: `arn:aws:${service}::${accountId}:${kind}${written.path ?? '/'}${written.name}`,
  });

const lambdaFunction: Compute = (written, place) => {
  const arn = arnIn(place, 'lambda', `function:${written.function_name}`);
  return {
    id: String(written.function_name),
    arn,
    qualified_arn: `${arn}:$LATEST`,
    version: '$LATEST',
    invoke_arn: `arn:aws:apigateway:${place.region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
  };
};

const api: Compute = (written, place, newId) => ({
  id: newId,
  arn: `arn:aws:apigateway:${place.region}::/apis/${newId}`,
  api_endpoint: `${written.protocol_type === 'WEBSOCKET' ? 'wss' : 'https'}://${newId}.execute-api.${place.region}.amazonaws.com`,
  execution_arn: arnIn(place, 'execute-api', newId),
});

const stage: Compute = (written, place, newId) => ({
  id: `${newId}-${String(written.name)}`,
  arn: `arn:aws:apigateway:${place.region}::/apis/${written.api_id}/stages/${written.name}`,
  execution_arn: arnIn(place, 'execute-api', `${written.api_id}/${written.name}`),
});

const topic: Compute = (written, place) => {
  const arn = arnIn(place, 'sns', String(written.name));
  return { id: arn, arn, owner: place.accountId };
};

const queue: Compute = (written, place) => {
  const url = `https://sqs.${place.region}.amazonaws.com/${place.accountId}/${written.name}`;
  return { id: url, url, arn: arnIn(place, 'sqs', String(written.name)) };
};

const bucket: Compute = ({ bucket: name }, { region }) => ({
  id: String(name),
  arn: `arn:aws:s3:::${name}`,
  bucket_domain_name: `${name}.s3.amazonaws.com`,
  bucket_regional_domain_name: `${name}.s3.${region}.amazonaws.com`,
});

const schedule: Compute = (written, place) => {
  const name = `${written.group_name ?? 'default'}/${written.name}`;
  return { id: name, arn: arnIn(place, 'scheduler', `schedule/${name}`) };
};

const certificate: Compute = (written, place, newId) => {
  const arn = arnIn(place, 'acm', `certificate/${newId}`);
  const names = [written.domain_name, ...((written.subject_alternative_names ?? []) as KnownValue[])];
  const options = [...new Set(names)].map((name) => ({
    domain_name: String(name),
    resource_record_name: `_${newId}.${name}.`,
    resource_record_type: 'CNAME',
    resource_record_value: `_${newId}.acm-validations.aws.`,
  }));
  return { id: arn, arn, status: 'PENDING_VALIDATION', domain_validation_options: options };
};

const domainName: Compute = (written, place, newId) => ({
  id: String(written.domain_name),
  arn: `arn:aws:apigateway:${place.region}::/domainnames/${written.domain_name}`,
  domain_name_configuration: ((written.domain_name_configuration ?? []) as KnownFields[]).map(
    (configuration) => ({
      ...configuration,
      target_domain_name: `d-${newId}.execute-api.${place.region}.amazonaws.com`,
      hosted_zone_id: 'Z2FDTNDATAQYW2',
    }),
  ),
});

const distribution: Compute = (_written, { accountId }, newId) => ({
  id: newId,
  arn: `arn:aws:cloudfront::${accountId}:distribution/${newId}`,
  domain_name: `${newId}.cloudfront.net`,
  hosted_zone_id: 'Z2FDTNDATAQYW2',
  status: 'Deployed',
});

/** SES signs with three keys. */
const mailSigning: Compute = ({ domain }, _place, newId) => ({
  id: String(domain),
  dkim_tokens: [1, 2, 3].map((key) => `${newId}-${key}`),
});

/** An object is stored under its key. */
const object: Compute = ({ bucket: name, key }) => ({
  id: `${name}/${key}`,
  arn: `arn:aws:s3:::${name}/${key}`,
});

const byType: Readonly<Record<string, Compute>> = {
  aws_acm_certificate: certificate,
  aws_apigatewayv2_api: api,
  aws_apigatewayv2_domain_name: domainName,
  aws_apigatewayv2_stage: stage,
  aws_cloudfront_distribution: distribution,
  aws_cloudwatch_log_group: named('name', 'logs', 'log-group:'),
  aws_cloudwatch_metric_alarm: (written, place) => ({
    id: String(written.alarm_name),
    arn: arnIn(place, 'cloudwatch', `alarm:${written.alarm_name}`),
  }),
  aws_dynamodb_table: named('name', 'dynamodb', 'table/'),
  aws_iam_policy: globalNamed('iam', 'policy'),
  aws_iam_role: globalNamed('iam', 'role'),
  aws_lambda_function: lambdaFunction,
  aws_s3_bucket: bucket,
  aws_s3_object: object,
  aws_scheduler_schedule: schedule,
  aws_ses_domain_dkim: mailSigning,
  aws_sns_topic: topic,
  aws_sqs_queue: queue,
  'data.aws_caller_identity': (_written, { accountId }) => ({
    id: accountId,
    account_id: accountId,
    arn: `arn:aws:iam::${accountId}:user/deployer`,
    user_id: 'deployer',
  }),
  'data.aws_partition': () => ({ id: 'aws', partition: 'aws', dns_suffix: 'amazonaws.com' }),
  'data.aws_region': (_written, { region }) => ({ id: region, name: region, region }),
  'data.aws_route53_zone': ({ name }) => ({ id: `zone-of-${name}`, zone_id: `zone-of-${name}` }),
};

/**
 * What AWS decides about a resource that others may refer to: its id, its ARN, its addresses.
 *
 * @param type with `data.` in front for a data source
 */
export const computedAttributes = (
  type: string,
  written: KnownFields,
  place: Place,
  newId: string,
): KnownFields => ({
  id: newId,
  ...byType[type]?.(written, place, newId),
});
