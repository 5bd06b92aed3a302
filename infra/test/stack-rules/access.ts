import {
  addressIn,
  all,
  everything,
  type StackJson,
  type StackRule,
  statements,
  unless,
} from './stack-json.ts';

const flags = ['block_public_acls', 'block_public_policy', 'ignore_public_acls', 'restrict_public_buckets'];

/** The routes that anybody may call: those that give and take sessions, and Telegram's, which checks a secret of its own. */
const openRoutes = ['POST /sessions', 'POST /sessions/revoke', 'POST /telegram/webhook'];

export const noPublicAccess: StackRule = {
  name: 'no public access',
  check: (stack) => [
    ...all(stack, 'aws_s3_bucket').flatMap(([address]) => {
      const blocks = all(stack, 'aws_s3_bucket_public_access_block').filter(
        ([, { bucket }]) => addressIn(bucket) === address,
      );
      const isPrivate = blocks.some(([, block]) => flags.every((flag) => block[flag] === true));
      return unless(isPrivate, address, 'may become public');
    }),
    ...statements(stack).flatMap(({ address, statement: { Effect, Principal } }) => {
      const isAnybody = Principal === '*' || [Principal?.AWS].flat().includes('*');
      return unless(!(Effect === 'Allow' && isAnybody), address, 'lets anybody in');
    }),
    ...all(stack, 'aws_lambda_permission').flatMap(([address, { principal }]) =>
      unless(principal !== '*', address, 'lets anybody invoke'),
    ),
    ...all(stack, 'aws_lambda_function_url').map(
      ([address]) => `${address}: is an address without a throttle`,
    ),
    ...all(stack, 'aws_apigatewayv2_route').flatMap(([address, route]) => {
      const isHttp = route.api_id.includes('.http.');
      const asks = isHttp ? route.authorization_type === 'AWS_IAM' : route.authorization_type === 'CUSTOM';
      const isOpen = isHttp ? openRoutes.includes(route.route_key) : route.route_key !== '$connect';
      return unless(asks || isOpen, address, `${route.route_key} asks for no credentials`);
    }),
  ],
};

/** Actions that have no resources to name: X-Ray's, and those by which people look at metrics and at the answers to their own queries. */
const withoutResources =
  /^(xray:\w+|cloudwatch:(DescribeAlarms|GetMetricData|ListDashboards)|logs:GetQueryResults)$/;

export const noWildcard: StackRule = {
  name: 'no wildcard',
  check: (stack) =>
    statements(stack).flatMap(({ address, statement, actions, resources }) => {
      const isUnbindable = actions.every((action) => withoutResources.test(action));
      if (statement.Effect === 'Deny' || isUnbindable) return [];
      return [
        ...unless(!actions.some((action) => action.includes('*')), address, 'allows a group of actions'),
        ...unless(
          !resources.some((resource) => /^\*$|^arn:[^:]*:[^:]*:\*|:\*:\*$/.test(resource)),
          address,
          'allows something with everything',
        ),
      ];
    }),
};

/** Services that try a role before they act on behalf of an account. */
const triedByService = ['aws_iam_role.role_api-logs'];

export const trust: StackRule = {
  name: 'trust',
  check: (stack) => [
    ...statements(stack).flatMap(({ address, statement: { Effect, Principal, Condition } }) => {
      const isService = Effect === 'Allow' && Principal?.Service !== undefined;
      const isOurs = Condition?.StringEquals?.['aws:SourceAccount'] !== undefined;
      return unless(
        !isService || isOurs || triedByService.includes(address),
        address,
        'trusts a service on behalf of any account',
      );
    }),
    ...all(stack, 'aws_lambda_permission').flatMap(
      ([address, { source_account: account, source_arn: arn }]) =>
        unless(Boolean(account && arn), address, 'does not name its source and account'),
    ),
  ],
};

export const noAccount: StackRule = {
  name: 'no account',
  check: ({ resource }) => {
    const id = /(?<![\da-f.])\d{12}(?![\da-f])/i;
    return everything({ resource } as StackJson).flatMap(([address, attributes]) =>
      unless(
        !id.test(JSON.stringify(attributes)),
        address,
        'names an account: read it from aws_caller_identity',
      ),
    );
  },
};

/** What secrets look like: keys of AWS, private keys, tokens of Telegram's bots, keys of model providers, long random hexadecimal digits. */
const secretText =
  /AKIA[0-9A-Z]{16}|-----BEGIN|\b\d{8,10}:[A-Za-z0-9_-]{35}\b|sk-[A-Za-z0-9-]{20}|gh[ps]_\w{36}|xox[bp]-\w+/;

/** Resources whose value lies in Terraform's state. */
const secretTypes = [
  'aws_iam_access_key',
  'aws_secretsmanager_secret_version',
  'aws_ssm_parameter',
  'random_password',
];

export const noSecret: StackRule = {
  name: 'no secret',
  check: (stack) => [
    ...everything(stack).flatMap(([address, attributes]) =>
      unless(
        !secretText.test(JSON.stringify(attributes)),
        address,
        'holds something that looks like a secret',
      ),
    ),
    ...secretTypes.flatMap((type) =>
      all(stack, type).map(([address]) => `${address}: writes a secret into the state`),
    ),
    ...all(stack, 'aws_lambda_function').flatMap(([address, { environment }]) =>
      Object.entries<string>(environment?.variables ?? {}).flatMap(([variable, value]) => {
        const isSecret = /SECRET|PASSWORD|API_KEY|TOKEN$/.test(variable) && !variable.startsWith('TABLE_');
        // A function is told the name of a parameter, and reads the value when it starts.
        return unless(!isSecret || value.startsWith('/'), address, `${variable} is no name of a parameter`);
      }),
    ),
  ],
};
