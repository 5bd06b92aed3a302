/** Who the credentials belong to. */
interface Identity {
  readonly accountId: string;
  /** The ARN of the user or role. */
  readonly arn: string;
}

/** The few things that a deployment asks AWS or tells it, apart from what Terraform does. */
export interface Cloud {
  /**
   * @throws {CredentialsError} if there are no credentials, or they are not valid
   * @throws {NoAnswerError} if the region does not answer
   */
  identity(): Promise<Identity>;
  /** @throws {DeniedError} if the credentials may not know, as do {@link zoneExists} and {@link parameterExists} */
  bucketExists(bucket: string): Promise<boolean>;
  /** Creates a private, encrypted bucket that keeps every version of the state. */
  createStateBucket(bucket: string): Promise<void>;
  zoneExists(zone: string): Promise<boolean>;
  parameterExists(name: string): Promise<boolean>;
  /** @returns the value of a secret, or nothing where it was not stored */
  readSecret(name: string): Promise<string | undefined>;
  /** Stores a secret as an SSM parameter of type `SecureString`. */
  putSecret(name: string, value: string): Promise<void>;
}

/** There is no way to the region: it does not exist, or the network does not lead there. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly code = 'deploy.noAnswer';
}

/** The credentials are valid and may not do what was asked. */
export class DeniedError extends Error {
  override readonly name = 'DeniedError';
  readonly code = 'deploy.denied';
}

/** AWS does not know who we are: nothing was asked or changed. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
  readonly code = 'deploy.credentials';
}
