import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { readConnection, readConnections } from './read-connections.ts';
import { recordConnect, recordDisconnect, removeDevice } from './record-connection.ts';

const twoHoursMs = 2 * 60 * 60_000;

describe('a user’s connections', () => {
  let world: ChatWorld;
  beforeEach(async () => {
    world = await createChatWorld();
  });

  const devicesOf = async (userId: string) =>
    (await readConnection(world.context, userId))?.devices.map(({ connectionId }) => connectionId);

  const itemOf = async (userId: string) =>
    (await world.client.send(new GetCommand({ TableName: world.tables.connections, Key: { userId } }))).Item;

  it('have the newest at the top level, as the original does', async () => {
    await recordConnect(world.context, { userId: 'ann', connectionId: 'a', threadId: 't1' });
    world.advance(1);
    await recordConnect(world.context, { userId: 'ann', connectionId: 'b', threadId: 't2' });
    await expect(readConnection(world.context, 'ann')).resolves.toMatchObject({
      userId: 'ann',
      connectionId: 'b',
      threadId: 't2',
      lastSeen: expect.any(Number),
      isHumanOverride: false,
      devices: [
        { connectionId: 'a', threadId: 't1', connectedAt: expect.any(Number) },
        { connectionId: 'b', threadId: 't2', connectedAt: expect.any(Number) },
      ],
    });
  });

  it('need no thread', async () => {
    await recordConnect(world.context, { userId: 'ann', connectionId: 'a' });
    const connection = await readConnection(world.context, 'ann');
    expect(connection).not.toHaveProperty('threadId');
    expect(connection?.devices).toEqual([{ connectionId: 'a', connectedAt: expect.any(Number) }]);
  });

  it('are none for someone who never connected', async () => {
    await expect(readConnection(world.context, 'nobody')).resolves.toBeNull();
    await expect(readConnections(world.context, [])).resolves.toEqual([]);
  });

  it('lose the device that disconnects, and no other', async () => {
    await recordConnect(world.context, { userId: 'ann', connectionId: 'a', threadId: 't1' });
    await recordConnect(world.context, { userId: 'ann', connectionId: 'b', threadId: 't1' });
    await recordDisconnect(world.context, { userId: 'ann', connectionId: 'a' });
    await expect(devicesOf('ann')).resolves.toEqual(['b']);
  });

  it('may lose a device that is not there', async () => {
    await expect(
      recordDisconnect(world.context, { userId: 'ann', connectionId: 'a' }),
    ).resolves.toMatchObject({
      devices: [],
    });
    await expect(removeDevice(world.context, { userId: 'ann', connectionId: 'a' })).resolves.toBeUndefined();
  });

  it('are not made by the removal of a device', async () => {
    await removeDevice(world.context, { userId: 'nobody', connectionId: 'a' });
    await expect(itemOf('nobody')).resolves.toBeUndefined();
  });

  it('keep the takeover when the user reconnects or leaves', async () => {
    await recordConnect(world.context, { userId: 'ann', connectionId: 'a', threadId: 't1' });
    await world.client.send(
      new UpdateCommand({
        TableName: world.tables.connections,
        Key: { userId: 'ann' },
        UpdateExpression: 'SET isHumanOverride = :true',
        ExpressionAttributeValues: { ':true': true },
      }),
    );
    await recordDisconnect(world.context, { userId: 'ann', connectionId: 'a' });
    const again = await recordConnect(world.context, { userId: 'ann', connectionId: 'b', threadId: 't1' });
    expect(again.connection.isHumanOverride).toBe(true);
    await expect(readConnection(world.context, 'ann')).resolves.toMatchObject({ isHumanOverride: true });
  });

  it('lose nothing when many devices come and go at once', async () => {
    const ids = Array.from({ length: 32 }, (_, index) => `device-${index}`);
    await Promise.all(
      ids.map((connectionId) => recordConnect(world.context, { userId: 'ann', connectionId })),
    );
    await expect(devicesOf('ann')).resolves.toHaveLength(32);
    await Promise.all(
      ids.slice(1).map((connectionId) => recordDisconnect(world.context, { userId: 'ann', connectionId })),
    );
    await expect(devicesOf('ann')).resolves.toEqual(['device-0']);
  });

  it('do not count a device after two hours, and drop it with the next write', async () => {
    await recordConnect(world.context, { userId: 'ann', connectionId: 'old', threadId: 't1' });
    world.advance(twoHoursMs - 1_000);
    await expect(devicesOf('ann')).resolves.toEqual(['old']);
    world.advance(1_000);
    await expect(devicesOf('ann')).resolves.toEqual([]);
    await expect(itemOf('ann')).resolves.toHaveProperty(['device:old']);
    await recordConnect(world.context, { userId: 'ann', connectionId: 'new', threadId: 't1' });
    await expect(itemOf('ann')).resolves.not.toHaveProperty(['device:old']);
    await expect(devicesOf('ann')).resolves.toEqual(['new']);
  });

  it('keep the newest 64 devices of someone who is never seen to disconnect', async () => {
    for (let index = 0; index < 66; index += 1) {
      await recordConnect(world.context, { userId: 'ann', connectionId: `${index}` });
      world.advance(1);
    }
    const kept = Array.from({ length: 64 }, (_, index) => `${index + 2}`);
    await expect(devicesOf('ann')).resolves.toEqual(kept);
    await expect(itemOf('ann')).resolves.not.toHaveProperty(['device:1']);
  });

  it('are read a hundred users in a request', async () => {
    const userIds = Array.from({ length: 101 }, (_, index) => `user-${index}`);
    await Promise.all(
      userIds.map((userId) => recordConnect(world.context, { userId, connectionId: `of-${userId}` })),
    );
    world.meter.takeRequests();
    const connections = await readConnections(world.context, [...userIds, 'user-7', 'nobody']);
    expect(world.meter.takeRequests()).toEqual({ BatchGetItem: 2 });
    expect(connections.map(({ userId }) => userId).toSorted()).toEqual(userIds.toSorted());
  });
});
