/**
 * Creates the tables, roles, queues, topics and functions of an environment on an emulator of AWS that somebody else wrote, reads them back,
 * and removes them: `AWS_ENDPOINT_URL=http://localhost:5000 npm run prove:emulator`. Without that variable it says that it is skipped.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { applyAndCompare } from './apply.ts';
import { queuePolicies, queues, subscriptions, topics } from './queues-and-topics.ts';
import { functions, rolePolicies, roles } from './roles-and-functions.ts';
import { tables } from './tables.ts';

// biome-ignore lint/style/noProcessEnv: the composition root
const { AWS_ENDPOINT_URL: endpoint } = process.env;
const name = process.argv[2] ?? 'dev';
const folder = fileURLToPath(new URL(`../../../../infra/cdktf.out/stacks/${name}`, import.meta.url));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

if (endpoint === undefined) {
  print('Skipped: the emulator. AWS_ENDPOINT_URL names none, such as http://127.0.0.1:5000 of moto_server.');
} else {
  await tryOn(endpoint);
}

async function tryOn(emulator: string): Promise<void> {
  const { resource: resources, provider } = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));
  const { region } = provider.aws[0];
  const options = {
    endpoint: emulator,
    region,
    // An emulator takes any; AWS itself is never meant.
    credentials: { accessKeyId: 'emulator', secretAccessKey: 'emulator' },
  };
  const { Account: accountId = '' } = await new STSClient(options).send(new GetCallerIdentityCommand());
  const [sqs, sns, iam] = [new SQSClient(options), new SNSClient(options), new IAMClient(options)];
  const kinds = [
    tables(new DynamoDBClient(options)),
    queues(sqs),
    topics(sns),
    roles(iam),
    functions(new LambdaClient(options), folder),
    rolePolicies(iam),
    queuePolicies(sqs),
    subscriptions(sns),
  ];
  const { counts, differences } = await applyAndCompare({ resources, kinds, place: { accountId, region } });
  print(`${name} on ${emulator}`);
  for (const [type, count] of counts)
    print(`${String(count).padStart(4)} ${type}: created, read back, removed`);
  for (const difference of differences) print(`DIFFERENT: ${difference}`);
  if (differences.length > 0) process.exitCode = 1;
}
