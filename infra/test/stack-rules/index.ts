import { noAccount, noPublicAccess, noSecret, noWildcard, trust } from './access.ts';
import { encryption, recovery, retention } from './data.ts';
import { deadLetters, logGroup, state, tags, throttles } from './operations.ts';
import type { StackRule } from './stack-json.ts';

export const stackRules: readonly StackRule[] = [
  encryption,
  recovery,
  retention,
  logGroup,
  noPublicAccess,
  noWildcard,
  trust,
  deadLetters,
  tags,
  noAccount,
  noSecret,
  state,
  throttles,
];
