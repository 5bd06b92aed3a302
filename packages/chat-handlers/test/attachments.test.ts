import { measure } from '@switchboard/jest-preset/measure-cost';
import { createGateway, type Person } from './people.ts';
import { createWorld, type World } from './world.ts';

const threadId = 't1';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const picture = { name: 'cat.png', type: 'image/png', size: 7 };
const stored = { type: 'image/png', sizeBytes: 7 };

const setUp = async () => {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  const olga = await gateway.join('olga', 'olga-1', 'operator');
  return { world, gateway, anna, olga };
};

const begin = async (person: Person, file: object = picture) =>
  (await person.send({ action: 'attachment.upload', threadId, ...file })).body;

const upload = async (world: World, person: Person): Promise<string> => {
  const { attachmentId } = await begin(person);
  world.bucket.set(String(attachmentId), stored);
  await person.send({ action: 'attachment.confirm', threadId, attachmentId });
  return String(attachmentId);
};

const sendWith = (person: Person, attachments: object, more: object = {}) =>
  person.send({ action: 'message.send', threadId, text: 'look', attachments, ...more });

describe('an upload', () => {
  it('gets a link for one file of the type and the size that were named', async () => {
    const { anna } = await setUp();
    const answer = await begin(anna, { ...picture, clientMessageId: 'u1' });
    expect(answer).toMatchObject({
      event: 'attachment.upload',
      threadId,
      headers: { 'content-type': 'image/png', 'if-none-match': '*' },
      expiresAt: 1_795_248_000_000 + 600_000,
      clientMessageId: 'u1',
    });
    const link = new URL(String(answer.url));
    expect(link.pathname).toBe(`/files/attachments/${answer.attachmentId}`);
    expect(link.searchParams.get('X-Amz-SignedHeaders')).toBe(
      'content-length;content-type;host;if-none-match',
    );
  });

  it.each([
    ['of a page', { ...picture, type: 'text/html' }, 'type'],
    ['of a drawing that can hold scripts', { ...picture, type: 'image/svg+xml' }, 'type'],
    ['of nothing', { ...picture, size: 0 }, 'size'],
    ['of more than 20 MiB', { ...picture, size: 20 * 1024 * 1024 + 1 }, 'size'],
    ['without a name', { ...picture, name: '' }, 'name'],
  ])('%s is refused by its field', async (_, file, field) => {
    const { anna } = await setUp();
    expect(await begin(anna, file)).toMatchObject({ code: 'frame.invalidField', field });
  });

  it('is confirmed once the file lies in the bucket as it was named', async () => {
    const { world, anna } = await setUp();
    const { attachmentId } = await begin(anna);
    const confirm = { action: 'attachment.confirm', threadId, attachmentId };
    expect((await anna.send(confirm)).body).toMatchObject({ code: 'attachment.notFound' });
    world.bucket.set(String(attachmentId), stored);
    const confirmed = { event: 'attachment', threadId, attachmentId, ...picture };
    expect((await anna.send(confirm)).body).toEqual(confirmed);
    expect((await anna.send(confirm)).body).toEqual(confirmed);
  });

  it.each([
    ['type', { ...stored, type: 'text/html' }],
    ['size', { ...stored, sizeBytes: 8 }],
  ])('with another %s than was named is deleted and never sent', async (_, other) => {
    const { world, anna } = await setUp();
    const { attachmentId } = await begin(anna);
    world.bucket.set(String(attachmentId), other);
    const code = 'attachment.notFound';
    expect((await anna.send({ action: 'attachment.confirm', threadId, attachmentId })).body).toMatchObject({
      code,
    });
    expect(world.bucket.size).toBe(0);
    expect((await sendWith(anna, [{ attachmentId }])).body).toMatchObject({ code, field: 'attachments' });
  });
});

describe('a message with files', () => {
  it('says what they are, by the server’s word', async () => {
    const { world, anna, olga } = await setUp();
    const [attachmentId, thumbnailId] = [await upload(world, anna), await upload(world, anna)];
    const files = [{ attachmentId, thumbnailId, width: 640, height: 480 }];
    expect((await sendWith(anna, files)).body).toMatchObject({ event: 'ack' });
    const { body } = await olga.send({ action: 'history.get', threadId });
    const attachments = [{ attachmentId, ...picture, thumbnailId, width: 640, height: 480 }];
    expect(body.messages).toMatchObject([{ text: 'look', attachments }]);
  });

  it('I20: is stored once, and with other files it is another message', async () => {
    const { world, anna } = await setUp();
    const [one, two] = [await upload(world, anna), await upload(world, anna)];
    const id = { clientMessageId: 'c1' };
    await sendWith(anna, [{ attachmentId: one }], id);
    expect((await sendWith(anna, [{ attachmentId: one }], id)).body).toMatchObject({ event: 'ack', seq: 1 });
    expect((await sendWith(anna, [{ attachmentId: two }], id)).body).toMatchObject({
      code: 'message.idReused',
    });
  });

  it('cannot have another’s files, or those of another thread', async () => {
    const { world, anna, olga } = await setUp();
    await anna.send({ action: 'message.send', threadId, text: 'hello' });
    const attachmentId = await upload(world, anna);
    const code = 'attachment.notFound';
    expect((await sendWith(olga, [{ attachmentId }])).body).toMatchObject({ code });
    expect((await sendWith(anna, [{ attachmentId }], { threadId: 't2' })).body).toMatchObject({ code });
  });

  it('I20: is acknowledged again where its files were deleted meanwhile', async () => {
    const { world, anna } = await setUp();
    const attachmentId = await upload(world, anna);
    const send = () => sendWith(anna, [{ attachmentId }], { clientMessageId: 'c1' });
    const { body: ack } = await send();
    const { seq, timestamp } = ack;
    await anna.send({ action: 'message.delete', threadId, seq, timestamp });
    expect((await send()).body).toEqual(ack);
    const { body } = await sendWith(anna, [{ attachmentId }], { clientMessageId: 'c1', text: 'other' });
    expect(body).toMatchObject({ code: 'message.idReused' });
  });

  it('has them for itself: deleting another message takes none of them away', async () => {
    const { world, anna } = await setUp();
    const attachmentId = await upload(world, anna);
    const { seq, timestamp } = (await sendWith(anna, [{ attachmentId }])).body;
    const code = 'attachment.notFound';
    expect((await sendWith(anna, [{ attachmentId }])).body).toMatchObject({ code, field: 'attachments' });
    const other = await upload(world, anna);
    await sendWith(anna, [{ attachmentId: other, thumbnailId: other }]);
    await anna.send({ action: 'message.delete', threadId, seq, timestamp });
    expect([...world.bucket.keys()]).toEqual([other]);
  });

  it('is not stored where a file goes between the look at it and the commit', async () => {
    const { world, anna } = await setUp();
    const attachmentId = await upload(world, anna);
    const first = sendWith(anna, [{ attachmentId }], { clientMessageId: 'c1' });
    const second = sendWith(anna, [{ attachmentId }], { clientMessageId: 'c2' });
    const bodies = (await Promise.all([first, second])).map(({ body }) => body.event);
    expect(bodies.toSorted()).toEqual(['ack', 'error']);
  });

  it('may have a file within a week of its upload, and shows it as long as itself', async () => {
    const { world, gateway, anna } = await setUp();
    const [late, soon] = [await upload(world, anna), await upload(world, anna)];
    let connections = 1;
    const later = async (milliseconds: number): Promise<Person> => {
      world.advance(milliseconds);
      connections += 1;
      return gateway.join('anna', `anna-${connections}`);
    };
    const id = { clientMessageId: 'c1' };
    const inTime = await later(7 * dayMs - hourMs);
    expect((await sendWith(inTime, [{ attachmentId: soon }], id)).body).toMatchObject({ event: 'ack' });
    const tooLate = await later(2 * hourMs);
    const refused = { code: 'attachment.expired', field: 'attachments' };
    expect((await sendWith(tooLate, [{ attachmentId: late }])).body).toMatchObject(refused);
    const withThumbnail = [{ attachmentId: await upload(world, tooLate), thumbnailId: late }];
    expect((await sendWith(tooLate, withThumbnail)).body).toMatchObject(refused);
    expect((await sendWith(tooLate, [{ attachmentId: soon }], id)).body).toMatchObject({ seq: 1 });
    const ask = { action: 'attachment.get', threadId, attachmentIds: [soon] };
    const lastHour = await later(90 * dayMs - 3 * hourMs);
    expect((await lastHour.send(ask)).body.links).toMatchObject([{ attachmentId: soon }]);
    expect((await (await later(2 * hourMs)).send(ask)).body.links).toEqual([]);
  });

  it('costs no request more than one without', async () => {
    const { world, anna } = await setUp();
    await anna.send({ action: 'message.send', threadId, text: 'hello' });
    const attachmentId = await upload(world, anna);
    const cost = await measure(world.client, () => sendWith(anna, [{ attachmentId }]));
    expect(cost.requests).toEqual(['BatchGetItem', 'TransactWriteItems']);
  });

  it('leaves no file behind when it is deleted', async () => {
    const { world, anna } = await setUp();
    const attachmentId = await upload(world, anna);
    const { seq, timestamp } = (await sendWith(anna, [{ attachmentId }])).body;
    await anna.send({ action: 'message.delete', threadId, seq, timestamp });
    expect(world.bucket.size).toBe(0);
    const { body } = await anna.send({ action: 'attachment.get', threadId, attachmentIds: [attachmentId] });
    expect(body.links).toEqual([]);
    const { body: history } = await anna.send({ action: 'history.get', threadId });
    expect(JSON.stringify(history.messages)).not.toContain('cat.png');
  });
});

describe('fault: a file stayed in the bucket when the deletion of its message died before it removed it', () => {
  /** A world that dies at a step: nothing that comes after it is done until it lives again. */
  async function setUpMortal() {
    const world = await createWorld();
    let stepsLeft = Number.POSITIVE_INFINITY;
    const step = async <Result>(act: () => Promise<Result>): Promise<Result> => {
      stepsLeft -= 1;
      if (stepsLeft < 0) throw new Error('died');
      return act();
    };
    world.client.middlewareStack.add((next) => (args) => step(() => next(args)), { step: 'initialize' });
    const remove = (attachmentId: string) => step(() => world.objects.remove(attachmentId));
    const anna = await createGateway({ ...world, objects: { ...world.objects, remove } }).join('anna', 'a-1');
    return {
      world,
      anna,
      dieAfter: (steps: number) => {
        stepsLeft = steps;
      },
      hasDied: () => stepsLeft < 0,
    };
  }

  it.each([
    ['with a clientMessageId', { clientMessageId: 'd1' }],
    ['without', {}],
  ])('it is removed by the next try, %s, whichever step the first died at', async (_, id) => {
    for (let steps = 1; ; steps += 1) {
      const { world, anna, dieAfter, hasDied } = await setUpMortal();
      const attachmentId = await upload(world, anna);
      const thumbnailId = await upload(world, anna);
      const { seq, timestamp } = (await sendWith(anna, [{ attachmentId, thumbnailId }])).body;
      const remove = () => anna.send({ action: 'message.delete', threadId, seq, timestamp, ...id });
      dieAfter(steps);
      await remove();
      const isOver = !hasDied();
      dieAfter(Number.POSITIVE_INFINITY);
      await remove();
      expect([steps, [...world.bucket.keys()]]).toEqual([steps, []]);
      const { body } = await anna.send({ action: 'history.get', threadId });
      expect(JSON.stringify(body)).not.toContain(attachmentId);
      if (isOver) return;
    }
  });

  it('but no file of another message, named by the wrong time', async () => {
    const { world, anna } = await setUp();
    const { body: first } = await anna.send({ action: 'message.send', threadId, text: 'hello' });
    const attachmentId = await upload(world, anna);
    const { timestamp } = (await sendWith(anna, [{ attachmentId }])).body;
    const remove = { action: 'message.delete', threadId, seq: first.seq, clientMessageId: 'd1' };
    await anna.send({ ...remove, timestamp: first.timestamp });
    await anna.send({ ...remove, timestamp });
    expect([...world.bucket.keys()]).toEqual([attachmentId]);
  });
});

describe('a link to a file', () => {
  it('is for its user alone before the thread is begun, also where anybody may begin it', async () => {
    const { world, gateway, anna } = await setUp();
    const attachmentId = await upload(world, anna);
    const ask = { action: 'attachment.get', threadId, attachmentIds: [attachmentId] };
    const mallory = await gateway.join('mallory', 'mallory-1');
    expect((await mallory.send(ask)).body.links).toEqual([]);
    expect((await anna.send(ask)).body.links).toMatchObject([{ attachmentId }]);
  });

  it('is for those who may read the thread, and ends after ten minutes', async () => {
    const { world, gateway, anna, olga } = await setUp();
    const attachmentId = await upload(world, anna);
    await sendWith(anna, [{ attachmentId }]);
    const ask = { action: 'attachment.get', threadId, attachmentIds: [attachmentId, 'none'] };
    const { body } = await olga.send(ask);
    expect(body.links).toMatchObject([{ attachmentId, ...picture }]);
    const [{ url, expiresAt }] = body.links as [{ url: string; expiresAt: number }];
    expect(expiresAt).toBe(world.context.now() + 600_000);
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('600');
    expect(new URL(url).searchParams.get('response-content-disposition')).toBe(
      "inline; filename*=UTF-8''cat.png",
    );
    const mallory = await gateway.join('mallory', 'mallory-1');
    expect((await mallory.send(ask)).body).toMatchObject({ code: 'thread.forbidden' });
  });
});
