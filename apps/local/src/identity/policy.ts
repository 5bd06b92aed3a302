import { judge, type PolicyRequest, type Statement, type Verdict } from '@switchboard/aws-rules';

/** Verdicts by the statements that gave them: functions ask for the same again and again. */
const verdicts = new WeakMap<readonly Statement[], Map<string, Verdict>>();

/** More are forgotten: the resources of connections are as many as there are connections. */
const mostVerdicts = 2000;

/** Decides as IAM does whether the policies of an identity allow something, and remembers it. */
export function judgeOnce(
  statements: readonly Statement[],
  { action, resource }: Required<Pick<PolicyRequest, 'action' | 'resource'>>,
): Verdict {
  const known = verdicts.get(statements) ?? new Map<string, Verdict>();
  verdicts.set(statements, known);
  const question = `${action} ${resource}`;
  const verdict = known.get(question) ?? judge(statements, { action, resource });
  if (known.size >= mostVerdicts) known.clear();
  known.set(question, verdict);
  return verdict;
}
