import type { SecretDefinition } from '@switchboard/declarations';
import { type Environment, isLocal, stateBucketOf } from '../environment/environment.ts';
import { parameterName } from '../names.ts';
import { type Cloud, CredentialsError, DeniedError, NoAnswerError } from './cloud.ts';
import { isAtLeast } from './version.ts';

/** One thing that must be right before anything is deployed. */
export interface Check {
  readonly what: string;
  /** What is wrong and what to do about it; absent where it is right. */
  readonly problem?: string;
}

export interface PreflightOptions {
  readonly environment: Environment;
  readonly cloud: Cloud;
  /** The program that applies the stack, `terraform` or `tofu`, and its version; absent where it is not installed. */
  readonly program: { readonly name: string; readonly version?: string };
  /** What the environment's functions read when they start. */
  readonly secrets: readonly SecretDefinition[];
  /** Whether the bucket of the state has to be there already. @default true */
  readonly needsState?: boolean;
}

/** The first version with locks in S3 itself. */
const oldestVersion = '1.10.0';

/** The values that `environments.ts` comes with, for everyone to replace. */
const exampleAccount = '111122223333';
const exampleDomain = /(^|\.)example\.(com|org|net)$/;

/** Looks at everything that can be known before Terraform is run. Every check is made, whatever the others find. */
export async function preflight(options: PreflightOptions): Promise<readonly Check[]> {
  const { environment, cloud, program, secrets, needsState = true } = options;
  const deployable = checkDeployable(environment);
  if (deployable.problem !== undefined) return [deployable];
  const here = [deployable, checkProgram(program), ...checkExamples(environment)];
  const account = await checkAccount(environment, cloud);
  if (account.some(({ problem }) => problem !== undefined)) return [...here, ...account];
  const there = [
    ...(needsState ? [checkState(environment, cloud)] : []),
    ...zonesOf(environment).map((zone) => checkZone(zone, cloud)),
    ...secrets.map((secret) => checkSecret(environment, secret, cloud)),
  ];
  return [...here, ...account, ...(await Promise.all(there))];
}

const check = (what: string, right: boolean, problem: string): Check =>
  right ? { what } : { what, problem };

/** A question to AWS, which may also answer that the credentials may not ask it. */
async function checkThere(what: string, ask: () => Promise<boolean>, problem: string): Promise<Check> {
  try {
    return check(what, await ask(), problem);
  } catch (error) {
    if (error instanceof DeniedError) return { what, problem: error.message };
    throw error;
  }
}

const checkDeployable = (environment: Environment): Check =>
  check(
    `${environment.name} is an environment of AWS`,
    !isLocal(environment),
    'local is what `npm start` runs on this machine. Deploy dev, or an environment of your own.',
  );

function checkProgram({ name, version }: PreflightOptions['program']): Check {
  const what = `${name} ${oldestVersion} or newer is on the PATH`;
  if (version === undefined)
    return { what, problem: `Install it: https://developer.hashicorp.com/terraform/install` };
  return check(what, isAtLeast(version, oldestVersion), `This one is ${version}. Update it.`);
}

function checkExamples({ name, accountId, domain, mail, alarms }: Environment): Check[] {
  const values: (readonly [field: string, value: string | undefined])[] = [
    ['domain.zone', domain?.zone],
    ['mail.zone', mail?.zone],
    ['mail.domain', mail?.zone === undefined ? mail?.domain : undefined],
    ...(alarms?.addresses ?? []).map((address) => ['alarms.addresses', address.split('@').at(-1)] as const),
  ];
  const examples = values.filter(([, value]) => value !== undefined && exampleDomain.test(value));
  return [
    check(
      `accountId of ${name} is yours`,
      accountId !== exampleAccount,
      `It is still the example ${exampleAccount}. Put the id of your account into infra/src/environments.ts.`,
    ),
    ...examples.map(([field, value]) => ({
      what: `${field} of ${name} is yours`,
      problem: `It is still the example ${value}. Put your own into infra/src/environments.ts, or take the field out.`,
    })),
  ];
}

/** Whether the region answers, and whose account it takes the credentials for. */
async function checkAccount({ region, accountId }: Environment, cloud: Cloud): Promise<Check[]> {
  const answers = `AWS answers in the region ${region}`;
  const what = `AWS credentials for the account ${accountId}`;
  try {
    const identity = await cloud.identity();
    const problem = `These are for ${identity.accountId} (${identity.arn}). Use others, or correct accountId in infra/src/environments.ts.`;
    return [{ what: answers }, check(what, identity.accountId === accountId, problem)];
  } catch (error) {
    if (error instanceof NoAnswerError) return [{ what: answers, problem: error.message }];
    if (error instanceof CredentialsError) return [{ what: answers }, { what, problem: error.message }];
    throw error;
  }
}

async function checkState(environment: Environment, cloud: Cloud): Promise<Check> {
  if (environment.state === 'file') return { what: 'the state is kept in a file on this machine' };
  const bucket = stateBucketOf(environment);
  return await checkThere(
    `the state bucket ${bucket} exists`,
    () => cloud.bucketExists(bucket),
    `Run \`npm run bootstrap -- ${environment.name}\`, which creates it.`,
  );
}

const zonesOf = ({ domain, mail }: Environment): readonly string[] => [
  ...new Set([domain?.zone, mail?.zone].filter((zone) => zone !== undefined)),
];

const checkZone = (zone: string, cloud: Cloud): Promise<Check> =>
  checkThere(
    `the zone ${zone} is in Route 53`,
    () => cloud.zoneExists(zone),
    'Create the hosted zone and have its name servers entered where the domain is registered.',
  );

async function checkSecret(environment: Environment, secret: SecretDefinition, cloud: Cloud): Promise<Check> {
  const name = parameterName(environment, secret.name);
  return await checkThere(
    `the secret ${name} is stored`,
    () => cloud.parameterExists(name),
    `${secret.description} Store it: \`npm run secret -- ${environment.name} ${secret.name}\`.`,
  );
}
