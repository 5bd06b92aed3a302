import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusedOnCreation } from '@switchboard/aws-rules';
import { Account } from '../src/account/account.ts';
import { createProvider } from '../src/provider/create-provider.ts';
import { serve } from '../src/provider/serve.ts';
import { bindingsFolder } from '../src/schema/bindings-folder.ts';
import { readSchemas } from '../src/schema/read-schemas.ts';
import { copyStack, createTerraform } from '../src/terraform/terraform.ts';
import { describeWithTerraform, proofTimeoutMs, stackFolder } from './proof.ts';

// The place of an attribute is known to the test that reads it.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Json = any;

/** What holds data, and the responder with what it needs to exist: the whole takes minutes. */
function dataAndOneFunction({ resource, output: _output, ...rest }: Json): Json {
  const {
    environment: _environment,
    depends_on: _dependsOn,
    ...responder
  } = resource.aws_lambda_function.responder;
  return {
    ...rest,
    resource: {
      aws_dynamodb_table: resource.aws_dynamodb_table,
      aws_s3_bucket: resource.aws_s3_bucket,
      aws_sqs_queue: resource.aws_sqs_queue,
      aws_cloudwatch_log_group: { logs_responder: resource.aws_cloudwatch_log_group.logs_responder },
      aws_iam_role: { role_responder: resource.aws_iam_role.role_responder },
      aws_lambda_function: { responder },
    },
  };
}

/** The guide "Run it in production", section "Roll back", with what Terraform does at each step. */
describeWithTerraform('deploying the previous build', () => {
  it(
    'takes back what the later build changed and created, and leaves every table and bucket as it is',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'rollback-'));
      const file = join(folder, 'cdk.tf.json');
      const document: Json = await copyStack(stackFolder('dev'), folder, dataAndOneFunction);
      const previous = await readFile(file, 'utf8');
      const schemas = readSchemas(bindingsFolder('@cdktf/provider-aws'), {
        resources: Object.keys(document.resource),
        dataSources: Object.keys(document.data),
      });
      const place = { accountId: '111122223333', region: 'eu-central-1' };
      const provider = await serve(
        createProvider({ schemas, account: new Account({ rules: refusedOnCreation }), place }),
      );
      const terraform = createTerraform({
        program: 'terraform',
        folder,
        reattach: provider.reattach,
        // biome-ignore lint/style/noProcessEnv: Terraform inherits the environment of the test
        env: process.env,
      });
      const run = async (...parameters: readonly string[]): Promise<string> => {
        const { exitCode, output, stdout } = await terraform.run(...parameters);
        if (exitCode !== 0) throw new Error(output);
        return stdout;
      };
      /** What a deployment does, by address. */
      const deploy = async (): Promise<ReadonlyMap<string, string>> => {
        await run('plan', '-input=false', '-out=planned');
        const { resource_changes: changes }: Json = JSON.parse(await run('show', '-json', 'planned'));
        await run('apply', '-input=false', '-parallelism=100', 'planned');
        return new Map(
          changes
            .map(({ address, change }: Json) => [address, change.actions.join(' and ')])
            .filter(([, actions]: string[]) => actions !== 'no-op'),
        );
      };
      try {
        await run('init', '-input=false');
        await deploy();
        // The later build: other code in one function, and a queue that was not there.
        document.resource.aws_lambda_function.responder.source_code_hash = Buffer.alloc(32, 1).toString(
          'base64',
        );
        document.resource.aws_sqs_queue.queue_later = {
          ...document.resource.aws_sqs_queue['queue_responder-failed'],
          name: 'switchboard-dev-later',
        };
        await writeFile(file, JSON.stringify(document));
        expect([...(await deploy())]).toEqual([
          ['aws_lambda_function.responder', 'update'],
          ['aws_sqs_queue.queue_later', 'create'],
        ]);

        await writeFile(file, previous);
        expect([...(await deploy())]).toEqual([
          ['aws_lambda_function.responder', 'update'],
          ['aws_sqs_queue.queue_later', 'delete'],
        ]);
        expect([...(await deploy())]).toEqual([]);
      } finally {
        await provider.stop();
        await rm(folder, { recursive: true });
      }
    },
    proofTimeoutMs,
  );
});
