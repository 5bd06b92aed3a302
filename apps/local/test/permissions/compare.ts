import { matches, type Statement } from '@switchboard/aws-rules';
import type { Permission } from '../../src/door/service.ts';

/** A function as the platform's control interface describes it. */
export interface GrantedFunction {
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** Something that the policy of a function's role allows, and whether the function did it. */
export interface Grant {
  readonly functionName: string;
  /** For example `dynamodb:GetItem`. */
  readonly action: string;
  /** What it is done to, without account, region and environment: `table messages`, `topic responder`. */
  readonly place: string;
  readonly isObserved: boolean;
}

type Observed = Readonly<Record<string, readonly Permission[]>>;

/** Every action on every place that functions are granted. */
export const grantsOf = (
  functions: readonly GrantedFunction[],
  observed: Observed,
  shortName: (name: string) => string,
): readonly Grant[] =>
  functions.flatMap(({ name, statements }) =>
    statements.flatMap(({ actions, resources = [] }) =>
      actions.flatMap((action) =>
        resources.map((resource) => ({
          functionName: shortName(name),
          action,
          place: placeOf(resource, shortName),
          isObserved: (observed[name] ?? []).some(
            (used) => matches(action, used.action) && matches(resource, used.resource),
          ),
        })),
      ),
    ),
  );

function placeOf(arn: string, shortName: (name: string) => string): string {
  const [, , service, , , ...rest] = arn.split(':');
  const resource = rest.join(':');
  switch (service) {
    case 'dynamodb': {
      const [, table = '', , index] = resource.split('/');
      return index === undefined ? `table ${shortName(table)}` : `index ${index} of ${shortName(table)}`;
    }
    case 'execute-api':
      return `connections, ${resource.split('/')[2]}`;
    case 'sns':
      return `topic ${shortName(resource)}`;
    case 'sqs':
      return `queue ${shortName(resource)}`;
    case 'logs':
      return 'its log';
    default:
      return `${service} ${shortName(resource)}`;
  }
}
