/** The files in which a client of the SDK registers its errors, by which it reads them from an answer. */
export const errorRegistries = /@aws-sdk\/client-(?:dynamodb|sns)\/dist-es\/schemas\/schemas_0\.js$/;

const registration = /^n0_registry\.registerError\((\w+)\$, \1\);$/gm;

/** Only what is done with backups, global tables, imports, exports, policies and PartiQL answers with these, or what is done with subscriptions, batches and tags. */
const ofOtherOperations =
  /^(?:Backup|Batch|ContinuousBackups|DuplicateItem|EmptyBatch|Export|FilterPolicy|GlobalTable|Import|IndexNotFound|InvalidBatch|InvalidExport|InvalidRestore|InvalidEndpoint|OptedOut|PointInTime|PolicyNotFound|Replica(?:Already|Not)|ReplayLimit|StaleTag|Subscription|Table(?:Already|InUse|NotFound)|Tag|TooManyEntries|TopicLimit|UserError|Verification)/;

/** The SDK registers errors in another way than this knows: the bundle would read none. */
class UnknownRegistryError extends Error {
  override readonly name = 'UnknownRegistryError';
  readonly code = 'bundler.unknownErrorRegistry';
}

/**
 * Registers only errors with which an operation of ours can be answered. An error that is not registered is still thrown under its own name,
 * with its message and without its other fields.
 *
 * @throws {UnknownRegistryError} where the file does not look as expected
 */
export function registerOwnErrors(source: string, path: string): string {
  if (source.search(registration) < 0) throw new UnknownRegistryError(`${path} is unlike what is known.`);
  return source.replaceAll(registration, (line, name: string) => (ofOtherOperations.test(name) ? '' : line));
}
