import type { LambdaFunction } from '../deployment/functions.ts';

/** The identity that makes a call. */
export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** How AWS names the caller in messages and events. */
  readonly arn: string;
  /** The function that runs under this identity; absent for the developer, who may do everything. */
  readonly lambdaFunction: LambdaFunction | undefined;
}

/** The developer's own credentials, for scripts and for the AWS CLI: access key `local`, secret `local`. */
const developer = (accountId: string): Identity => ({
  accessKeyId: 'local',
  secretAccessKey: 'local',
  sessionToken: undefined,
  arn: `arn:aws:iam::${accountId}:root`,
  lambdaFunction: undefined,
});

/** The known identities by access key. Every process of a function has its own key. */
export interface Identities {
  find(accessKeyId: string): Identity | undefined;
  /** One that still is, or that was: what a process has signed for others holds when the process has ended. */
  findFormer(accessKeyId: string): Identity | undefined;
  /** Gives a process of a function its credentials. */
  issue(lambdaFunction: LambdaFunction): Identity;
  revoke(identity: Identity): void;
}

/** How many that have ended are remembered. */
const mostFormer = 10_000;

/** @param newSecret text that cannot be guessed, of hexadecimal digits, at least 32 */
export function createIdentities(accountId: string, newSecret: () => string): Identities {
  const known = new Map<string, Identity>([['local', developer(accountId)]]);
  /** The oldest come first. */
  const former = new Map<string, Identity>();
  return {
    find: (accessKeyId) => known.get(accessKeyId),
    findFormer: (accessKeyId) => known.get(accessKeyId) ?? former.get(accessKeyId),
    issue: (lambdaFunction) => {
      const identity: Identity = {
        accessKeyId: `ASIA${newSecret().slice(0, 16).toUpperCase()}`,
        secretAccessKey: newSecret(),
        sessionToken: newSecret(),
        arn: `arn:aws:sts::${accountId}:assumed-role/${lambdaFunction.roleName}/${lambdaFunction.name}`,
        lambdaFunction,
      };
      known.set(identity.accessKeyId, identity);
      return identity;
    },
    revoke: (identity) => {
      known.delete(identity.accessKeyId);
      former.set(identity.accessKeyId, identity);
      const [oldest] = former.keys();
      if (former.size > mostFormer && oldest !== undefined) former.delete(oldest);
    },
  };
}
