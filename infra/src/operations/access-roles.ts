import { accessLogArns } from '../apis/stage.ts';
import type { IamRole } from '../cdktf/aws.ts';
import { createRole } from '../functions/roles.ts';
import { accountTrust, allow } from '../policy.ts';
import type { Scope } from '../scope.ts';
import type { Dashboards } from './dashboard.ts';
import { type Operated, widgetFunctions } from './operated.ts';

/** Roles that people and programs of the account assume. */
export interface AccessRoles {
  /** Calls the routes that ask for IAM: for a shop's server, or a bot that runs elsewhere. */
  readonly caller: IamRole;
  /** Looks at dashboards, alarms and logs, and takes dead letters back into work. */
  readonly operator: IamRole;
}

/** Creates the roles that are assumed from outside. Who of the account may assume them is said by the policies of those identities. */
export function createAccessRoles(scope: Scope, operated: Operated, dashboards: Dashboards): AccessRoles {
  const trust = accountTrust(`arn:${scope.partition}:iam::${scope.accountId}:root`);
  const role = (id: string, statements: Parameters<typeof createRole>[1]['statements']): IamRole =>
    createRole(scope, { id, trust, statements }).role;
  return {
    caller: role('caller', callerStatements(operated)),
    operator: role('operator', operatorStatements(operated, dashboards, accessLogArns(scope))),
  };
}

const callerStatements = ({ functions, http }: Operated) => [
  allow(
    ['execute-api:Invoke'],
    [...functions.values()].flatMap(({ definition }) =>
      definition.triggers.flatMap((trigger) =>
        trigger.type === 'httpRoute' && trigger.authorization === 'iam'
          ? [`${http.api.executionArn}/*/${trigger.method}${trigger.path.replaceAll(/\{[^}]+\}/g, '*')}`]
          : [],
      ),
    ),
  ),
];

/** What an operator looks with. None of these actions can be bound to a resource. */
const looking = [
  'cloudwatch:DescribeAlarms',
  'cloudwatch:GetMetricData',
  'cloudwatch:ListDashboards',
  'logs:GetQueryResults',
];

const operatorStatements = (
  { functions, queues, deadLetterQueues }: Operated,
  { overview, queues: ofQueues }: Dashboards,
  accessLogs: readonly string[],
) => [
  allow(looking, ['*']),
  allow(['cloudwatch:GetDashboard'], [overview.dashboardArn, ofQueues.dashboardArn]),
  allow(
    ['logs:FilterLogEvents', 'logs:GetLogEvents', 'logs:StartQuery'],
    [...[...functions.values()].map(({ logGroup }) => `${logGroup.arn}:*`), ...accessLogs],
  ),
  allow(
    [
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:ListMessageMoveTasks',
      'sqs:ReceiveMessage',
      'sqs:StartMessageMoveTask',
    ],
    deadLetterQueues.map(({ arn }) => arn),
  ),
  // A dead letter goes back to the queue or the function that it came from.
  ...(queues.size > 0
    ? [
        allow(
          ['sqs:SendMessage'],
          [...queues.values()].map(({ queue }) => queue.arn),
        ),
      ]
    : []),
  // CloudWatch invokes what a dashboard shows with the rights of the person who looks.
  allow(
    ['lambda:InvokeFunction'],
    [
      ...[...functions.values()].filter(({ failures }) => failures !== undefined),
      ...widgetFunctions(functions),
    ].map(({ lambda }) => lambda.arn),
  ),
];
