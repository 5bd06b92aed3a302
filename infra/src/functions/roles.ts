import { IamRole, IamRolePolicy } from '../cdktf/aws.ts';
import { physicalName } from '../names.ts';
import { policyDocument, type Statement } from '../policy.ts';
import type { Scope } from '../scope.ts';

export interface RoleProps {
  /** Names the role and its policy in the stack. */
  readonly id: string;
  /** Who may assume the role: a policy document. */
  readonly trust: string;
  readonly statements: readonly Statement[];
}

/** A role and its one policy. What uses the role on creation depends on the policy. */
export interface Role {
  readonly role: IamRole;
  readonly policy: IamRolePolicy;
}

/** Creates a role within the environment's permission boundary, if it has one. */
export function createRole({ construct, environment }: Scope, { id, trust, statements }: RoleProps): Role {
  const { permissionBoundary } = environment;
  const role = new IamRole(construct, `role_${id}`, {
    name: physicalName(environment, id),
    assumeRolePolicy: trust,
    ...(permissionBoundary !== undefined && { permissionsBoundary: permissionBoundary }),
  });
  const policy = new IamRolePolicy(construct, `policy_${id}`, {
    name: 'declared',
    role: role.id,
    policy: policyDocument(statements),
  });
  return { role, policy };
}
