import type { Permission } from './service.ts';

/** What functions were allowed to do and did. */
export interface UsedPermissions {
  record(functionName: string, permission: Permission): void;
  /** By function: each permission once, in the order of its action and resource. */
  read(): Readonly<Record<string, readonly Permission[]>>;
}

/** The most that is kept of one function: a bucket has as many resources as objects. */
const mostOfFunction = 10_000;

export function createUsedPermissions(): UsedPermissions {
  const byFunction = new Map<string, Map<string, Permission>>();
  return {
    record(functionName, permission) {
      const used = byFunction.get(functionName) ?? new Map<string, Permission>();
      byFunction.set(functionName, used);
      if (used.size < mostOfFunction) used.set(`${permission.action} ${permission.resource}`, permission);
    },
    read: () =>
      Object.fromEntries(
        [...byFunction].map(([name, used]) => [
          name,
          [...used.keys()].sort().flatMap((key) => used.get(key) ?? []),
        ]),
      ),
  };
}
