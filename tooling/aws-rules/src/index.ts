import { accountOf, type Rule } from './account.ts';
import type { Rules } from './resource.ts';
import { alarms } from './rules/alarms.ts';
import { apiReferences, stages } from './rules/apis.ts';
import { bucketNames, notifications } from './rules/buckets.ts';
import { codeHashes } from './rules/code-hash.ts';
import { dashboards } from './rules/dashboards.ts';
import { deployments } from './rules/deployments.ts';
import { destinations } from './rules/destinations.ts';
import { eventSources } from './rules/event-sources.ts';
import { functionLimits, unknownFunctions } from './rules/functions.ts';
import { invocationPermissions } from './rules/invocation-permissions.ts';
import { logRetention } from './rules/logs.ts';
import { receiptRules } from './rules/mail.ts';
import { malformedPolicies, strayPolicies } from './rules/policies.ts';
import { queuePolicies } from './rules/queue-policies.ts';
import { queues } from './rules/queues.ts';
import { scheduleTargets } from './rules/schedule-targets.ts';
import { schedules } from './rules/schedules.ts';
import { tables } from './rules/tables.ts';
import { roleTrust } from './rules/trust.ts';

export type { RequestContext } from './policy/condition.ts';
export { judge, type PolicyRequest, type Verdict } from './policy/judge.ts';
export { matches } from './policy/pattern.ts';
export { parsePolicy, type Statement } from './policy/policy-document.ts';
export { PolicyError } from './policy/policy-error.ts';
export type { AwsResource, Refusal, Rules } from './resource.ts';

const rulesOf =
  (rules: readonly Rule[]): Rules =>
  (resources) => {
    const account = accountOf(resources);
    return rules.flatMap(({ name, check }) => check(account).map((refusal) => ({ ...refusal, rule: name })));
  };

/** What AWS refuses when a resource is created, given what exists by then. */
export const refusedOnCreation: Rules = rulesOf([
  malformedPolicies,
  strayPolicies,
  roleTrust,
  functionLimits,
  unknownFunctions,
  eventSources,
  destinations,
  apiReferences,
  stages,
  queues,
  tables,
  bucketNames,
  notifications,
  receiptRules,
  schedules,
  logRetention,
  alarms,
  dashboards,
]);

/** What AWS creates and refuses to use: it shows in an account that is whole, at the first event. */
export const refusedInUse: Rules = rulesOf([
  invocationPermissions,
  queuePolicies,
  scheduleTargets,
  deployments,
]);

/**
 * Functions whose zip is not the one that the stack speaks of.
 *
 * @param hashOf the SHA-256 of a file in Base64; nothing where it cannot be read
 */
export const refusedCode = (hashOf: (filename: string) => string | undefined): Rules =>
  rulesOf([codeHashes(hashOf)]);
