/**
 * What `@aws-sdk/credential-provider-node` is replaced by in every bundle. Lambda hands a function the credentials of its
 * role in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; the profiles, single sign-on, container and
 * instance metadata that the original looks through can never be there.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
