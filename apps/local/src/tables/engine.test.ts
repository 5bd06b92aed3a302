import type { DataFolder } from '../data-folder/data-folder.ts';
import { createLog } from '../log/log.ts';
import { startEngine } from './engine.ts';

it('an engine that DYNAMODB_ENDPOINT names answers, or the start says what to do', async () => {
  const log = createLog({ write: () => {}, now: () => 0, level: 'error', colours: false });
  const env = { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' };
  const dataFolder = { path: undefined, databaseFile: undefined } as unknown as DataFolder;
  await expect(startEngine({ dataFolder, env, log })).rejects.toMatchObject({
    code: 'engine.failed',
    message: expect.stringContaining('Nothing answers at http://127.0.0.1:1, which DYNAMODB_ENDPOINT names.'),
  });
});
