import { PlatformError } from '../platform-error.ts';
import { addressOf, type Resource } from '../terraform/resource.ts';
import { type Fields, fieldsOf } from './fields.ts';

export interface Route {
  readonly key: string;
  /** The ARN of the function that answers it. */
  readonly functionArn: string;
  /** WebSocket: whether what the function returns is sent to the client. */
  readonly reply: boolean;
  readonly authorization: 'NONE' | 'AWS_IAM' | 'CUSTOM';
  /** How long the integration may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly authorizer: Authorizer | undefined;
}

/** A Lambda authorizer of type REQUEST. */
interface Authorizer {
  readonly id: string;
  readonly functionArn: string;
  /** For example `route.request.querystring.token`: a request that lacks one is refused without asking the function. */
  readonly identitySources: readonly string[];
}

export interface Cors {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds: number | undefined;
}

export interface Api {
  readonly id: string;
  readonly stage: string;
  readonly executionArn: string;
  readonly routeSelectionExpression: string | undefined;
  readonly routes: readonly Route[];
  readonly cors: Cors | undefined;
}

/**
 * The API of a protocol with its routes, or nothing where the stack has none.
 *
 * @throws {PlatformError} `terraform.unsupported` where there are several
 */
export function apiOf(resources: readonly Resource[], protocol: 'WEBSOCKET' | 'HTTP'): Api | undefined {
  const apis = ofType(resources, 'aws_apigatewayv2_api').filter(
    (api) => api.text('protocol_type') === protocol,
  );
  const [api] = apis;
  if (!api) return undefined;
  if (apis.length > 1) {
    throw new PlatformError(
      'terraform.unsupported',
      `The local platform runs one ${protocol} API, but the stack has ${apis.length}.`,
    );
  }
  const id = api.text('id');
  const belongs = (fields: Fields): boolean => fields.text('api_id') === id;
  const cors = api.block('cors_configuration');
  return {
    id,
    stage: stageOf(resources, api),
    executionArn: api.text('execution_arn'),
    routeSelectionExpression: api.optionalText('route_selection_expression'),
    routes: ofType(resources, 'aws_apigatewayv2_route')
      .filter(belongs)
      .map((route) => routeOf(route, resources)),
    cors: cors && corsOf(cors),
  };
}

const ofType = (resources: readonly Resource[], type: string): Fields[] =>
  resources.filter((resource) => resource.type === type).map(fieldsOf);

function stageOf(resources: readonly Resource[], api: Fields): string {
  const stages = ofType(resources, 'aws_apigatewayv2_stage').filter(
    (stage) => stage.text('api_id') === api.text('id'),
  );
  const [stage] = stages;
  if (stage && stages.length === 1) return stage.text('name');
  throw new PlatformError(
    'terraform.unsupported',
    `${api.address} should have one stage, but has ${stages.length}.`,
  );
}

function routeOf(route: Fields, resources: readonly Resource[]): Route {
  const integrationId = route.optionalText('target')?.replace(/^integrations\//, '');
  const integration = resources.find(
    (resource) =>
      resource.type === 'aws_apigatewayv2_integration' && resource.attributes.id === integrationId,
  );
  if (!integration)
    throw invalid(`${route.address}.target should be integrations/<id> of an integration of the stack.`);
  const fields = fieldsOf(integration);
  if (fields.text('integration_type') !== 'AWS_PROXY') {
    throw invalid(
      `${addressOf(integration)}.integration_type should be AWS_PROXY: the platform runs no other.`,
    );
  }
  return {
    key: route.text('route_key'),
    functionArn: functionArnIn(fields.text('integration_uri')),
    reply: ofType(resources, 'aws_apigatewayv2_route_response').some(
      (response) => response.text('route_id') === route.text('id'),
    ),
    authorization: authorizationOf(route),
    timeoutMs: fields.number('timeout_milliseconds', 30_000),
    authorizer: authorizerOf(route, resources),
  };
}

function authorizationOf(route: Fields): Route['authorization'] {
  const type = route.optionalText('authorization_type') ?? 'NONE';
  if (type === 'NONE' || type === 'AWS_IAM' || type === 'CUSTOM') return type;
  throw invalid(`${route.address}.authorization_type ${type} is not supported.`);
}

function authorizerOf(route: Fields, resources: readonly Resource[]): Authorizer | undefined {
  if (authorizationOf(route) !== 'CUSTOM') return undefined;
  const id = route.text('authorizer_id');
  const authorizer = ofType(resources, 'aws_apigatewayv2_authorizer').find(
    (fields) => fields.text('id') === id,
  );
  if (!authorizer)
    throw invalid(`${route.address}.authorizer_id is not the id of an authorizer of the stack.`);
  return {
    id,
    functionArn: functionArnIn(authorizer.text('authorizer_uri')),
    identitySources: authorizer.texts('identity_sources'),
  };
}

/** An integration names a function by its ARN or by its invocation ARN, which has it within. */
function functionArnIn(uri: string): string {
  const arn = /arn:aws:lambda:[^/]*/.exec(uri)?.[0];
  if (arn === undefined) throw invalid(`${uri} is not the ARN of a Lambda function.`);
  return arn;
}

const corsOf = (fields: Fields): Cors => ({
  origins: fields.texts('allow_origins'),
  methods: fields.texts('allow_methods'),
  headers: fields.texts('allow_headers'),
  exposedHeaders: fields.texts('expose_headers'),
  allowCredentials: fields.flag('allow_credentials'),
  maxAgeSeconds: fields.number('max_age', 0) || undefined,
});

const invalid = (message: string): PlatformError => new PlatformError('terraform.invalid', message);
