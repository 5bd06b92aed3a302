import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentCode, callAs, dynamo, lambdaClient } from './fixture/agent.ts';
import { startPlatformProcess } from './fixture/platform-process.ts';
import { commandOf, descendantsOf } from './fixture/processes.ts';
import { statements, writeStack } from './fixture/stack.ts';
import { until } from './fixture/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'switchboard-killed-'));
const TERRAFORM_FILE = writeStack(folder, {
  writer: { code: agentCode, statements: [statements.readItems, statements.writeItems] },
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const put = dynamo('PutItem', { TableName: 'test.items', Item: { id: { S: 'kept' } } });
const get = dynamo('GetItem', { TableName: 'test.items', Key: { id: { S: 'kept' } } });

/** The processes of the engine: itself, or the shell that ends it with the platform. */
const enginesOf = (pid: number, which: 'engine' | 'guard'): readonly number[] =>
  descendantsOf(pid).filter((child) => {
    const command = commandOf(child);
    return /dynoxide|DynamoDBLocal/.test(command) && command.startsWith('/bin/sh') === (which === 'guard');
  });

describe('an engine that was killed', () => {
  it.each(['engine', 'guard'] as const)(
    'is started again at its address with its data (the %s)',
    async (which) => {
      const platform = await startPlatformProcess({ TERRAFORM_FILE, DATA_DIR: join(folder, which) });
      const lambda = lambdaClient(platform.aws);
      await callAs(lambda, 'test-writer', [put]);
      const [victim = 0] = enginesOf(platform.pid, which);
      process.kill(victim, 'SIGKILL');
      await until(() => platform.logged.find((line) => line.includes('was started again')));
      const [found] = await callAs(lambda, 'test-writer', [get]);
      expect(found?.output?.Item).toEqual({ id: { S: 'kept' } });
      expect((await fetch(platform.dynamodb)).status).toBeLessThan(500);
      await platform.end('SIGTERM');
    },
  );

  it('ends the platform with a sentence where its data was in memory', async () => {
    const platform = await startPlatformProcess({ TERRAFORM_FILE });
    const [victim = 0] = enginesOf(platform.pid, 'engine');
    process.kill(victim, 'SIGKILL');
    expect(await platform.ended).toBe(1);
    expect(platform.logged.join('')).toMatch(
      /The DynamoDB engine ended \(.+\), and what it kept in memory is lost\. Start the platform again; with DATA_DIR=<a folder> data outlives the engine\./,
    );
  });
});
