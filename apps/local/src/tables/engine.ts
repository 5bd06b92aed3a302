import {
  type DynamoDbEngine,
  EngineMissingError,
  EngineStartError,
  startDynamoDb,
} from '@switchboard/dynamodb-engine';
import { type DataFolder, damaged } from '../data-folder/data-folder.ts';
import { PlatformError } from '../platform-error.ts';

/**
 * Starts a DynamoDB on the data folder.
 *
 * @throws {PlatformError} `engine.missing`, `engine.failed` or `data.damaged`
 */
export async function startEngine(
  { databaseFile, path }: DataFolder,
  env: NodeJS.ProcessEnv,
): Promise<DynamoDbEngine> {
  try {
    return await startDynamoDb({ ...(databaseFile === undefined ? {} : { databaseFile }), env });
  } catch (error) {
    if (error instanceof EngineMissingError)
      throw new PlatformError('engine.missing', error.message, { cause: error });
    if (!(error instanceof EngineStartError)) throw error;
    if (path !== undefined && /malformed|corrupt|not a database/i.test(error.message))
      throw damaged(path, error);
    throw new PlatformError('engine.failed', error.message, { cause: error });
  }
}
