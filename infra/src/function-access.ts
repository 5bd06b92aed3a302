import {
  type FunctionDefinition,
  type ResolvedSettings,
  type TableOperation,
  tableVariable,
  topicVariable,
  type Use,
  webSocketEndpointVariable,
} from '@switchboard/declarations';
import { DeclarationError } from './declared.ts';
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
    case 'table': {
      const { arn } = lookUp(reachable.tables, use.table.name);
      return [allow(use.operations.map((operation) => tableActions[operation]).toSorted(), [arn])];
    }
    case 'tableIndex': {
      const { arn } = lookUp(reachable.tables, use.table.name);
      return [allow(['dynamodb:Query'], [`${arn}/index/${requireIndex(use)}`])];
    }
    case 'publish':
      return [allow(['sns:Publish'], [lookUp(reachable.topics, use.topic.name).arn])];
    case 'connections':
      return [
        allow(
          ['execute-api:ManageConnections'],
          use.methods.map((method) => `${reachable.webSocket.executionArn}/${method}/@connections/*`),
        ),
      ];
    default:
      throw new DeclarationError(`The use ${use.type} cannot be deployed yet.`);
  }
}

/** A transaction has no action of its own: each of its parts needs the action of that part. */
const tableActions: Readonly<Record<TableOperation, string>> = {
  get: 'dynamodb:GetItem',
  batchGet: 'dynamodb:BatchGetItem',
  query: 'dynamodb:Query',
  put: 'dynamodb:PutItem',
  update: 'dynamodb:UpdateItem',
  delete: 'dynamodb:DeleteItem',
  batchWrite: 'dynamodb:BatchWriteItem',
  check: 'dynamodb:ConditionCheckItem',
};

function requireIndex({ table, indexName }: Extract<Use, { type: 'tableIndex' }>): string {
  if (table.indexes?.some(({ name }) => name === indexName)) return indexName;
  throw new DeclarationError(`The table ${table.name} has no index ${indexName}, which a function queries.`);
}

const allow = (actions: readonly string[], resources: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
});

/** The environment variables that tell a function where the things it uses are, and the settings that it reads. */
export function variablesFor(
  { uses, settings: names = [] }: FunctionDefinition,
  reachable: Reachable,
  settings: ResolvedSettings,
): Readonly<Record<string, string>> {
  const places = uses.map((use) => placeOf(use, reachable));
  const chosen = names.map((name) => [name, settings[name]] as const);
  return Object.fromEntries([...places, ...chosen]);
}

function placeOf(use: Use, { tables, topics, webSocket }: Reachable): readonly [string, string] {
  switch (use.type) {
    case 'table':
    case 'tableIndex':
      return [tableVariable(use.table), lookUp(tables, use.table.name).name];
    case 'publish':
      return [topicVariable(use.topic), lookUp(topics, use.topic.name).arn];
    case 'connections':
      return [webSocketEndpointVariable, webSocket.endpoint];
    default:
      throw new DeclarationError(`The use ${use.type} cannot be deployed yet.`);
  }
}
