/** What a form's policy lets it upload. */
interface FormPolicy {
  readonly expiration: string;
  readonly conditions: readonly (
    | Readonly<Record<string, string>>
    | readonly [string, string | number, string | number]
  )[];
}

/** Fields that no condition has to speak of. */
const free = /^(policy|file|x-amz-signature|bucket|x-ignore-.*)$/;

/**
 * Why a form may not upload what it has, in S3's words.
 *
 * @param policyBase64 the policy as the form has it
 * @param sizeBytes of the file
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export function formProblem(
  policyBase64: string,
  fields: Readonly<Record<string, string>>,
  sizeBytes: number,
  now: number,
): string | undefined {
  const policy = parse(policyBase64);
  if (!policy) return 'Invalid Policy: Invalid JSON.';
  if (!(Date.parse(policy.expiration) > now)) return 'Invalid according to Policy: Policy expired.';
  const covered = new Set<string>();
  for (const condition of policy.conditions) {
    const [operator, subject, wanted] = Array.isArray(condition)
      ? condition
      : ['eq', ...(Object.entries(condition)[0] ?? ['', ''])];
    if (operator === 'content-length-range') {
      if (sizeBytes < Number(subject)) return 'Your proposed upload is smaller than the minimum allowed size';
      if (sizeBytes > Number(wanted)) return 'Your proposed upload exceeds the maximum allowed size';
      continue;
    }
    const name = String(subject).replace(/^\$/, '').toLowerCase();
    covered.add(name);
    const value = fields[name] ?? '';
    const holds = operator === 'starts-with' ? value.startsWith(String(wanted)) : value === String(wanted);
    if (!holds) return `Invalid according to Policy: Policy Condition failed: ${JSON.stringify(condition)}`;
  }
  const extra = Object.keys(fields).find((name) => !free.test(name) && !covered.has(name));
  return extra === undefined ? undefined : `Invalid according to Policy: Extra input fields: ${extra}`;
}

function parse(policyBase64: string): FormPolicy | undefined {
  try {
    const policy = JSON.parse(Buffer.from(policyBase64, 'base64').toString('utf8')) as FormPolicy;
    return Array.isArray(policy.conditions) ? policy : undefined;
  } catch {
    return undefined;
  }
}
