import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { readConnection } from '@switchboard/chat-core';
import { createGateway } from './people.ts';
import { createWorld, type World } from './world.ts';

const setUp = async (authentication: 'token' | 'none' = 'token') => {
  const world = await createWorld();
  return { world, gateway: createGateway(world, { authentication }) };
};

const credential = (userId: string) => ({ principalId: userId, userId, role: 'customer' });

const devicesOf = async (world: World, userId: string) =>
  (await readConnection(world.context, userId))?.devices.map(({ connectionId }) => connectionId).toSorted();

describe('$connect', () => {
  it('answers as the original does', async () => {
    const { gateway } = await setUp('none');
    const query = { userId: 'anna', threadId: 't1' };
    const { statusCode, body } = await gateway.connect({ query }, credential('anna'));
    expect({ statusCode, body: JSON.parse(body) }).toEqual({
      statusCode: 200,
      body: { message: 'Connected successfully' },
    });
  });

  it.each([
    ['userId', { threadId: 't1' }, undefined],
    ['threadId', { userId: 'anna' }, credential('anna')],
    ['both', {}, undefined],
  ])(
    'without authentication refuses a connection that lacks %s in the original’s words',
    async (_, query, context) => {
      const { world, gateway } = await setUp('none');
      const { statusCode, body } = await gateway.connect({ query }, context);
      expect({ statusCode, body: JSON.parse(body) }).toEqual({
        statusCode: 400,
        body: { error: 'Missing required parameters: userId and threadId' },
      });
      expect(await readConnection(world.context, 'anna')).toBeNull();
    },
  );

  it.each(['__proto__', 'a\nb', 'x'.repeat(129), 'anna\ud83d'])(
    'opens nothing for a user id that nobody can have: %j',
    async (userId) => {
      const { gateway } = await setUp('none');
      const context = { userId, role: 'customer' };
      const { statusCode, body } = await gateway.connect({ query: { userId, threadId: 't1' } }, context);
      expect({ statusCode, body: JSON.parse(body) }).toMatchObject({
        statusCode: 400,
        body: { code: 'connection.invalid', field: 'userId' },
      });
    },
  );

  it('I11: records the user that the credential names, whichever user the query names', async () => {
    const { world, gateway } = await setUp();
    await gateway.connect({ query: { userId: 'bela', threadId: 't1' } }, credential('anna'));
    expect(await devicesOf(world, 'anna')).toEqual(['c-1']);
    expect(await readConnection(world.context, 'bela')).toBeNull();
  });

  it('accepts the subprotocol that a browser offers, for the browser drops a connection without', async () => {
    const { gateway } = await setUp();
    const offered = await gateway.connect(
      { subprotocols: ['switchboard', 'switchboard.token.secret'] },
      credential('anna'),
    );
    expect(offered.headers).toMatchObject({ 'Sec-WebSocket-Protocol': 'switchboard' });
    const plain = await gateway.connect({}, credential('anna'));
    expect(plain.headers).not.toHaveProperty('Sec-WebSocket-Protocol');
  });

  it('keeps the most recent device at the top of the item, as the original documents it', async () => {
    const { world, gateway } = await setUp();
    await gateway.connect({ connectionId: 'c-9', query: { threadId: 't1' } }, credential('anna'));
    const { Item } = await world.client.send(
      new GetCommand({ TableName: world.tables.connections, Key: { userId: 'anna' } }),
    );
    expect(Item).toMatchObject({
      userId: 'anna',
      connectionId: 'c-9',
      threadId: 't1',
      lastSeen: 1_795_248_000_000,
    });
  });
});

describe('$disconnect', () => {
  it('answers as the original does, also when nothing is found', async () => {
    const { gateway } = await setUp();
    const answer = { statusCode: 200, body: { message: 'Disconnected successfully' } };
    await gateway.join('anna', 'anna-1');
    expect(await gateway.disconnect('anna-1', credential('anna'))).toEqual(answer);
    expect(await gateway.disconnect('anna-1', credential('anna'))).toEqual(answer);
    expect(await gateway.disconnect('unheard-of')).toEqual(answer);
  });

  it('removes its own device alone', async () => {
    const { world, gateway } = await setUp();
    await gateway.join('anna', 'anna-1');
    await gateway.join('anna', 'anna-2');
    await gateway.disconnect('anna-1', credential('anna'));
    expect(await devicesOf(world, 'anna')).toEqual(['anna-2']);
  });
});

describe('faults of the original', () => {
  it('one connection per user: the second tab does not take the first one’s place', async () => {
    const { world, gateway } = await setUp();
    const anna = await gateway.join('anna', 'anna-1');
    await gateway.join('anna', 'anna-2');
    await gateway.join('anna', 'anna-3');
    await anna.send({ action: 'message.send', threadId: 't1', text: 'hello' });
    expect(
      world
        .takePosts()
        .map(({ connectionId }) => connectionId)
        .toSorted(),
    ).toEqual(['anna-2', 'anna-3']);
  });

  it('reconnecting does not reset the takeover', async () => {
    const { world, gateway } = await setUp();
    await gateway.join('anna', 'anna-1');
    await world.overrideBot('anna');
    await gateway.disconnect('anna-1', credential('anna'));
    await gateway.join('anna', 'anna-2');
    expect((await readConnection(world.context, 'anna'))?.isHumanOverride).toBe(true);
  });

  it('a message does not bring a disconnected row back, nor race the takeover flag', async () => {
    const { world, gateway } = await setUp();
    const anna = await gateway.join('anna', 'anna-1');
    await gateway.disconnect('anna-1', credential('anna'));
    const before = await readConnection(world.context, 'anna');
    await anna.send({ action: 'message.send', threadId: 't1', text: 'a last word' });
    expect(await readConnection(world.context, 'anna')).toEqual(before);
  });

  it('a gone device is told by its status 410, is removed, and no other', async () => {
    const { world, gateway } = await setUp();
    const anna = await gateway.join('anna', 'anna-1');
    await gateway.join('anna', 'anna-2');
    world.setPostOutcome('anna-2', 'gone');
    world.advance(30_000);
    await anna.send({ action: 'message.send', threadId: 't1', text: 'hello' });
    expect(await devicesOf(world, 'anna')).toEqual(['anna-1']);
  });

  it('a thread id that is long or not ASCII is no Subject, and no reason to fail after the store', async () => {
    const { world, gateway } = await setUp();
    const anna = await gateway.join('anna', 'anna-1');
    const threadId = `Gespräch ${'über '.repeat(40)}`.trim();
    const { statusCode } = await anna.send({ action: 'message.send', threadId, text: 'hello' });
    expect(statusCode).toBe(200);
    expect(world.topic.published[0]?.Subject).toMatch(/^[ -~]{1,100}$/);
    expect(world.topic.published[0]?.MessageAttributes?.threadId?.StringValue).toBe(threadId);
  });

  it('two messages of one millisecond do not overwrite each other', async () => {
    const { gateway } = await setUp();
    const anna = await gateway.join('anna', 'anna-1');
    const sends = ['a', 'b'].map((text) => anna.send({ action: 'message.send', threadId: 't1', text }));
    const timestamps = (await Promise.all(sends)).map(({ body }) => Number(body.timestamp)).toSorted();
    expect(timestamps).toEqual([1_795_248_000_000, 1_795_248_000_001]);
  });

  it('no event is logged whole: neither text nor address', async () => {
    const { world, gateway } = await setUp();
    const anna = await gateway.join('anna', 'anna-1');
    await anna.send({
      action: 'message.send',
      threadId: 't1',
      text: 'my secret',
      metadata: { mail: 'a@b.example' },
    });
    expect(world.lines.join()).not.toMatch(/my secret|a@b\.example|203\.0\.113\.7/);
  });

  it('the client chooses neither sender nor thread: both are checked against who is connected', async () => {
    const { gateway } = await setUp();
    const anna = await gateway.join('anna', 'anna-1');
    await anna.send({ action: 'message.send', threadId: 't1', text: 'hello' });
    const bela = await gateway.join('bela', 'bela-1');
    const forged = { action: 'message.send', threadId: 't1', text: 'I am Anna', sender: 'anna' };
    expect((await bela.send(forged)).body.code).toBe('thread.forbidden');
  });
});

describe('without authentication', () => {
  it('a message is sent as the original documents it', async () => {
    const { gateway } = await setUp('none');
    const anna = await gateway.join('anna', 'anna-1');
    const frame = {
      action: 'message.send',
      threadId: 't1',
      text: 'hello',
      sender: 'anna',
      metadata: { page: '/' },
    };
    expect(await anna.send(frame)).toMatchObject({
      statusCode: 200,
      body: {
        message: 'Message sent successfully',
        messageId: expect.any(String),
        timestamp: expect.any(Number),
      },
    });
  });

  it.each([
    [{ text: 'hello', sender: 'anna' }],
    [{ threadId: 't1', sender: 'anna' }],
    [{ threadId: 't1', text: 'hello' }],
    [{}],
  ])('a message that lacks a field is refused in the original’s words: %j', async (fields) => {
    const { gateway } = await setUp('none');
    const anna = await gateway.join('anna', 'anna-1');
    expect(await anna.send({ action: 'message.send', ...fields })).toMatchObject({
      statusCode: 400,
      body: { message: 'Missing required fields: threadId, text, sender' },
    });
  });

  it('a connection that is not known is told so in the original’s words', async () => {
    const { gateway } = await setUp('none');
    const frame = { action: 'message.send', threadId: 't1', text: 'hello', sender: 'anna' };
    expect(await gateway.send('unheard-of', frame)).toMatchObject({
      statusCode: 404,
      body: { message: 'Connection not found' },
    });
  });
});

describe('a handshake that fails after its device was stored', () => {
  const operator = { principalId: 'olga', userId: 'olga', role: 'operator' };

  it('takes the device away again, where the function can', async () => {
    const { world, gateway } = await setUp();
    world.client.middlewareStack.add(
      (next) => async (args) => {
        if (JSON.stringify(args.input).includes('"partitionKey":"duty"')) throw new Error('no answer');
        return next(args);
      },
      { step: 'initialize', name: 'losesDuty' },
    );
    await expect(gateway.connect({ connectionId: 'lost' }, operator)).rejects.toThrow('no answer');
    expect(await devicesOf(world, 'olga')).toEqual([]);
  });

  it('leaves a device that the first post finds gone', async () => {
    const { world, gateway } = await setUp();
    const anna = await gateway.join('anna', 'anna-1');
    // The function has answered, and nobody was there any more to open the connection.
    await gateway.connect({ connectionId: 'lost' }, credential('anna'));
    world.setPostOutcome('lost', 'gone');
    expect(await devicesOf(world, 'anna')).toEqual(['anna-1', 'lost']);
    world.advance(30_000);
    await anna.send({ action: 'message.send', threadId: 't1', text: 'hello' });
    expect(await devicesOf(world, 'anna')).toEqual(['anna-1']);
  });

  it('costs nobody a device that is there, however often it fails', async () => {
    const { world, gateway } = await setUp();
    await gateway.join('anna', 'anna-1');
    for (let attempt = 1; attempt <= 70; attempt += 1) {
      world.advance(100);
      await gateway.connect({ connectionId: `lost-${attempt}` }, credential('anna'));
      world.setPostOutcome(`lost-${attempt}`, 'gone');
    }
    expect(await devicesOf(world, 'anna')).toContain('anna-1');
    expect(world.closed).toEqual([]);
  });
});
