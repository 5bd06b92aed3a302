import type { RateLimit } from '../limits/token-bucket.ts';
import { PlatformError } from '../platform-error.ts';
import type { Resource } from '../terraform/resource.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { functionArnIn, type Integration, integrationOf, type Protocol } from './integrations.ts';

export interface Route {
  readonly key: string;
  readonly integration: Integration;
  /** WebSocket: whether what the function returns is sent to the client. */
  readonly reply: boolean;
  readonly authorization: 'NONE' | 'AWS_IAM' | 'CUSTOM';
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

/** Where an API is deployed, and what it lets through. */
export interface Stage {
  readonly name: string;
  /** The limit of routes that have none of their own. @default the limit of the account */
  readonly defaultLimit: RateLimit | undefined;
  readonly routeLimits: Readonly<Record<string, RateLimit>>;
}

export interface Api {
  readonly id: string;
  readonly stage: Stage;
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
export function apiOf(resources: readonly Resource[], protocol: Protocol): Api | undefined {
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
      .map((route) => routeOf(route, resources, protocol)),
    cors: cors && corsOf(cors),
  };
}

const ofType = (resources: readonly Resource[], type: string): Fields[] =>
  resources.filter((resource) => resource.type === type).map(fieldsOf);

function stageOf(resources: readonly Resource[], api: Fields): Stage {
  const stages = ofType(resources, 'aws_apigatewayv2_stage').filter(
    (stage) => stage.text('api_id') === api.text('id'),
  );
  const [stage] = stages;
  if (!stage || stages.length > 1) {
    throw new PlatformError(
      'terraform.unsupported',
      `${api.address} should have one stage, but has ${stages.length}.`,
    );
  }
  const defaults = stage.block('default_route_settings');
  return {
    name: stage.text('name'),
    defaultLimit: defaults && limitOf(defaults),
    routeLimits: Object.fromEntries(
      stage.blocks('route_settings').flatMap((settings) => {
        const limit = limitOf(settings);
        return limit ? [[settings.text('route_key'), limit]] : [];
      }),
    ),
  };
}

/** Without both numbers AWS sets none, or zero: that is refused before, by the rules of what AWS refuses. */
function limitOf(settings: Fields): RateLimit | undefined {
  const perSecond = settings.number('throttling_rate_limit', 0);
  const burst = settings.number('throttling_burst_limit', 0);
  return perSecond > 0 && burst > 0 ? { perSecond, burst } : undefined;
}

const routeOf = (route: Fields, resources: readonly Resource[], protocol: Protocol): Route => ({
  key: route.text('route_key'),
  integration: integrationOf(route, resources, protocol),
  reply: ofType(resources, 'aws_apigatewayv2_route_response').some(
    (response) => response.text('route_id') === route.text('id'),
  ),
  authorization: authorizationOf(route),
  authorizer: authorizerOf(route, resources),
});

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

const corsOf = (fields: Fields): Cors => ({
  origins: fields.texts('allow_origins'),
  methods: fields.texts('allow_methods'),
  headers: fields.texts('allow_headers'),
  exposedHeaders: fields.texts('expose_headers'),
  allowCredentials: fields.flag('allow_credentials'),
  maxAgeSeconds: fields.number('max_age', 0) || undefined,
});

const invalid = (message: string): PlatformError => new PlatformError('terraform.invalid', message);
