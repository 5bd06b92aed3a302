import type { Permission } from './service.ts';

type Json = Readonly<Record<string, unknown>>;

/** The IAM action of each part of a transaction. There is no action `TransactWriteItems`. */
const transactActions: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

/**
 * What a call to DynamoDB needs to be allowed: the action on each table or index that it touches.
 *
 * @param tableArn the ARN of a table by its name
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function dynamoDbPermissions(
  operation: string,
  input: Json,
  tableArn: (name: string) => string,
): Permission[] {
  const permission = (action: string, resource: string): Permission => ({
    action: `dynamodb:${action}`,
    resource,
  });
  switch (operation) {
    case 'TransactWriteItems':
    case 'TransactGetItems':
      return transactParts(input).map(({ kind, tableName }) =>
        permission(transactActions[kind] ?? kind, tableArn(tableName)),
      );
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys((input.RequestItems as Json | undefined) ?? {}).map((tableName) =>
        permission(operation, tableArn(tableName)),
      );
    default: {
      const { TableName: tableName, IndexName: indexName } = input;
      if (typeof tableName !== 'string') return [permission(operation, '*')];
      const table = tableArn(tableName);
      return [permission(operation, typeof indexName === 'string' ? `${table}/index/${indexName}` : table)];
    }
  }
}

function transactParts(input: Json): { kind: string; tableName: string }[] {
  const items = (input.TransactItems as readonly Json[] | undefined) ?? [];
  return items.flatMap((item) =>
    Object.entries(item).map(([kind, part]) => ({ kind, tableName: String((part as Json).TableName) })),
  );
}
