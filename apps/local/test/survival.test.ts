import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { lambdaClient } from './fixture/agent.ts';
import { startPlatformProcess } from './fixture/platform-process.ts';
import { writeStack } from './fixture/stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'switchboard-survival-'));
const TERRAFORM_FILE = writeStack(folder, {
  failing: {
    code: `exports.handler = async (event, { awsRequestId }) => {
      console.log('given', JSON.stringify(event), awsRequestId);
      if (event.waitMs) await new Promise((resolve) => setTimeout(resolve, event.waitMs));
      throw new Error('not yet');
    };`,
  },
});
/** A retry comes after a minute: after two seconds here. */
const environment = { TERRAFORM_FILE, DATA_DIR: join(folder, 'data'), SPEED: '30' };

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an asynchronous event', () => {
  it.each([
    ['while it waits for its retry', {}, /failing +invoke .* failed/],
    ['while the function is at it', { waitMs: 1500 }, undefined],
  ])(
    'is tried again after the platform was killed %s, under the same request id',
    async (_when, event, failed) => {
      const first = await startPlatformProcess(environment);
      await lambdaClient(first.aws).send(
        new InvokeCommand({
          FunctionName: 'test-failing',
          InvocationType: 'Event',
          Payload: JSON.stringify(event),
        }),
      );
      if (failed) await first.line(failed);
      await first.end('SIGKILL');
      const second = await startPlatformProcess(environment);
      const given = await second.line(/given/);
      const requestId = given.split(' ').at(-1) ?? '';
      expect(given).toContain(JSON.stringify(event));
      if (failed) expect(first.logged.join('\n')).toContain(requestId);
      await second.end('SIGKILL');
      rmSync(environment.DATA_DIR, { recursive: true });
    },
  );
});
