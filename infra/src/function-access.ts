import {
  type FunctionDefinition,
  type Setting,
  tableVariable,
  topicVariable,
  type Use,
  webSocketEndpointVariable,
} from '@switchboard/chat-core/declarations';
import type { TableDefinition } from '@switchboard/data-core/table';
import { lookUp } from './look-up.ts';
import type { Statement } from './policy.ts';

/** What functions may reach, by declared name: Terraform references to names and ARNs. */
export interface Reachable {
  readonly tables: ReadonlyMap<string, { readonly name: string; readonly arn: string }>;
  readonly topics: ReadonlyMap<string, { readonly arn: string }>;
  readonly webSocket: {
    /** `wss://<host>/<stage>`. */
    readonly endpoint: string;
    /** The ARN of the stage, below which the connections are. */
    readonly executionArn: string;
  };
}

/** The policy statements that give a function what it declares to use, and nothing more. */
export const statementsFor = (uses: readonly Use[], reachable: Reachable): readonly Statement[] =>
  uses.flatMap((use) => statements(use, reachable));

function statements(use: Use, reachable: Reachable): readonly Statement[] {
  switch (use.type) {
    case 'readTable':
      return readStatements(use.table, arnOf(reachable.tables, use.table.name));
    case 'writeTable':
      return [allow(writeActions, [arnOf(reachable.tables, use.table.name)])];
    case 'publish':
      return [allow(['sns:Publish'], [arnOf(reachable.topics, use.topic.name)])];
    case 'postToConnections':
      return [
        allow(['execute-api:ManageConnections'], [`${reachable.webSocket.executionArn}/POST/@connections/*`]),
      ];
  }
}

const readActions = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];

/** A transaction has no action of its own: each of its parts needs the action of that part. */
const writeActions = [
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
];

function readStatements({ indexes = [] }: TableDefinition, tableArn: string): readonly Statement[] {
  const ofTable = allow(readActions, [tableArn]);
  if (indexes.length === 0) return [ofTable];
  return [
    ofTable,
    allow(
      ['dynamodb:Query'],
      indexes.map(({ name }) => `${tableArn}/index/${name}`),
    ),
  ];
}

const allow = (actions: readonly string[], resources: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
});

const arnOf = (known: ReadonlyMap<string, { readonly arn: string }>, name: string): string =>
  lookUp(known, name).arn;

/** The environment variables that tell a function where the things it uses are, and the settings that it reads. */
export function variablesFor(
  { uses, settings = [] }: FunctionDefinition,
  reachable: Reachable,
  settingValues: Readonly<Record<Setting, string>>,
): Readonly<Record<string, string>> {
  const places = uses.map((use) => placeOf(use, reachable));
  const chosen = settings.map((setting) => [setting, settingValues[setting]] as const);
  return Object.fromEntries([...places, ...chosen]);
}

function placeOf(use: Use, { tables, topics, webSocket }: Reachable): readonly [string, string] {
  switch (use.type) {
    case 'readTable':
    case 'writeTable':
      return [tableVariable(use.table), lookUp(tables, use.table.name).name];
    case 'publish':
      return [topicVariable(use.topic), lookUp(topics, use.topic.name).arn];
    case 'postToConnections':
      return [webSocketEndpointVariable, webSocket.endpoint];
  }
}
