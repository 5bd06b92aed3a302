import { setTimeout as delay } from 'node:timers/promises';
import type { Verdict } from '@switchboard/aws-rules';
import type { Identities, Identity } from '../identity/identities.ts';
import { judgeOnce } from '../identity/policy.ts';
import type { Log } from '../log/log.ts';
import type { RecordedCall, Recorder } from '../studio/recorder.ts';
import { identifyCaller } from './caller.ts';
import { noCost } from './cost.ts';
import type { Faults } from './faults.ts';
import type { Meter } from './meter.ts';
import {
  type Operation,
  type Permission,
  RequestError,
  type Service,
  type ServiceRequest,
  type ServiceResponse,
} from './service.ts';
import type { UsedPermissions } from './used-permissions.ts';

export interface DoorDependencies {
  readonly identities: Identities;
  /** By the name that requests are signed for: `dynamodb`, `sns`, `execute-api`. */
  readonly services: Readonly<Record<string, Service>>;
  readonly meter: Meter;
  readonly faults: Faults;
  readonly usedPermissions: UsedPermissions;
  /** Kills the process of a function, by its access key. */
  readonly killProcess: (accessKeyId: string) => void;
  readonly now: () => number;
  readonly log: Log;
  readonly recorder: Pick<Recorder, 'call'>;
}

/** Answers a call to AWS; `undefined`: the caller never gets an answer, its process was killed. */
export type Door = (request: ServiceRequest) => Promise<ServiceResponse | undefined>;

/**
 * The one door between functions and AWS. It knows the caller by its access key, lets through what the policy of its
 * function allows, counts what it costs, and makes things go wrong where the fault plan says so.
 */
export function createDoor({
  identities,
  services,
  meter,
  faults,
  usedPermissions,
  killProcess,
  now,
  log,
  recorder,
}: DoorDependencies): Door {
  return async (request) => {
    const caller = identifyCaller(request, identities, now());
    const service = services[caller.serviceName];
    if (!service) return unknownService(caller.serviceName);
    const refuse = (error: keyof Service['errorCodes'], message: string): ServiceResponse =>
      service.refuse({ code: service.errorCodes[error], message, status: service.refusedStatus });

    if (caller.type === 'refused') return refuse(caller.error, caller.message);
    const { identity, serviceName } = caller;
    let recorded: RecordedCall | undefined;
    /** Tells the caller no, and remembers it. */
    const refused = (response: ServiceResponse): ServiceResponse => {
      recorded?.performed(response.body, noCost);
      recorded?.end(response.status);
      return response;
    };
    try {
      const operation = service.read(request);
      recorded = record(request, serviceName, operation, identity);
      const denial = denialOf(identity, operation);
      if (denial) {
        log.problem(identity.lambdaFunction?.name ?? 'local', denial);
        return refused(refuse('accessDenied', denial));
      }
      for (const permission of operation.requires) noteUse(identity, permission);
      return await performWithFaults({ service, serviceName, operation, identity, recorded });
    } catch (error) {
      if (error instanceof RequestError) return refused(service.refuse(error));
      recorded?.end(undefined);
      throw error;
    }
  };

  /** The developer's own calls are not part of what the stack does. */
  function record(
    { url, body }: ServiceRequest,
    service: string,
    { name, requires }: Operation,
    { accessKeyId, lambdaFunction }: Identity,
  ): RecordedCall | undefined {
    if (!lambdaFunction) return undefined;
    const resource = requires[0]?.resource ?? '';
    const { name: functionName } = lambdaFunction;
    return recorder.call(accessKeyId, { functionName, service, operation: name, resource, url, input: body });
  }

  function noteUse({ lambdaFunction }: Identity, permission: Permission): void {
    if (lambdaFunction) usedPermissions.record(lambdaFunction.name, permission);
  }

  async function performWithFaults({
    service,
    serviceName,
    operation,
    identity,
    recorded,
  }: Call): Promise<ServiceResponse | undefined> {
    const { accessKeyId, lambdaFunction } = identity;
    const end = (response: ServiceResponse | undefined, faultType?: string): ServiceResponse | undefined => {
      recorded?.end(response?.status, faultType);
      return response;
    };
    const functionName = lambdaFunction?.name ?? 'local';
    const fault = lambdaFunction ? faults.forCall(serviceName, functionName) : { delayMs: 0, type: 'none' };
    if (fault.delayMs > 0) await delay(fault.delayMs);
    switch (fault.type) {
      case 'throttle':
        return end(
          service.refuse({
            code: service.errorCodes.throttled,
            message: 'Rate exceeded',
            status: service.throttledStatus ?? service.refusedStatus,
          }),
          fault.type,
        );
      case 'failBefore':
        return end(internalError(service), fault.type);
      case 'killBefore':
        killProcess(accessKeyId);
        return end(undefined, fault.type);
    }
    const { response, cost } = await operation.perform((permission) => {
      const isAllowed = verdictOf(identity, permission) === 'allowed';
      if (isAllowed) noteUse(identity, permission);
      return isAllowed;
    });
    recorded?.performed(response.body, cost);
    meter.record(functionName, accessKeyId, `${serviceName}:${operation.name}`, cost);
    switch (fault.type) {
      case 'failAfter':
        return end(internalError(service), fault.type);
      case 'killAfter':
        killProcess(accessKeyId);
        return end(undefined, fault.type);
      default:
        return end(response, fault.delayMs > 0 ? 'delay' : undefined);
    }
  }
}

/** A call that was understood, and who makes it. */
interface Call {
  readonly service: Service;
  readonly serviceName: string;
  readonly operation: Operation;
  readonly identity: Identity;
  readonly recorded: RecordedCall | undefined;
}

const internalError = (service: Service): ServiceResponse =>
  service.refuse({ code: service.errorCodes.internal, message: 'Internal server error', status: 500 });

/** The developer may do everything. */
const verdictOf = ({ lambdaFunction }: Identity, permission: Permission): Verdict =>
  lambdaFunction ? judgeOnce(lambdaFunction.statements, permission) : 'allowed';

/** Why the caller may not do this, in IAM's words; `undefined` where it may. */
function denialOf(identity: Identity, { requires }: Operation): string | undefined {
  for (const permission of requires) {
    const verdict = verdictOf(identity, permission);
    if (verdict === 'allowed') continue;
    const { action, resource } = permission;
    const reason =
      verdict === 'denied'
        ? 'with an explicit deny in an identity-based policy'
        : `because no identity-based policy allows the ${action} action`;
    return `User: ${identity.arn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
  }
  return undefined;
}

const unknownService = (name: string): ServiceResponse => ({
  status: 501,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: `The local platform does not run the service ${name}.` }),
});
