/** A policy that AWS would not take, or that cannot be judged. The message goes on after the policy's name: `has no Statement`. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  readonly code = 'policy.invalid';
}
