import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { errorRegistries, registerOwnErrors } from './registered-errors.ts';

const require = createRequire(__filename);

const sourceOf = (client: string) => {
  const path = join(
    dirname(require.resolve(`@aws-sdk/${client}/package.json`)),
    'dist-es/schemas/schemas_0.js',
  );
  return { path, source: readFileSync(path, 'utf8') };
};

const registeredIn = (source: string): readonly string[] =>
  [...source.matchAll(/n0_registry\.registerError\(\w+\$, (\w+)\)/g)].map(([, name = '']) => name);

/** What the documentation of AWS names for the operations that functions call. */
const needed: Readonly<Record<string, readonly string[]>> = {
  'client-dynamodb': [
    ...['ConditionalCheckFailedException', 'IdempotentParameterMismatchException', 'InternalServerError'],
    ...['ItemCollectionSizeLimitExceededException', 'LimitExceededException'],
    ...['ProvisionedThroughputExceededException', 'ReplicatedWriteConflictException', 'RequestLimitExceeded'],
    ...['ResourceInUseException', 'ResourceNotFoundException', 'ThrottlingException'],
    ...['TransactionCanceledException', 'TransactionConflictException', 'TransactionInProgressException'],
  ],
  'client-sns': [
    ...['AuthorizationErrorException', 'EndpointDisabledException', 'InternalErrorException'],
    ...['InvalidParameterException', 'InvalidParameterValueException', 'InvalidSecurityException'],
    ...['KMSAccessDeniedException', 'KMSDisabledException', 'KMSInvalidStateException'],
    ...['KMSNotFoundException', 'KMSOptInRequired', 'KMSThrottlingException', 'NotFoundException'],
    ...['PlatformApplicationDisabledException', 'ThrottledException', 'ValidationException'],
  ],
};

describe('the errors that a client registers', () => {
  it.each(Object.entries(needed))('of %s are those of our operations, and fewer', (client, names) => {
    const { path, source } = sourceOf(client);
    expect(path).toMatch(errorRegistries);
    const registered = registeredIn(registerOwnErrors(source, path));
    expect(registered).toEqual(expect.arrayContaining([...names]));
    expect(registered.length).toBeLessThan(registeredIn(source).length * 0.7);
  });

  it('fail the build where the SDK registers them in another way', () => {
    expect(() => registerOwnErrors('registry.add(A)', 'a.js')).toThrow('a.js is unlike what is known.');
  });
});
