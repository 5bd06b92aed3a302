/** No DynamoDB engine was found on this machine: the message names the command that brings one. */
export class EngineMissingError extends Error {
  override readonly name = 'EngineMissingError';
  readonly code = 'engine.missing';
}

/** An engine was found but does not run: the message holds what it said. */
export class EngineStartError extends Error {
  override readonly name = 'EngineStartError';
  readonly code = 'engine.failed';
}
