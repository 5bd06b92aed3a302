import { httpRoute, onTable, webSocketAuthorizer, webSocketRoute } from '@switchboard/declarations';
import { bindingsFolder, prove } from '@switchboard/terraform-proof';
import { builtPackage, removePackages } from '../test/built-package.ts';
import { everythingOn, removeStacks, synthesiseStack } from '../test/stack.ts';
import { describeWith } from './programs.ts';

/** Terraform takes some seconds, more on a busy machine. */
const patienceMs = 300_000;

/** A shop, so that Terraform is done soon. */
const packages = [
  builtPackage({
    name: 'order',
    entry: 'src/order.ts',
    memoryMb: 128,
    timeoutSeconds: 5,
    triggers: [webSocketAuthorizer(), webSocketRoute('$connect'), httpRoute('GET', '/', 'none')],
    uses: [
      onTable(
        {
          name: 'orders',
          partitionKey: { name: 'id', type: 'S' },
          indexes: [{ name: 'newest', partitionKey: { name: 'shop', type: 'S' }, projection: 'ALL' }],
        },
        'get',
      ),
    ],
  }),
];

const capacity = { reads: { minimum: 5, maximum: 50 }, writes: { minimum: 5, maximum: 50 } };

afterAll(() => {
  removeStacks();
  removePackages();
});

describeWith('terraform')('an environment that asks for everything', () => {
  it(
    'is valid, applied, in order, changed by no second plan, and destroyed: autoscaling, Contributor Insights, traces, a permission boundary, reserved concurrency, a budget',
    async () => {
      const { mail: _mail, ...environment } = everythingOn;
      const { folder, resource } = synthesiseStack(
        {
          ...environment,
          settings: {},
          routeThrottles: { 'GET /': { requestsPerSecond: 5, burst: 10 } },
          provisionedCapacity: { orders: capacity },
          reservedConcurrency: { order: 20 },
        },
        packages,
      );
      expect(Object.keys(resource.aws_appautoscaling_policy ?? {})).toHaveLength(4);
      for (const type of [
        'aws_appautoscaling_target',
        'aws_dynamodb_contributor_insights',
        'aws_budgets_budget',
      ])
        expect(Object.keys(resource[type] ?? {})).not.toEqual([]);
      expect(resource.aws_iam_role?.role_order.permissions_boundary).toBe(everythingOn.permissionBoundary);
      expect(resource.aws_lambda_function?.order).toMatchObject({
        reserved_concurrent_executions: 20,
        tracing_config: { mode: 'Active' },
      });
      const result = await prove({
        stack: folder,
        program: 'terraform',
        bindings: bindingsFolder('@cdktf/provider-aws'),
        accountId: environment.accountId ?? '',
        // biome-ignore lint/style/noProcessEnv: Terraform inherits the environment of the test
        env: process.env,
      });
      expect(result.failedStep === undefined ? 'proven' : `${result.failedStep}: ${result.output}`).toBe(
        'proven',
      );
      expect(result.resourceCount).toBe(Object.values(resource).flatMap(Object.keys).length);
    },
    patienceMs,
  );
});
