/**
 * Tells the SDK by the environment what Lambda tells it: for the clients that production makes.
 *
 * @param more other variables, for example `AWS_ENDPOINT_URL_SNS`
 */
export function setAwsEnvironment(more: Readonly<Record<string, string>> = {}): void {
  const settings = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  // biome-ignore lint/style/noProcessEnv: the SDK reads it from there alone
  Object.assign(process.env, settings, more);
}
