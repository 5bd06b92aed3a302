import type { TableDefinition } from '@switchboard/data-core/table';
import {
  type FunctionDefinition,
  httpRoute,
  onTable,
  queryIndex,
  schedule,
  webSocketAuthorizer,
  webSocketRoute,
} from '@switchboard/declarations';
import { DeclarationError } from '../src/functions/declared.ts';
import { BundleMissingError } from '../src/functions/function-bundle.ts';
import { functionPackages } from '../src/functions/function-packages.ts';
import { builtPackage, removePackages } from './built-package.ts';
import { all, environmentNamed, one, removeStacks, synthesiseStack, wholeDev } from './stack.ts';

const orders: TableDefinition = {
  name: 'orders',
  partitionKey: { name: 'customer', type: 'S' },
  sortKey: { name: 'at', type: 'N' },
  indexes: [
    {
      name: 'newest',
      partitionKey: { name: 'shop', type: 'S' },
      sortKey: { name: 'at', type: 'N' },
      projection: ['total'],
    },
    { name: 'all', partitionKey: { name: 'shop', type: 'S' }, projection: 'ALL' },
  ],
  ttlAttribute: 'expiresAt',
  pointInTimeRecovery: false,
};

const orderGuard: FunctionDefinition = {
  name: 'order-guard',
  entry: 'src/lambda/order-guard.ts',
  memoryMb: 256,
  timeoutSeconds: 5,
  triggers: [
    webSocketAuthorizer(),
    webSocketRoute('order.place'),
    httpRoute('GET', '/orders', 'none'),
    schedule(5),
  ],
  uses: [onTable(orders, 'get', 'put'), queryIndex(orders, 'newest')],
};

afterAll(() => {
  removeStacks();
  removePackages();
});

describe('a table', () => {
  const stack = synthesiseStack(environmentNamed('dev'), [builtPackage(orderGuard)]);

  it('is made as it is declared', () => {
    expect(one(stack, 'aws_dynamodb_table', 'table_orders')).toMatchObject({
      name: 'switchboard.dev.orders',
      billing_mode: 'PAY_PER_REQUEST',
      hash_key: 'customer',
      range_key: 'at',
      attribute: [
        { name: 'customer', type: 'S' },
        { name: 'at', type: 'N' },
        { name: 'shop', type: 'S' },
      ],
      global_secondary_index: [
        {
          name: 'newest',
          hash_key: 'shop',
          range_key: 'at',
          projection_type: 'INCLUDE',
          non_key_attributes: ['total'],
        },
        { name: 'all', hash_key: 'shop', projection_type: 'ALL' },
      ],
      ttl: { attribute_name: 'expiresAt', enabled: true },
      point_in_time_recovery: { enabled: false },
    });
  });

  it('refuses to be deleted where the environment says so', () => {
    const guarded = { ...environmentNamed('dev'), name: 'live', protected: true };
    const live = synthesiseStack(guarded, [builtPackage(orderGuard)]);
    expect(all(live, 'aws_dynamodb_table')).toMatchObject([
      { deletion_protection_enabled: true, lifecycle: { prevent_destroy: true } },
    ]);
    const [unprotected] = all(stack, 'aws_dynamodb_table');
    expect(unprotected.deletion_protection_enabled).toBe(false);
    expect(unprotected.lifecycle).toBeUndefined();
  });

  it('and its indexes can be used by the declared operations alone', () => {
    const { policy } = one(stack, 'aws_iam_role_policy', 'policy_order-guard');
    const arn = `\${aws_dynamodb_table.table_orders.arn}`;
    const { Statement: statements } = JSON.parse(policy);
    expect(statements.filter(({ Resource }: { Resource: string[] }) => Resource[0]?.includes(arn))).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: [arn] },
      { Effect: 'Allow', Action: ['dynamodb:Query'], Resource: [`${arn}/index/newest`] },
    ]);
  });

  it('cannot be queried by an index that it does not have', () => {
    const wrong = builtPackage({ ...orderGuard, uses: [queryIndex(orders, 'oldest')] });
    expect(() => synthesiseStack(environmentNamed('dev'), [wrong])).toThrow(
      'The table orders has no index oldest, which a function queries.',
    );
  });
});

describe('every declared table of the platform', () => {
  it('recovers to a point in time, is billed on demand, and can be told apart by its environment', () => {
    const tables = all(synthesiseStack(environmentNamed('dev')), 'aws_dynamodb_table');
    expect(tables.length).toBeGreaterThanOrEqual(7);
    for (const table of tables) {
      expect(table.point_in_time_recovery).toEqual({ enabled: true });
      expect(table.billing_mode).toBe('PAY_PER_REQUEST');
      expect(table.name).toMatch(/^switchboard\.dev\./);
    }
  });
});

describe('a function', () => {
  it('with only what it declares needs no variables, and has a schedule at the rate that it declares', () => {
    const stack = synthesiseStack(environmentNamed('dev'), [builtPackage({ ...orderGuard, uses: [] })]);
    expect(one(stack, 'aws_lambda_function', 'order-guard').environment).toBeUndefined();
    expect(all(stack, 'aws_scheduler_schedule')).toMatchObject([{ schedule_expression: 'rate(5 minutes)' }]);
  });

  it('is told the settings that it asks for, as the environment has them, and no others', () => {
    const environment = environmentNamed('local');
    const { variables } = one(synthesiseStack(environment), 'aws_lambda_function', 'sessions').environment;
    expect(variables.SESSIONS).toBe('any');
    expect(variables).not.toHaveProperty('BOT');
  });

  it('that has not been built stops the synthesis with the command to run', () => {
    const unbuilt = { ...builtPackage(), functions: [orderGuard] };
    expect(() => synthesiseStack(environmentNamed('dev'), [unbuilt])).toThrow(BundleMissingError);
    expect(() => synthesiseStack(environmentNamed('dev'), [unbuilt])).toThrow('Run `npm run build` first.');
  });
});

describe('a WebSocket API', () => {
  it('is not made without an authorizer', () => {
    const open = builtPackage({ ...orderGuard, triggers: [webSocketRoute('order.place')] });
    expect(() => synthesiseStack(environmentNamed('dev'), [open])).toThrow(DeclarationError);
  });
});

describe('settings', () => {
  it('name everything that is wrong or insecure at once', () => {
    const settings = { AUTHENTICATION: 'none', SESSIONS: 'anyone', RETENTION_DAYS: '0' };
    expect(() => synthesiseStack({ ...environmentNamed('dev'), settings })).toThrow(
      [
        '  - dev: SESSIONS should be any, guests or iam, but is "anyone".',
        '  - dev: RETENTION_DAYS should be a whole number of days from 1 to 3650, but is "0".',
        "  - dev: AUTHENTICATION is none: anyone can connect as any user. Choose another value, or accept this one with acceptInsecure: ['AUTHENTICATION'].",
      ].join('\n'),
    );
  });

  it('may be insecure where the environment accepts that by name', () => {
    const dev = environmentNamed('dev');
    const open = {
      ...dev,
      settings: { AUTHENTICATION: 'none' },
      acceptInsecure: ['AUTHENTICATION'] as const,
    };
    const { environment } = one(synthesiseStack(open), 'aws_lambda_function', 'authorize');
    expect(environment.variables.AUTHENTICATION).toBe('none');
  });

  it('leave out the functions that are not for them: without a bot there is no responder', () => {
    const stack = synthesiseStack({ ...environmentNamed('dev'), settings: { BOT: 'none' } });
    expect(Object.keys(stack.resource.aws_lambda_function ?? {})).not.toContain('responder');
    expect(Object.keys(stack.resource.aws_sns_topic ?? {})).toContain('topic_responder');
  });
});

describe('the environment that is deployed', () => {
  it('issues sessions to guests only: naming a user needs IAM', () => {
    const { variables } = one(
      synthesiseStack(environmentNamed('dev')),
      'aws_lambda_function',
      'sessions',
    ).environment;
    expect(variables.SESSIONS).toBe('guests');
  });

  it('has every function of every package', () => {
    const declared = functionPackages.flatMap(({ functions }) => functions).map(({ name }) => name);
    const made = Object.keys(synthesiseStack(wholeDev).resource.aws_lambda_function ?? {});
    expect(made.sort()).toEqual(declared.sort());
  });

  it('has nothing of Telegram and mail where TELEGRAM is off: no function, queue, bucket, table or rule', () => {
    const { resource, text } = synthesiseStack(environmentNamed('dev'));
    expect(Object.keys(resource.aws_lambda_function ?? {})).toContain('message-send');
    expect(text).not.toMatch(/telegram-(webhook|outbound|digest|users|bot-token)|mail-(jobs|replies)|email/);
    expect(resource.aws_s3_bucket).not.toHaveProperty('bucket_mail');
    expect(resource).not.toHaveProperty('aws_ses_receipt_rule');
  });
});
