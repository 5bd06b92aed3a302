import { type AwsAccess, AwsRequestError, jsonCall, sendSigned } from './signed-request.ts';

/**
 * @returns the value of a parameter of type SecureString
 * @throws {AwsRequestError} also where it is empty
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export async function getParameter(access: AwsAccess, name: string): Promise<string> {
  const { body } = await sendSigned(access, {
    service: 'ssm',
    method: 'POST',
    headers: jsonCall('AmazonSSM.GetParameter', '1.1'),
    body: JSON.stringify({ Name: name, WithDecryption: true }),
  });
  const answer: { Parameter?: { Value?: string } } = JSON.parse(new TextDecoder().decode(body));
  const value = answer.Parameter?.Value;
  if (value === undefined || value === '')
    throw new AwsRequestError('ssm', 200, `The parameter ${name} is empty.`);
  return value;
}

/** @returns the value of a parameter that need not be there; undefined where it is not */
export async function findParameter(access: AwsAccess, name: string): Promise<string | undefined> {
  try {
    return await getParameter(access, name);
  } catch (error) {
    if (error instanceof AwsRequestError && error.reason === 'ParameterNotFound') return undefined;
    throw error;
  }
}
