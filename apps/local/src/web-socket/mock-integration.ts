import type { MockIntegration, Templates } from '../deployment/integrations.ts';
import type { IntegrationResult } from '../functions/integration.ts';
import { bodyField } from './routes.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Answers as API Gateway does without a backend: the request's template says which status the integration "returned", and by that the template of
 * the answer is found.
 *
 * @returns `undefined` where there is no template for the request, or where it renders no status: API Gateway calls that an internal error
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html
 */
export function answerMock(
  { request, responses }: MockIntegration,
  body: string,
  context: Json,
): IntegrationResult | undefined {
  const statusCode = statusOf(render(select(request, body), context));
  if (statusCode === undefined) return undefined;
  const response =
    responses.find(({ key }) => matchesStatus(key, statusCode)) ??
    responses.find(({ key }) => key === '$default');
  return { statusCode, headers: {}, body: response && render(select(response.templates, body), context) };
}

function select({ selection, byKey }: Templates, body: string): string | undefined {
  const field = /^\$request\.body\.(\w+)$/.exec(selection)?.[1];
  // A backslash says that the dollar of a key is no variable.
  const key = field === undefined ? selection.replace(/^\\/, '') : bodyField(body, field);
  return byKey[key ?? ''] ?? byKey.$default;
}

const render = (template: string | undefined, context: Json): string | undefined =>
  template?.replace(/\$context((?:\.\w+)+)/g, (_variable, path: string) =>
    String(valueAt(context, path) ?? ''),
  );

const valueAt = (context: Json, path: string): unknown =>
  path
    .slice(1)
    .split('.')
    .reduce<unknown>((value, name) => (value as Json | undefined)?.[name], context);

function statusOf(rendered: string | undefined): number | undefined {
  try {
    const { statusCode } = JSON.parse(rendered ?? '') as { statusCode?: unknown };
    return Number.isInteger(statusCode) ? Number(statusCode) : undefined;
  } catch {
    return undefined;
  }
}

function matchesStatus(key: string, statusCode: number): boolean {
  const pattern = /^\/(.*)\/$/.exec(key)?.[1];
  return pattern !== undefined && new RegExp(`^(?:${pattern})$`).test(String(statusCode));
}
