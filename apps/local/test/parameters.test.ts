import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentCode, type Call, callAs, lambdaClient } from './fixture/agent.ts';
import { startTestPlatform, type TestPlatform } from './fixture/platform.ts';

let platform: TestPlatform;

beforeAll(async () => {
  const resource = 'arn:aws:ssm:eu-central-1:000000000000:parameter/test/local/bot-token';
  const other = 'arn:aws:ssm:eu-central-1:000000000000:parameter/test/local/llm-api-key';
  platform = await startTestPlatform(
    {
      reader: {
        code: agentCode,
        statements: [
          { Effect: 'Allow', Action: ['ssm:GetParameter', 'ssm:GetParameters'], Resource: [resource, other] },
        ],
      },
    },
    { env: { LLM_API_KEY: 'from the environment' } },
  );
});

afterAll(() => platform.stop());

const writeSecrets = (content: string): void => writeFileSync(join(platform.folder, '.env.local'), content);

const ask = async (command: string, input: object) => {
  const call: Call = { service: 'ssm', command, input };
  const [result] = await callAs(lambdaClient(platform.addresses.aws), 'test-reader', [call]);
  return result;
};

const secretOf = async (name: string): Promise<unknown> => {
  const result = await ask('GetParameter', { Name: `/test/local/${name}`, WithDecryption: true });
  return (result?.output?.Parameter as { Value?: string } | undefined)?.Value ?? result?.error;
};

describe('a secret', () => {
  it('comes from the file, as it is now, or from the environment', async () => {
    writeSecrets('# secrets\nBOT_TOKEN="first"\n');
    expect(await secretOf('bot-token')).toBe('first');
    writeSecrets('BOT_TOKEN=second\n');
    expect(await secretOf('bot-token')).toBe('second');
    expect(await secretOf('llm-api-key')).toBe('from the environment');
  });

  it('is not given where it is not set, and the developer is told where to', async () => {
    writeSecrets('OTHER=x\n');
    expect(await secretOf('bot-token')).toBe('ParameterNotFound');
    expect(platform.logged.join('\n')).toContain(
      'The parameter /test/local/bot-token has no value: set BOT_TOKEN in .env.local.',
    );
  });

  it('is encrypted unless the caller asks for it to be decrypted', async () => {
    writeSecrets('BOT_TOKEN=secret\n');
    const result = await ask('GetParameters', {
      Names: ['/test/local/bot-token', '/test/local/llm-api-key'],
    });
    expect(JSON.stringify(result)).not.toContain('"secret"');
    expect(result?.output).toMatchObject({
      Parameters: [
        { Name: '/test/local/bot-token', Type: 'SecureString' },
        { Name: '/test/local/llm-api-key' },
      ],
      InvalidParameters: [],
    });
  });

  it('I14: is given to functions that declare it only', async () => {
    expect(await secretOf('another')).toBe('AccessDeniedException');
  });

  it('stands in no line of the log', () => {
    expect(platform.logged.join('\n')).not.toMatch(/first|second|from the environment/);
  });
});
