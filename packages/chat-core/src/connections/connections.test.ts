import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type ChatWorld, createChatWorld } from '../../test/chat-world.ts';
import { injectFaults } from '../../test/fault-client.ts';
import { byAnn, byBot } from '../../test/requests.ts';
import { appendMessage } from '../append/append-message.ts';
import { readConnection, readConnections } from './read-connections.ts';
import { recordConnect, recordDisconnect, removeDevice, SessionRevokedError } from './record-connection.ts';
import { revokeDevices } from './revoke-devices.ts';

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

  it('keep the newest 64 devices of someone who is never seen to disconnect, and name the one that was replaced', async () => {
    const replaced: string[] = [];
    for (let index = 0; index < 66; index += 1) {
      const connected = await recordConnect(world.context, { userId: 'ann', connectionId: `${index}` });
      replaced.push(...connected.replaced.map(({ connectionId }) => connectionId));
      expect(connected.connection.devices).toHaveLength(Math.min(index + 1, 64));
      world.advance(1);
    }
    // Their connections are to be closed: nothing will be posted to them any more.
    expect(replaced).toEqual(['0', '1']);
    const kept = Array.from({ length: 64 }, (_, index) => `${index + 2}`);
    await expect(devicesOf('ann')).resolves.toEqual(kept);
    await expect(itemOf('ann')).resolves.not.toHaveProperty(['device:1']);
  });

  it('lose those that have gone without a word before one that is there, when there are too many', async () => {
    const connect = (connectionId: string) =>
      recordConnect(world.context, { userId: 'ann', connectionId }, async (devices) =>
        devices.filter((device) => device.connectionId.startsWith('failed')),
      );
    await connect('oldest');
    world.advance(1);
    for (let index = 0; index < 64; index += 1) {
      const { replaced } = await connect(`failed-${index}`);
      expect(replaced).toEqual([]);
      world.advance(1);
    }
    const { connection } = await connect('newest');
    // The last of the failed ones came when the others were asked.
    const kept = ['oldest', 'failed-63', 'newest'];
    expect(connection.devices.map(({ connectionId }) => connectionId)).toEqual(kept);
    await expect(devicesOf('ann')).resolves.toEqual(kept);
  });

  it('do not count a device whose session has ended', async () => {
    const sessionExpiresAt = Math.floor(world.context.now() / 1_000) + 60;
    const session = { sessionId: 's1', sessionExpiresAt };
    await recordConnect(world.context, { userId: 'ann', connectionId: 'a', ...session });
    await recordConnect(world.context, { userId: 'ann', connectionId: 'b' });
    await expect(devicesOf('ann')).resolves.toEqual(['a', 'b']);
    world.advance(60_000);
    await expect(devicesOf('ann')).resolves.toEqual(['b']);
  });

  const override = (userId: string) =>
    world.client.send(
      new UpdateCommand({
        TableName: world.tables.connections,
        Key: { userId },
        UpdateExpression: 'SET isHumanOverride = :true',
        ExpressionAttributeValues: { ':true': true },
      }),
    );

  const hundredDaysMs = 100 * 86_400_000;

  it('expire when their user has not come for as long as messages are kept, and the takeover with them', async () => {
    await recordConnect(world.context, { userId: 'ann', connectionId: 'a', threadId: 't1' });
    await override('ann');
    world.advance(hundredDaysMs);
    await expect(readConnection(world.context, 'ann')).resolves.toBeNull();
    const again = await recordConnect(world.context, { userId: 'ann', connectionId: 'b' });
    expect(again.connection).toMatchObject({ isHumanOverride: false, devices: [{ connectionId: 'b' }] });
    expect(again.connection).not.toHaveProperty('threadId');
    await expect(readConnection(world.context, 'ann')).resolves.toMatchObject({ isHumanOverride: false });
    await expect(itemOf('ann')).resolves.not.toHaveProperty('isHumanOverride');
  });

  it('do not stop a bot by a takeover that has expired with them, though DynamoDB keeps it', async () => {
    await recordConnect(world.context, { userId: 'ann', connectionId: 'a' });
    await override('ann');
    await appendMessage({ ...world.context, retentionDays: 300 }, byAnn('t1'));
    await expect(appendMessage(world.context, byBot('t1'))).resolves.toMatchObject({ outcome: 'overridden' });
    world.advance(hundredDaysMs);
    await expect(appendMessage(world.context, byBot('t1'))).resolves.toMatchObject({ outcome: 'stored' });
  });

  it('keep the takeover of someone who has never connected', async () => {
    await override('ann');
    world.advance(hundredDaysMs);
    const { connection } = await recordConnect(world.context, { userId: 'ann', connectionId: 'a' });
    expect(connection.isHumanOverride).toBe(true);
  });

  it('have both devices of two that come at once in the place of an expired item', async () => {
    await recordConnect(world.context, { userId: 'ann', connectionId: 'old' });
    world.advance(hundredDaysMs);
    const slow = world.another();
    injectFaults(slow.client, async (operation) => {
      // The other device is faster by one write.
      if (operation === 'TransactWriteItems')
        await recordConnect(world.context, { userId: 'ann', connectionId: 'fast' });
      return undefined;
    });
    await recordConnect(slow, { userId: 'ann', connectionId: 'slow' });
    expect((await devicesOf('ann'))?.toSorted()).toEqual(['fast', 'slow']);
  });

  const connect = (connectionId: string, sessionId: string, checkedAt = world.context.now()) =>
    recordConnect(world.context, { userId: 'ann', connectionId, sessionId, checkedAt });

  it('I21: lose the devices of a session that is revoked, and no other', async () => {
    await connect('a', 's1');
    await connect('b', 's2');
    await connect('c', 's1');
    const revoked = await revokeDevices(world.context, 'ann', { sessionId: 's1' });
    expect(revoked.map(({ connectionId }) => connectionId).toSorted()).toEqual(['a', 'c']);
    await expect(devicesOf('ann')).resolves.toEqual(['b']);
  });

  it('I21: lose every device when all sessions are revoked, and take those of later sessions', async () => {
    await connect('a', 's1');
    await connect('b', 's2');
    await expect(revokeDevices(world.context, 'ann', 'all')).resolves.toHaveLength(2);
    await expect(devicesOf('ann')).resolves.toEqual([]);
    world.advance(1_000);
    await connect('c', 's3');
    await expect(devicesOf('ann')).resolves.toEqual(['c']);
  });

  it.each(['who has connected before', 'who has never connected'])(
    'I21: refuse a connection that was opening while its session was revoked, of someone %s',
    async (who) => {
      if (who === 'who has connected before') await connect('a', 's0');
      for (const session of ['all', { sessionId: 's1' }] as const) {
        const checkedAt = world.context.now();
        world.advance(1_000);
        await revokeDevices(world.context, 'ann', session);
        world.advance(1_000);
        await expect(connect('late', 's1', checkedAt)).rejects.toThrow(SessionRevokedError);
        await expect(itemOf('ann')).resolves.not.toHaveProperty(['device:late']);
      }
    },
  );

  it('forget that a session was revoked when no connection can be opening with it any more', async () => {
    await connect('a', 's1');
    await revokeDevices(world.context, 'ann', { sessionId: 's1' });
    await expect(itemOf('ann')).resolves.toHaveProperty(['revoked:s1']);
    world.advance(61_000);
    await connect('b', 's2');
    await expect(itemOf('ann')).resolves.not.toHaveProperty(['revoked:s1']);
  });

  it('are not kept for someone who never connected and whose sessions were revoked', async () => {
    await revokeDevices(world.context, 'ann', 'all');
    world.advance(62_000);
    await expect(readConnection(world.context, 'ann')).resolves.toBeNull();
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
