import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { developer, startTestPlatform } from './fixture/platform.ts';
import { until } from './fixture/until.ts';

describe('an item whose time is over', () => {
  it('is deleted, and one whose time is not stays', async () => {
    const platform = await startTestPlatform({}, { speed: 600 });
    const client = new DynamoDBClient({
      endpoint: platform.addresses.aws,
      region: 'eu-central-1',
      credentials: developer,
    });
    const now = Math.floor(Date.now() / 1000);
    for (const [id, expiresAt] of [
      ['past', now - 10],
      ['future', now + 1000],
    ]) {
      const Item = { id: { S: String(id) }, expiresAt: { N: String(expiresAt) } };
      await client.send(new PutItemCommand({ TableName: 'test.items', Item }));
    }
    const left = await until(async () => {
      const { Items } = await client.send(new ScanCommand({ TableName: 'test.items' }));
      return Items?.length === 1 ? Items : undefined;
    });
    expect(left).toMatchObject([{ id: { S: 'future' } }]);
    await platform.stop();
  });
});
