import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Addresses } from './platform.ts';

/** The developer's credentials on the local platform. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The attribute of a connected device in its user's item. */
const isDevice = (attribute: string): boolean => attribute.startsWith('device:');

/** How many devices the table of connections holds. */
export async function countDevices({ aws }: Addresses): Promise<number> {
  const client = new DynamoDBClient({ endpoint: aws, region: 'eu-central-1', credentials });
  let devices = 0;
  for await (const { Items = [] } of paginateScan(
    { client },
    { TableName: 'switchboard.local.connections' },
  )) {
    devices += Items.flatMap((item) => Object.keys(item).filter(isDevice)).length;
  }
  client.destroy();
  return devices;
}
