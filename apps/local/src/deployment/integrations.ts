import { PlatformError } from '../platform-error.ts';
import type { Resource } from '../terraform/resource.ts';
import { type Fields, fieldsOf } from './fields.ts';

/** What answers a route. */
export type Integration =
  | {
      readonly type: 'function';
      readonly functionArn: string;
      /** How long it may take, in milliseconds. */
      readonly timeoutMs: number;
    }
  | MockIntegration;

/** API Gateway answers by templates, and nothing runs. */
export interface MockIntegration {
  readonly type: 'mock';
  readonly request: Templates;
  readonly responses: readonly MockResponse[];
}

interface MockResponse {
  /** `$default`, or a regular expression between slashes which the status code fits. */
  readonly key: string;
  readonly templates: Templates;
}

export interface Templates {
  /** Which template is taken: a key, or an expression such as `$request.body.action`. */
  readonly selection: string;
  readonly byKey: Readonly<Record<string, string>>;
}

/** The longest that API Gateway waits for an integration, in milliseconds. `SPEED` does not shorten it. */
export const longestIntegrationMs = { WEBSOCKET: 29_000, HTTP: 30_000 } as const;

export type Protocol = keyof typeof longestIntegrationMs;

/**
 * Reads the integration that a route leads to.
 *
 * @param resources of the stack
 * @throws {PlatformError} `terraform.invalid` or `terraform.unsupported`
 */
export function integrationOf(
  route: Fields,
  resources: readonly Resource[],
  protocol: Protocol,
): Integration {
  const id = route.optionalText('target')?.replace(/^integrations\//, '');
  const found = resources.find(
    ({ type, attributes }) => type === 'aws_apigatewayv2_integration' && attributes.id === id,
  );
  if (!found) {
    throw new PlatformError(
      'terraform.invalid',
      `${route.address}.target should be integrations/<id> of an integration of the stack.`,
    );
  }
  const fields = fieldsOf(found);
  const type = fields.text('integration_type');
  switch (type) {
    case 'AWS_PROXY':
      return {
        type: 'function',
        functionArn: functionArnIn(fields.text('integration_uri')),
        timeoutMs: fields.number('timeout_milliseconds', longestIntegrationMs[protocol]),
      };
    case 'MOCK':
      if (protocol === 'HTTP')
        throw unsupported(`${fields.address}.integration_type MOCK: HTTP APIs have none.`);
      return {
        type: 'mock',
        request: templatesOf(fields, 'request_templates'),
        responses: resources
          .filter(
            (resource) =>
              resource.type === 'aws_apigatewayv2_integration_response' &&
              resource.attributes.integration_id === id,
          )
          .map(fieldsOf)
          .map((response) => ({
            key: response.text('integration_response_key'),
            templates: templatesOf(response, 'response_templates'),
          })),
      };
    default:
      throw unsupported(
        `${fields.address}.integration_type ${type}: the local platform runs AWS_PROXY and MOCK.`,
      );
  }
}

/** An integration names a function by its ARN or by its invocation ARN, which has it within. */
export function functionArnIn(uri: string): string {
  const arn = /arn:aws:lambda:[^/]*/.exec(uri)?.[0];
  if (arn !== undefined) return arn;
  throw new PlatformError('terraform.invalid', `${uri} is not the ARN of a Lambda function.`);
}

/** Only the variables of the request are evaluated, not the whole template language. */
const directive = /#(set|if|elseif|else|end|foreach|define|macro)\b|\$(input|util|stageVariables)\b/;

function templatesOf(fields: Fields, name: string): Templates {
  const byKey = fields.map(name);
  for (const [key, template] of Object.entries(byKey)) {
    const found = directive.exec(template)?.[0];
    if (found !== undefined) {
      throw unsupported(
        `${fields.address}.${name}["${key}"] has ${found}: the local platform runs $context only.`,
      );
    }
  }
  return { selection: fields.optionalText('template_selection_expression') ?? '$default', byKey };
}

const unsupported = (message: string): PlatformError => new PlatformError('terraform.unsupported', message);
