import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { changeProfile, readPushSubscriptions, readThread, sayQueued } from '@switchboard/chat-core';
import { decrypt } from 'http_ece';
import { generateVAPIDKeys } from 'web-push';
import { isPushService, parseVapidKeys } from '../src/alerts/push-service.ts';
import { createWebPush } from '../src/alerts/web-push.ts';
import { messageEvent } from './events/web-socket.ts';
import { createGateway, invocation } from './people.ts';
import { createWorld } from './world.ts';

const threadId = 't1';
const vapid = { ...generateVAPIDKeys(), subject: 'mailto:owner@example.com' };

/** A push service as browsers have them: it checks who pushes, and its browser reads what was pushed. */
async function startPushService() {
  const browser = createECDH('prime256v1');
  browser.generateKeys();
  const auth = randomBytes(16);
  const pushed: unknown[] = [];
  let status = 201;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      if (!isSignedBy(vapid.publicKey, request.headers, origin)) status = 403;
      const text = decrypt(Buffer.concat(chunks), {
        version: 'aes128gcm',
        privateKey: browser,
        authSecret: auth.toString('base64url'),
      });
      if (status < 300) pushed.push(JSON.parse(text.toString()));
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = { p256dh: browser.getPublicKey('base64url'), auth: auth.toString('base64url') };
  return {
    pushed,
    subscription: { endpoint: `${origin}/push/1`, keys },
    answerWith: (next: number) => {
      status = next;
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Whether the token of a request names this service, and was signed with the key that the browser subscribed by. */
function isSignedBy(publicKey: string, { authorization = '' }: IncomingHttpHeaders, origin: string): boolean {
  const [, token = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? [];
  const [header, claims = '', signature = ''] = token.split('.');
  const { aud, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  const point = Buffer.from(publicKey, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const jwk = { kty: 'EC', crv: 'P-256', x: String(x), y: String(y) };
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  return isSigned && key === publicKey && aud === origin && sub === vapid.subject;
}

let service: Awaited<ReturnType<typeof startPushService>>;

beforeEach(async () => {
  service = await startPushService();
});

afterEach(() => service.stop());

const setUp = async () => {
  const world = await createWorld();
  const gateway = createGateway(world);
  const anna = await gateway.join('anna', 'anna-1');
  const olga = await gateway.join('olga', 'olga-1', 'operator');
  const handler = createWebPush({ ...world, keys: async () => vapid, isAllowed: () => true });
  const ask = async (userId: string, role: string, frame: object) => {
    const routeKey = 'push.subscribe';
    const authorizer = { userId, role };
    const event = messageEvent(`${userId}-1`, JSON.stringify(frame), { routeKey, authorizer });
    const result = await handler(event, invocation);
    return JSON.parse(result?.body ?? '{}');
  };
  const subscribe = (userId: string, role: string) =>
    ask(userId, role, { action: 'push.subscribe', ...service.subscription });
  /** What was published comes to the function. */
  const deliver = async () => {
    for (const { Message } of world.alertsTopic.published.splice(0))
      await handler({ Records: [{ Sns: { Message } }] }, invocation);
  };
  const wait = async () => {
    await anna.send({ action: 'message.send', threadId, text: 'a human!' });
    await olga.send({ action: 'thread.claim', threadId });
    await olga.send({ action: 'thread.requeue', threadId });
  };
  return { world, gateway, anna, olga, ask, subscribe, deliver, wait };
};

describe('Web Push', () => {
  it('tells an operator’s browser of a thread that waits, so that the browser alone can read it', async () => {
    const { subscribe, deliver, wait } = await setUp();
    expect(await subscribe('olga', 'operator')).toEqual({ event: 'push', publicKey: vapid.publicKey });
    await wait();
    await deliver();
    expect(service.pushed).toEqual([{ type: 'queued', threadId, name: 'Anna', text: 'a human!' }]);
  });

  it('tells nobody who is away, has enough to do, or has unsubscribed', async () => {
    const { olga, ask, subscribe, deliver, wait } = await setUp();
    await subscribe('olga', 'operator');
    for (const status of ['away', 'full']) {
      await olga.send({ action: 'duty.set', status });
      await wait();
      await deliver();
    }
    await olga.send({ action: 'duty.set', status: 'available' });
    const { endpoint } = service.subscription;
    await ask('olga', 'operator', { action: 'push.unsubscribe', endpoint });
    await wait();
    await deliver();
    expect(service.pushed).toEqual([]);
  });

  it('tells a customer who has left what an operator wrote', async () => {
    const { gateway, olga, subscribe, deliver, wait } = await setUp();
    await subscribe('anna', 'customer');
    await olga.send({ action: 'profile.set', name: 'Olga K.' });
    await wait();
    await deliver();
    await gateway.disconnect('anna-1', { userId: 'anna', role: 'customer' });
    await olga.send({ action: 'message.send', threadId, text: `Found it: ${'x'.repeat(300)}` });
    await deliver();
    expect(service.pushed).toMatchObject([{ type: 'unseen', threadId, name: 'Olga K.' }]);
    expect(JSON.stringify(service.pushed).length).toBeLessThan(400);
  });

  it('tells a customer who has left what the platform says, for the browser to say in their language', async () => {
    const { world, gateway, subscribe, deliver, wait } = await setUp();
    await subscribe('anna', 'customer');
    // Nobody else's name stands over it.
    await changeProfile(world.context, 'switchboard', { name: 'The Boss' }, 'user');
    await wait();
    await gateway.disconnect('anna-1', { userId: 'anna', role: 'customer' });
    const head = await readThread(world.context, threadId);
    if (head === null) throw new Error('There is no thread');
    world.alertsTopic.published.splice(0);
    await sayQueued(world.context, world.announcer, head);
    await deliver();
    expect(service.pushed).toEqual([
      {
        type: 'unseen',
        threadId,
        name: '',
        text: 'You are next in line.',
        notice: { type: 'queued', position: 1 },
      },
    ]);
  });

  it('lets no browser wait for a slow one, whoever’s it is', async () => {
    const { world, ask, wait } = await setUp();
    const asked: string[] = [];
    const slow = Promise.withResolvers<Response>();
    const request = (async (endpoint: string) => {
      asked.push(endpoint);
      return slow.promise;
    }) as typeof fetch;
    for (let browser = 1; browser <= 6; browser += 1)
      await ask('olga', 'operator', {
        action: 'push.subscribe',
        ...service.subscription,
        endpoint: `https://slow.example/${browser}`,
      });
    await wait();
    const handler = createWebPush({ ...world, keys: async () => vapid, isAllowed: () => true, request });
    const [{ Message }] = world.alertsTopic.published as [{ Message?: string }];
    const handled = handler({ Records: [{ Sns: { Message } }] }, invocation);
    for (let turns = 0; asked.length < 6 && turns < 2_000; turns += 1) await setImmediate();
    slow.resolve(new Response(null, { status: 201 }));
    await handled;
    expect(asked).toHaveLength(6);
  });

  it('forgets a browser that is gone, and keeps one whose service has failed', async () => {
    const { world, subscribe, deliver, wait } = await setUp();
    await subscribe('olga', 'operator');
    service.answerWith(500);
    await wait();
    await deliver();
    expect(await readPushSubscriptions(world.context, 'olga')).toHaveLength(1);
    service.answerWith(410);
    await wait();
    await deliver();
    expect(await readPushSubscriptions(world.context, 'olga')).toEqual([]);
  });
});

describe('a subscription', () => {
  it.each([
    ['https://fcm.googleapis.com/fcm/send/abc', true],
    ['https://updates.push.services.mozilla.com/wpush/v2/abc', true],
    ['https://web.push.apple.com/abc', true],
    ['http://fcm.googleapis.com/fcm/send/abc', false],
    ['https://fcm.googleapis.com.evil.example/abc', false],
    ['https://169.254.169.254/latest/meta-data', false],
    ['https://fcm.googleapis.com:8443/abc', false],
  ])('at %s is taken: %s', (address, isTaken) => {
    expect(isPushService(address)).toBe(isTaken);
  });
});

it('the secret of Web Push says what is missing in it', () => {
  expect(parseVapidKeys(JSON.stringify(vapid))).toEqual(vapid);
  expect(() => parseVapidKeys(JSON.stringify({ ...vapid, subject: 'me' }))).toThrow(
    'subject must begin with',
  );
});
