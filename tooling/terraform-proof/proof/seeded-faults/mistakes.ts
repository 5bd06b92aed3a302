import type { SeededFault } from './stack-editor.ts';

/** What the provider's schema and Terraform itself notice, each alone: one such mistake hides others. */
export const mistakes: readonly SeededFault[] = [
  {
    fault: 'an argument that the resource does not have',
    seed: ({ first }) => {
      first('aws_sqs_queue').retention_days = 14;
    },
    message: 'retention_days',
  },
  {
    fault: 'a block that the resource does not have',
    seed: ({ first }) => {
      first('aws_dynamodb_table').backups = { enabled: true };
    },
    message: 'backups',
  },
  {
    fault: 'a text where a number belongs',
    seed: ({ first }) => {
      first('aws_lambda_function').timeout = 'ten seconds';
    },
    message: /timeout.*a number is required/s,
  },
  {
    fault: 'a list where one text belongs',
    seed: ({ first }) => {
      first('aws_lambda_function').handler = ['index.handler'];
    },
    message: /handler.*string required/s,
  },
  {
    fault: 'a required argument that is missing',
    seed: ({ first }) => {
      delete first('aws_lambda_function').role;
    },
    message: 'The argument "role" is required',
  },
  {
    fault: 'a required block that is missing',
    seed: ({ first }) => {
      delete first('aws_scheduler_schedule').target;
    },
    message: /target/,
  },
  {
    fault: 'two blocks where one is allowed',
    seed: ({ first }) => {
      first('aws_dynamodb_table').point_in_time_recovery = [{ enabled: true }, { enabled: true }];
    },
    message: /No more than 1 "point_in_time_recovery" block/,
  },
  {
    fault: 'a reference to a resource that is not in the stack',
    seed: ({ first }) => {
      first('aws_lambda_function').role = `\${aws_iam_role.nobody.arn}`;
    },
    message: 'Reference to undeclared resource',
  },
  {
    fault: 'a reference to an attribute that the resource does not have',
    seed: ({ resource, first }) => {
      const [name] = Object.keys(resource.aws_iam_role ?? {});
      first('aws_lambda_function').role = `\${aws_iam_role.${name}.role_arn}`;
    },
    message: 'Unsupported attribute',
  },
  {
    fault: 'a dependency on a resource that is not in the stack',
    seed: ({ first }) => {
      first('aws_lambda_function').depends_on = ['aws_iam_role_policy.nobody'];
    },
    message: 'undeclared resource',
  },
  {
    fault: 'resources that wait for each other',
    seed: ({ resource, first }) => {
      const [name] = Object.keys(resource.aws_lambda_function ?? {});
      first('aws_iam_role').depends_on = [`aws_lambda_function.${name}`];
    },
    message: 'Cycle:',
  },
  {
    fault: 'a function of Terraform that there is not',
    seed: ({ first }) => {
      first('aws_lambda_function').handler = `\${lowercase("INDEX")}`;
    },
    message: 'lowercase',
  },
];
