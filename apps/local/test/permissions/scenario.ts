import { setTimeout as delay } from 'node:timers/promises';
import {
  type AttributeValue,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { FaultPlan } from '../../src/door/faults.ts';
import type { Permission } from '../../src/door/service.ts';
import { refusal } from '../fixture/client.ts';
import { join, type Person, type Place, sessionOf, signedRequest } from './people.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

type Item = Readonly<Record<string, AttributeValue>>;

const number = (value: number): AttributeValue => ({ N: String(value) });

/** What every part of the scenario works with. */
export function actorsOf({ ws, http, aws }: Place, prefix: string) {
  const place = { endpoint: aws, region: 'eu-central-1', credentials };
  const dynamo = new DynamoDBClient(place);
  const lambda = new LambdaClient(place);
  const session = async (userId: string, role = 'customer'): Promise<string> => {
    const body = JSON.stringify({ role, name: userId });
    const { token } = await signedRequest<{ token: string }>(http, 'POST', `/users/${userId}/sessions`, body);
    return token;
  };
  return {
    session,
    /** Connects a user, and says on which thread. */
    enter: async (userId: string, { role = 'customer', threadId = '' } = {}) =>
      join(ws, await session(userId, role), threadId === '' ? undefined : threadId),
    again: (token: string, threadId: string) => join(ws, token, threadId),
    /** Tries to connect with an invalid token. */
    refused: (token: string) => refusal(`${ws}?token=${token}`),
    /** Revokes a token. */
    logOut: (token: string) =>
      fetch(`${http}/sessions/revoke`, { method: 'POST', headers: { authorization: `Bearer ${token}` } }),
    /** Lets things go wrong from now on. */
    faults: async (plan: FaultPlan | undefined) => {
      const method = plan === undefined ? 'DELETE' : 'PUT';
      await fetch(`${aws}/_switchboard/faults`, { method, ...(plan && { body: JSON.stringify(plan) }) });
    },
    guest: () => sessionOf(http, {}),
    /** Whether a function was seen to do something to a table. */
    hasDone: async (functionName: string, action: string, table: string): Promise<boolean> => {
      const permissions = await (await fetch(`${aws}/_switchboard/permissions`)).json();
      const done = permissions as Readonly<Record<string, readonly Permission[]>>;
      const ofFunction = Object.entries(done).find(([name]) => name.endsWith(`-${functionName}`))?.[1] ?? [];
      return ofFunction.some((used) => used.action === action && used.resource.endsWith(`.${table}`));
    },
    signed: (method: string, path: string, body?: unknown) =>
      signedRequest(http, method, path, body === undefined ? '' : JSON.stringify(body)),
    put: (table: string, item: Item) =>
      dynamo.send(new PutItemCommand({ TableName: `${prefix}.${table}`, Item: item })),
    /** Writes a number into every item of a user's tokens that has it. */
    editTokens: async (userId: string, attribute: string, value: number) => {
      const TableName = `${prefix}.bottokens`;
      const { Items = [] } = await dynamo.send(new ScanCommand({ TableName }));
      const isTheirs = ({ owner, senderId }: Item): boolean =>
        owner?.S === userId || senderId?.S === `|${userId}|tokens`;
      const theirs = Items.filter((item) => isTheirs(item) && attribute in item);
      for (const item of theirs) {
        await dynamo.send(new PutItemCommand({ TableName, Item: { ...item, [attribute]: number(value) } }));
      }
    },
    /** Writes into the item of a thread or of a user. */
    set: (table: 'threads' | 'connections', id: string, attribute: string, value: AttributeValue) =>
      dynamo.send(
        new UpdateItemCommand({
          TableName: `${prefix}.${table}`,
          Key: { [table === 'threads' ? 'threadId' : 'userId']: { S: id } },
          UpdateExpression: 'SET #attribute = :value',
          ExpressionAttributeNames: { '#attribute': attribute },
          ExpressionAttributeValues: { ':value': value },
        }),
      ),
    invoke: async (functionName: string, event: unknown) => {
      const Payload = Buffer.from(JSON.stringify(event));
      const { FunctionError, Payload: answer } = await lambda.send(
        new InvokeCommand({ FunctionName: functionName, Payload }),
      );
      if (FunctionError !== undefined) throw new Error(Buffer.from(answer ?? []).toString());
      return JSON.parse(Buffer.from(answer ?? []).toString());
    },
  };
}

export type Actors = ReturnType<typeof actorsOf>;

const sweeper = 'switchboard-dev-sweeper';
const responder = 'switchboard-dev-responder';
const tableSizes = 'switchboard-dev-table-sizes';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A customer may write and change 60 messages a minute: more rounds of twelve would reach that. */
const mostRounds = 4;

/** What a bot elsewhere posts. */
const postOf = (userId: string, messageId: string) => ({
  userId,
  threadId: userId,
  message: { text: 'Hello', messageId },
});

/** A file is uploaded, sent, fetched, and deleted with its message; another one is not what was named. */
async function showFiles(person: Person, threadId: string): Promise<void> {
  const { attachmentId, seq, timestamp } = await sendFile(person, threadId);
  const tooLong = await putFile(await beginFile(person, threadId, 'dog.png', 3), 'woof');
  if (tooLong.ok) throw new Error('The bucket took a file of another size than was signed');
  const { links } = await person.ask(
    { action: 'attachment.get', threadId, attachmentIds: [attachmentId] },
    'attachments',
  );
  const [{ url }] = links as [{ readonly url: string }];
  const text = await (await fetch(url)).text();
  if (text !== 'meow') throw new Error(`The link gave ${text}`);
  await person.ask({ action: 'message.delete', threadId, seq, timestamp, clientMessageId: 'f2' }, 'ack');
}

const beginFile = (person: Person, threadId: string, name: string, size: number) =>
  person.ask(
    { action: 'attachment.upload', threadId, name, type: 'image/png', size, clientMessageId: name },
    'attachment.upload',
  );

const putFile = ({ url, headers }: Awaited<ReturnType<typeof beginFile>>, body: string): Promise<Response> =>
  fetch(String(url), { method: 'PUT', headers: headers as Record<string, string>, body });

/** Uploads a picture, `cat.png`, and sends it. */
export async function sendFile(person: Person, threadId: string) {
  const file = await beginFile(person, threadId, 'cat.png', 4);
  const attachmentId = String(file.attachmentId);
  const uploaded = await putFile(file, 'meow');
  if (!uploaded.ok) throw new Error(`The upload was answered ${uploaded.status}: ${await uploaded.text()}`);
  await person.ask({ action: 'attachment.confirm', threadId, attachmentId }, 'attachment');
  const attachments = [{ attachmentId }];
  const { seq, timestamp } = await person.ask(
    { action: 'message.send', threadId, text: 'look', attachments, clientMessageId: 'f1' },
    'ack',
  );
  return { attachmentId, seq, timestamp };
}

/** What operators do beside the conversation. */
async function workAtDesk(operator: Person, customer: Person, threadId: string): Promise<void> {
  await customer.ask({ action: 'profile.set', name: 'Ann', attributes: { plan: 'pro' } }, 'profile');
  await operator.ask({ action: 'profile.set', name: 'Olga', attributes: { team: null } }, 'profile');
  await operator.ask({ action: 'customer.get', threadId }, 'customer');
  await operator.ask({ action: 'duty.set', status: 'available', capacity: 1 }, 'duty');
  await operator.ask({ action: 'operators.get' }, 'operators');
  await operator.ask({ action: 'thread.view', threadId, activity: 'typing' }, 'viewers');
  await operator.ask({ action: 'tags.set', threadId, tags: ['vip'] }, 'tags');
  await beginFile(operator, threadId, 'offer.png', 4);
  await operator.ask({ action: 'thread.view', threadId, activity: 'left' }, 'viewers');
  await operator.ask({ action: 'canned.put', key: 'hi', text: 'Hi!' }, 'canned');
  await operator.ask({ action: 'canned.put', key: 'hi', text: 'Hello!' }, 'canned');
  await operator.ask({ action: 'canned.get' }, 'canned');
  await operator.ask({ action: 'canned.delete', key: 'hi' }, 'canned');
  await operator.ask({ action: 'thread.claim', threadId }, 'takeover');
  await operator.ask({ action: 'thread.release', threadId }, 'takeover');
}

/** Somebody opens the dashboard, which invokes a function; what no dashboard sends is refused. */
async function openDashboard(invoke: Actors['invoke']): Promise<void> {
  const { markdown } = await invoke(tableSizes, {
    widgetContext: { dashboardName: 'switchboard-dev-overview' },
  });
  if (!/^switchboard\.dev\.threads \| [1-9]/m.test(markdown)) throw new Error(`The widget shows ${markdown}`);
  const refused = await invoke(tableSizes, { tables: ['switchboard.dev.threads'] }).catch(String);
  if (!String(refused).includes('ValiError'))
    throw new Error(`The widget answered ${JSON.stringify(refused)}`);
}

/** Everything that functions do for the web, and what they do when something has gone wrong. */
export async function converse(actors: Actors): Promise<void> {
  const {
    enter,
    again,
    session,
    guest,
    signed,
    invoke,
    logOut,
    set,
    put,
    editTokens,
    refused,
    faults,
    hasDone,
  } = actors;
  /** Lets a device be gone without a word: the next post to it finds nobody. */
  const loseDevice = (userId: string) =>
    set('connections', userId, `device:gone-${userId}`, {
      M: { connectedAt: number(Date.now() - minuteMs) },
    });
  await guest();
  await refused('no-token-of-anybody');
  await logOut('no-token-of-anybody');
  const threadId = 'ann';
  const ann = await enter('ann', { threadId });
  const olga = await enter('olga', { role: 'operator' });
  const otto = await enter('otto', { role: 'operator' });
  await olga.ask({ action: 'duty.set', status: 'available', capacity: 1 }, 'duty');
  // A message of hers takes a thread over, and the sweeper takes it back from her when its lease has run out.
  const cleo = await enter('cleo', { threadId: 'cleo' });
  await cleo.sees('message', () =>
    cleo.say({ action: 'message.send', threadId: 'cleo', text: 'hello', clientMessageId: 'c1' }),
  );
  await olga.ask({ action: 'message.send', threadId: 'cleo', text: 'Hi!', clientMessageId: 'o1' }, 'ack');
  const owner = { type: { S: 'operator' }, userId: { S: 'olga' }, leaseUntil: number(Date.now() - hourMs) };
  await set('threads', 'cleo', 'owner', { M: owner });
  await set('threads', 'cleo', 'listedAt', number(Date.now() - hourMs));
  await loseDevice('cleo');
  await cleo.sees('takeover', () => invoke(sweeper, {}));
  await olga.ask({ action: 'duty.set', status: 'available', capacity: 0 }, 'duty');
  await ann.sees('message', () =>
    ann.say({ action: 'message.send', threadId, text: 'hello', clientMessageId: 'c1', read: 1 }),
  );
  await openDashboard(invoke);
  await loseDevice('ann');
  const second = await again(ann.token, threadId);
  await ann.ask({ action: 'message.send', threadId, text: 'hello', clientMessageId: 'c1' }, 'ack');
  await ann.ask({ action: 'history.get', threadId }, 'history');
  await ann.ask({ action: 'thread.resume', threadId, after: 0 }, 'history');
  await ann.ask({ action: 'threads.list' }, 'threads');
  ann.say({ action: 'reply.cancel', threadId });
  ann.say({ action: 'read', threadId, seq: 2 });
  await loseDevice('ann');
  // The bot hands over, and the place in the queue is told.
  await ann.sees(
    'message',
    () => ann.say({ action: 'message.send', threadId, text: 'I want a human', clientMessageId: 'c2' }),
    2,
  );
  await olga.ask({ action: 'queue.get' }, 'queue');
  await olga.ask({ action: 'inbox.get', list: 'bot' }, 'inbox');
  await loseDevice('ann');
  await ann.sees('takeover', () => olga.say({ action: 'thread.claim', threadId }));
  await olga.sees('typing', () => ann.say({ action: 'typing', threadId }));
  await olga.ask({ action: 'note.add', threadId, text: 'a note' }, 'note');
  await olga.ask({ action: 'notes.get', threadId }, 'notes');
  await ann.sees('message', () =>
    olga.say({ action: 'message.send', threadId, text: 'One moment.', clientMessageId: 'o1' }),
  );
  await loseDevice('olga');
  await ann.ask({ action: 'message.send', threadId, text: 'thanks', clientMessageId: 'c3' }, 'ack');
  // From here on the thread is one of Telegram, as the environment with Telegram has them.
  await set('threads', threadId, 'channel', { S: 'telegram' });
  await olga.ask({ action: 'message.send', threadId, text: 'Still there?', clientMessageId: 'o2' }, 'ack');
  olga.say({ action: 'typing', threadId });
  await otto.sees('takeover', () => olga.say({ action: 'thread.transfer', threadId, to: 'otto' }));
  await ann.sees('message', () => otto.say({ action: 'thread.requeue', threadId }));
  await ann.ask({ action: 'message.send', threadId, text: 'hello?', clientMessageId: 'c6' }, 'ack');
  await ann.sees('takeover', () => otto.say({ action: 'thread.claim', threadId }));
  await ann.ask({ action: 'message.send', threadId, text: 'are you there?', clientMessageId: 'c7' }, 'ack');
  await signed('POST', '/messages', postOf('ann', 'p0')).catch(() => 'A person has the thread.');
  await ann.sees('takeover', () => otto.say({ action: 'thread.release', threadId }));
  await ann.ask({ action: 'message.send', threadId, text: 'hello again', clientMessageId: 'c4' }, 'ack');
  // Only the function that changes messages finds out that the device is gone.
  await faults({ seed: 1, functions: [responder], services: ['execute-api'], failBefore: 1 });
  const { seq, timestamp } = await ann.ask(
    { action: 'message.send', threadId, text: 'tow late', clientMessageId: 'c8' },
    'ack',
  );
  const edit = { action: 'message.edit', threadId, seq, timestamp, text: 'too late', clientMessageId: 'e1' };
  await loseDevice('ann');
  await ann.ask(edit, 'ack');
  await ann.ask(edit, 'ack');
  await ann.ask({ action: 'message.delete', threadId, seq, timestamp, clientMessageId: 'd1' }, 'ack');
  await faults(undefined);
  await showFiles(ann, threadId);
  await otto.ask({ action: 'thread.view', threadId, activity: 'viewing' }, 'viewers');
  await loseDevice('otto');
  await workAtDesk(olga, ann, threadId);
  await signed('POST', '/messages', postOf('ann', 'p1'));
  await signed('POST', '/messages', postOf('ann', 'p1'));
  const ben = await enter('ben', { threadId: 'ben' });
  await loseDevice('ben');
  await signed('POST', '/messages', postOf('ben', 'p2'));
  // What is stranded: no bot was told of it, since a person had the customer.
  await set('connections', 'ben', 'isHumanOverride', { BOOL: true });
  await ben.ask({ action: 'message.send', threadId: 'ben', text: 'anyone?', clientMessageId: 'b1' }, 'ack');
  await set('connections', 'ben', 'isHumanOverride', { BOOL: false });
  await set('threads', 'ben', 'awaitingReplySince', number(Date.now() - hourMs));
  await loseDevice('ben');
  await set('threads', 'ben', 'listedUntil', number(1));
  await set('threads', threadId, 'undeliveredSince', number(Date.now() - hourMs));
  // The first to find out that the device is gone is the bot, not the sweeper.
  await faults({ seed: 1, functions: [sweeper], services: ['execute-api'], failBefore: 1 });
  await ben.sees('message', () => invoke(sweeper, {}));
  await faults(undefined);
  // Many write at once, and all but one lose.
  await faults({ seed: 1, services: ['dynamodb'], delay: { probability: 1, maxMs: 60 } });
  await set('threads', 'ben', 'listedUntil', number(1));
  const mine = await ben.ask(
    { action: 'message.send', threadId: 'ben', text: 'hello', clientMessageId: 'b2' },
    'ack',
  );
  const editOf = (id: string) => ({
    action: 'message.edit',
    threadId: 'ben',
    seq: mine.seq,
    timestamp: mine.timestamp,
    text: `hello from ${id}`,
    clientMessageId: `edit-${id}`,
  });
  const race = async (ids: readonly string[]): Promise<void> => {
    const posts = ids.map((id) => signed('POST', '/messages', postOf('ben', `post-${id}`)));
    const sendAll = (): void => {
      for (const clientMessageId of ids) {
        ben.say({ action: 'message.send', threadId: 'ben', text: 'hello', clientMessageId });
        ben.say(editOf(clientMessageId));
      }
    };
    await ben.sees('ack', sendAll, 2 * ids.length);
    await Promise.all(posts);
  };
  const haveLost = async (): Promise<boolean> => {
    const racing = ['message-send', 'message-changes', 'post-to-connection'];
    const lost = racing.map((functionName) => hasDone(functionName, 'dynamodb:GetItem', 'threads'));
    return (await Promise.all(lost)).every(Boolean);
  };
  // Who loses is up to chance: they race until each function has lost once, and has read the thread again.
  for (let round = 0; round < mostRounds && !(round > 0 && (await haveLost())); round += 1) {
    await race(Array.from({ length: 6 }, (_, index) => `m${6 * round + index}`));
  }
  await faults(undefined);
  await second.leave();
  // Somebody has written too much, and asks again what became of an earlier message.
  await set('threads', 'ben', 'rateUsedUntil', number(Date.now() + hourMs));
  await ben.ask({ action: 'message.send', threadId: 'ben', text: 'hello', clientMessageId: 'm0' }, 'ack');
  await ben.ask(editOf('m0'), 'ack');
  // The head of a Telegram thread that owes its channel something, and an operator who takes it over.
  await set('threads', threadId, 'undeliveredSince', number(Date.now()));
  await ann.sees('takeover', () => olga.say({ action: 'thread.claim', threadId }));
  // The bot has failed for an hour: people are told. Somebody writes while the sweeper looks.
  await loseDevice('olga');
  await set('threads', 'ben', 'awaitingReplySince', number(Date.now() - hourMs));
  await set('threads', 'ben', 'queue', { S: 'bot#0' });
  await set('threads', 'ben', 'attempts', number(6));
  await faults({ seed: 1, functions: [sweeper], delay: { probability: 1, maxMs: 500 } });
  const sweep = invoke(sweeper, {});
  for (let version = 1000; version < 1020; version += 1) {
    await set('threads', 'ben', 'version', number(version));
    await delay(100);
  }
  await sweep;
  await faults(undefined);
  // Too many devices of one user, of which the first have gone without a word, and a user whose item has expired.
  for (let device = 0; device < 70; device += 1) {
    await set('connections', 'ben', `device:old-${device}`, {
      M: { connectedAt: number(Date.now() - minuteMs) },
    });
  }
  await again(ben.token, 'ben');
  for (let device = 0; device < 64; device += 1) await again(ben.token, 'ben');
  await set('connections', 'otto', 'expiresAt', number(1));
  await again(otto.token, '');
  // A session that ends while its connection is open.
  const soon = Math.ceil(Date.now() / 1000) + 1;
  const zoe = await session('zoe');
  await editTokens('zoe', 'expiresAt', soon);
  const visit = () => again(zoe, 'zoe');
  const visits = await Promise.all([visit(), visit(), visit(), visit(), visit()]);
  await delay(Math.max(soon * 1000 - Date.now(), 0));
  visits[0].say({ action: 'message.send', threadId: 'zoe', text: 'late', clientMessageId: 'z1' });
  visits[1].say({ action: 'threads.list' });
  visits[2].say({ action: 'message.delete', threadId: 'zoe', seq: 1, timestamp: 1 });
  visits[3].say({ action: 'attachment.get', threadId: 'zoe', attachmentIds: ['a1'] });
  visits[4].say({ action: 'profile.set', name: 'Zoe' });
  // Logging out, export and erasure.
  await loseDevice('otto');
  await logOut(otto.token);
  await signed('DELETE', '/users/olga/sessions');
  // Of somebody who has never connected as well.
  await signed('DELETE', '/users/nobody/sessions');
  await signed('GET', '/users/ann/data');
  await put('chatlog', { userId: { S: 'ben' }, time: { S: '2026-01-01' } });
  await set('threads', 'ann', 'participants', {
    L: ['ann', 'carl'].map((userId) => ({ M: { userId: { S: userId }, role: { S: 'customer' } } })),
  });
  await editTokens('ben', 'lastIssuedAt', Date.now() - hourMs);
  await signed('DELETE', '/users/ann');
  await signed('DELETE', '/users/ben');
}
