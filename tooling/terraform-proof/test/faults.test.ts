import type { ProofStep } from '../src/prove.ts';
import type { StackDocument } from '../src/terraform/terraform.ts';
import { describeWithTerraform, proofTimeoutMs, proveStack } from './proof.ts';

/** A mistake that is made on purpose in a stack that is right. */
interface SeededFault {
  readonly fault: string;
  readonly seed: (stack: StackEditor) => void;
  /** The step at which it is noticed. */
  readonly noticedAt: ProofStep;
  readonly message: string | RegExp;
}

// The place of an attribute is known to the fault that changes it.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Attributes = any;

interface StackEditor {
  readonly resource: Record<string, Record<string, Attributes>>;
  /** The first resource of a type. */
  first(type: string): Attributes;
}

const editorOf = (document: StackDocument): StackEditor => {
  const resource = document.resource as StackEditor['resource'];
  return {
    resource,
    first: (type) => Object.values(resource[type] ?? {})[0] ?? fail(type),
  };
};

const fail = (type: string): never => {
  throw new RangeError(`The stack has no ${type}.`);
};

const faults: readonly SeededFault[] = [
  {
    fault: 'an argument that the resource does not have',
    seed: ({ first }) => {
      first('aws_sqs_queue').retention_days = 14;
    },
    noticedAt: 'validate',
    message: 'retention_days',
  },
  {
    fault: 'a block that the resource does not have',
    seed: ({ first }) => {
      first('aws_dynamodb_table').backups = { enabled: true };
    },
    noticedAt: 'validate',
    message: 'backups',
  },
  {
    fault: 'a text where a number belongs',
    seed: ({ first }) => {
      first('aws_lambda_function').timeout = 'ten seconds';
    },
    noticedAt: 'validate',
    message: /timeout.*a number is required/s,
  },
  {
    fault: 'a list where one text belongs',
    seed: ({ first }) => {
      first('aws_lambda_function').handler = ['index.handler'];
    },
    noticedAt: 'validate',
    message: /handler.*string required/s,
  },
  {
    fault: 'a required argument that is missing',
    seed: ({ first }) => {
      delete first('aws_lambda_function').role;
    },
    noticedAt: 'validate',
    message: 'The argument "role" is required',
  },
  {
    fault: 'a required block that is missing',
    seed: ({ first }) => {
      delete first('aws_scheduler_schedule').target;
    },
    noticedAt: 'validate',
    message: /target/,
  },
  {
    fault: 'two blocks where one is allowed',
    seed: ({ first }) => {
      first('aws_dynamodb_table').point_in_time_recovery = [{ enabled: true }, { enabled: true }];
    },
    noticedAt: 'validate',
    message: /No more than 1 "point_in_time_recovery" block/,
  },
  {
    fault: 'a reference to a resource that is not in the stack',
    seed: ({ first }) => {
      first('aws_lambda_function').role = `\${aws_iam_role.nobody.arn}`;
    },
    noticedAt: 'validate',
    message: 'Reference to undeclared resource',
  },
  {
    fault: 'a reference to an attribute that the resource does not have',
    seed: ({ resource, first }) => {
      const [name] = Object.keys(resource.aws_iam_role ?? {});
      first('aws_lambda_function').role = `\${aws_iam_role.${name}.role_arn}`;
    },
    noticedAt: 'validate',
    message: 'Unsupported attribute',
  },
  {
    fault: 'a dependency on a resource that is not in the stack',
    seed: ({ first }) => {
      first('aws_lambda_function').depends_on = ['aws_iam_role_policy.nobody'];
    },
    noticedAt: 'validate',
    message: 'undeclared resource',
  },
  {
    fault: 'resources that wait for each other',
    seed: ({ resource, first }) => {
      const [name] = Object.keys(resource.aws_lambda_function ?? {});
      first('aws_iam_role').depends_on = [`aws_lambda_function.${name}`];
    },
    noticedAt: 'validate',
    message: 'Cycle:',
  },
  {
    fault: 'a function of Terraform that there is not',
    seed: ({ first }) => {
      first('aws_lambda_function').handler = `\${lowercase("INDEX")}`;
    },
    noticedAt: 'validate',
    message: 'lowercase',
  },
];

describeWithTerraform('a seeded fault is noticed:', () => {
  it.each(faults)(
    '$fault',
    async ({ seed, noticedAt, message }) => {
      const result = await proveStack('dev', {
        change: (document) => {
          seed(editorOf(document));
          return document;
        },
        steps: ['init', 'validate', 'plan', 'apply'],
      });
      expect(result.output).toMatch(message);
      expect(result.failedStep).toBe(noticedAt);
    },
    proofTimeoutMs,
  );
});
