import type { Setting } from '../run-seed.ts';

/** A change of the sources that breaks a promise. Each text must be in its file exactly once. */
export interface Sabotage {
  /** What is wrong then, in plain words. */
  readonly name: string;
  /** What the sentence that notices it must say: an invariant, or a part of a sentence. */
  readonly says: string;
  readonly edits: readonly Edit[];
  /** What shows it sooner than the usual run. @default the usual run */
  readonly setting?: Setting;
}

/** Puts one text in the place of another. */
export interface Edit {
  /** From the root of the repository. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

type Replacement = readonly [from: string, to: string];

const inFolder =
  (folder: string) =>
  (file: string, ...replacements: readonly Replacement[]): readonly Edit[] =>
    replacements.map(([from, to]) => ({ file: `${folder}/${file}`, from, to }));

const core = inFolder('packages/chat-core/src');
const handlers = inFolder('packages/chat-handlers/src');
const responder = inFolder('packages/bot-responder/src/responder');
const client = inFolder('packages/chat-client/src');
const data = inFolder('packages/data-core/src');

export const sabotages: readonly Sabotage[] = [
  {
    name: 'a message that is repeated is stored again',
    says: 'I20: it stores again',
    edits: core('append/marker.ts', [
      "ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt <= :now OR life <> :life'",
      "ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt > :now OR life <> :life'",
    ]),
  },
  {
    name: 'authors share one namespace of ids',
    says: 'I20',
    edits: core('append/marker.ts', [
      'sortKey: JSON.stringify([author.type, nameOf(author), clientMessageId])',
      'sortKey: JSON.stringify([[author.type, nameOf(author)].length, clientMessageId])',
    ]),
    setting: { stories: ['posts'] },
  },
  {
    name: 'an id that is used again for other words is acknowledged',
    says: 'I20',
    edits: core('append/marker.ts', [
      "if (content !== contentOf(identified)) return { outcome: 'idReused' };",
      '',
    ]),
  },
  {
    name: 'ownership is judged before the first try is looked for',
    says: 'I20',
    edits: core('append/append-message.ts', [
      'if (identified === undefined || head === null) return undefined;',
      'if (identified !== undefined || head === null) return undefined;',
    ]),
    setting: { stories: ['takeover', 'posts'] },
  },
  {
    name: 'a duplicate that was found before there was a thread is acknowledged unpublished',
    says: 'before it was published',
    edits: [
      // A life that begins has no marker yet by its own account, which hides the second edit.
      ...core('append/marker.ts', [
        "ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt <= :now OR life <> :life'",
        "ConditionExpression: 'attribute_not_exists(partitionKey) OR expiresAt <= :now OR :life < :now'",
      ]),
      ...core('append/append-message.ts', [
        'read ?? (await readThread(context, request.threadId)),',
        'read,',
      ]),
    ],
    setting: { rates: { sentTwice: 1 }, stories: ['takeover'] },
  },
  {
    name: 'a head is written over what others have written since it was read',
    says: 'Specification',
    edits: core('threads/head-item.ts', [
      "ConditionExpression: 'version = :read AND createdAt = :life'",
      "ConditionExpression: 'version <> :read OR createdAt = :life'",
    ]),
  },
  {
    name: 'what is no message does not change what writers are conditioned on',
    says: 'Specification',
    edits: core('threads/head-item.ts', [
      'version: read.version + 1',
      'version: read.version + (next.seq > read.seq ? 1 : 0)',
    ]),
  },
  {
    name: 'a head that has expired goes on',
    says: 'I8',
    edits: core('threads/head-item.ts', [
      'if (item === undefined || isExpired(item, now)) return null;',
      'if (item === undefined) return null;',
    ]),
    setting: { rates: { secondLife: 1 } },
  },
  {
    name: 'nobody remembers that a customer waits',
    says: 'waits is nobody',
    edits: core('append/decide-append.ts', [
      'const next = waiting === undefined ? after : { ...after, waiting };',
      'const next = waiting === undefined || isUser ? after : { ...after, waiting };',
    ]),
  },
  {
    name: 'a post answers everything',
    says: 'is dealt with, not open',
    edits: core('append/decide-append.ts', [
      'const answeredBy = ({ author, answersThrough = 0 }: AppendRequest',
      'const answeredBy = ({ author, answersThrough = 1e9 }: AppendRequest',
    ]),
    setting: { stories: ['posts'] },
  },
  {
    name: 'an operator’s message answers what its author had not seen',
    says: 'is dealt with, not open',
    edits: core('append/append-message.ts', [
      'return { answersThrough: head?.lastUserSeq ?? 0, ...asked };',
      'return { ...asked, answersThrough: 1e9 };',
    ]),
  },
  {
    name: 'a bot writes whoever owns the thread',
    says: 'I4',
    edits: core(
      'append/decide-append.ts',
      ['if (!botMayWrite(head, false, now)) return owned;', ''],
      ['if (turn.ownerEpoch !== head.ownerEpoch) return owned;', ''],
    ),
  },
  {
    name: 'a reply is committed although the owner has changed in between',
    says: 'is to be refused: owned',
    edits: core('append/decide-append.ts', ['if (turn.ownerEpoch !== head.ownerEpoch) return owned;', '']),
    setting: { stories: ['returned'] },
  },
  {
    name: 'a bot writes to a customer whom a human has taken over',
    says: 'I4',
    edits: core('append/append-message.ts', [
      "...(request.author.type === 'bot' ? overrideChecks(tables, nextHead, nowSeconds) : [])",
      '...overrideChecks(tables, nextHead, nowSeconds).slice(0, 0)',
    ]),
    setting: { stories: ['override'] },
  },
  {
    name: 'the override of the first customer alone counts',
    says: 'overridden',
    edits: core('append/append-message.ts', [
      'return customersOf(head).map((userId) => ({\n    name: { part',
      'return customersOf(head).slice(0, 1).map((userId) => ({\n    name: { part',
    ]),
    setting: { stories: ['override'] },
  },
  {
    name: 'two replies answer one message',
    says: 'is to be refused: answered',
    edits: core('append/decide-append.ts', [
      "if (turn.answeredUntil < head.answeredSeq || life !== head.createdAt) return { outcome: 'answered' };",
      '',
    ]),
  },
  {
    name: 'a reply that is cancelled is still owed',
    says: 'After a cancel',
    edits: core('threads/sweep-thread.ts', ['? withoutWait(current, now)', '? current']),
  },
  {
    name: 'a bot that always fails is asked for ever',
    says: 'not failed',
    edits: core('threads/waiting.ts', ['if (attempts >= mostAttempts)', 'if (attempts > 100)']),
    setting: { rates: { failing: 1 } },
  },
  {
    name: 'a thread whose operator has gone waits for ever',
    says: 'I3: nobody answers',
    setting: { stories: ['deserted'] },
    edits: handlers(
      'sweeping/sweep.ts',
      ["{ list: { type: 'waiting', kinds: ['operator'] }, patienceMs, rescue },", ''],
      ['[...patrols, ...(await patrolsOfOperators(context))]', 'patrols'],
    ),
  },
  {
    name: 'a thread belongs to whoever writes in it first, whatever its id',
    says: 'which belongs to another',
    edits: core('threads/thread-ids.ts', ["policy === 'any' ||", 'policy.length > 0 ||']),
  },
  {
    name: 'a client does not wait for as long as a limit says',
    says: 'before its limit was over',
    edits: client(
      'outbox/outbox.ts',
      ['this.#notBefore = clock.now() + retryAfterMs;', 'this.#notBefore = clock.now() + 100;'],
      ['this.#sendAgainIn(retryAfterMs);', 'this.#sendAgainIn(100);'],
    ),
    setting: { stories: ['atPage'] },
  },
  {
    name: 'the cursor of a list starts idle shards from the beginning',
    says: 'I22',
    edits: core('threads/list-threads.ts', [
      'lastOf(page, partition) ?? from',
      'lastOf(page, partition) ?? null',
    ]),
  },
  {
    name: 'a retry is acknowledged without being published',
    says: 'before it was published',
    edits: handlers('actions/send-message.ts', [
      'if (message === null || result.head === null) return ackFrame(result.message);',
      'return ackFrame(result.message);',
    ]),
  },
  {
    name: 'a conflict of two transactions is a failure',
    says: 'was never acknowledged',
    edits: core('context/commit.ts', [
      "if (reasons.some(({ code }) => transientCodes.has(code))) return { type: 'busy' };",
      '',
    ]),
    setting: { faults: { conflict: 0.5 } },
  },
  {
    name: 'requests outlive the function that makes them',
    says: 'was ended before it had answered',
    edits: core('context/deadline.ts', [
      'return { ...limited, client: abortedBy(context.client, () => deadlineSignal(limited)) };',
      'return limited;',
    ]),
  },
  {
    name: 'the bot is asked about the newest message alone',
    says: 'does not know it',
    edits: responder('thread-look.ts', [
      'readUnanswered(chat, head, messagesAtMost)',
      'readUnanswered(chat, head, 1)',
    ]),
  },
  {
    name: 'a hand-over leaves the thread to the bot',
    says: 'not queue',
    edits: responder('commit-reply.ts', ['handOver: reply.handOver !== undefined,', 'handOver: false,']),
  },
  {
    name: 'a bot’s state outlives its thread',
    says: 'I18',
    edits: [
      ...data('storages/state/state-item.ts', [
        'return asked !== undefined && life !== asked;',
        'return asked !== undefined && life === undefined;',
      ]),
      ...responder('held-state.ts', ['held.life === createdAt ? held.state : {}', 'held.state']),
    ],
    setting: { rates: { secondLife: 1 } },
  },
  {
    name: 'a message that the channel did not take counts as delivered',
    says: 'I17',
    edits: core('channels/push-thread.ts', [
      "if (pushed.outcome === 'later') return pushed;\n      head = pushed.head;",
      "if (pushed.outcome !== 'later') head = pushed.head;",
    ]),
    setting: { stories: ['pushed'] },
  },
  {
    name: 'a channel that has taken one message is not asked for the next',
    says: 'not marked as undelivered',
    edits: core('channels/push-thread.ts', [
      'const isAll = timestamp >= head.lastTimestamp || undeliveredSince === undefined;',
      'const isAll = timestamp > 0 || undeliveredSince === undefined;',
    ]),
    setting: { stories: ['pushed'] },
  },
  {
    name: 'a revoked session goes on',
    says: 'I21',
    edits: [
      ...core('connections/revoke-devices.ts', ['await removeDevices(context, userId, revoked);', '']),
      ...handlers('sessions/sessions.ts', [
        'await close(dependencies, senderId, devices, event);\n  return jsonResult(200, { revoked: wasRevoked',
        'return jsonResult(200, { revoked: wasRevoked',
      ]),
    ],
    setting: { stories: ['logout'] },
  },
  {
    name: 'a chunk is tried again like a message',
    says: 'I19',
    edits: core('delivery/web-deliverer.ts', [
      'if (isEphemeral(frame.event)) {',
      'if (frame.event === undefined) {',
    ]),
  },
  {
    name: 'the outbox of a page does not forget failures when a message is acknowledged',
    says: 'was given up after',
    edits: client('outbox/outbox.ts', [
      'if (clientMessageId !== this.#current) return;\n    this.#failures = 0;',
      'if (clientMessageId !== this.#current) return;',
    ]),
    setting: { faults: { throttled: 0.6 }, stories: ['atPage'] },
  },
  {
    name: 'what is erased leaves its markers',
    says: 'was erased and is still',
    edits: core('users/erase-user.ts', [
      "count('partitioned_keys', await erasePartition(context, 'partitionKey', markerPartition(threadId)));",
      '',
    ]),
    setting: { stories: ['erasure'] },
  },
  {
    name: 'a file that was erased can be uploaded again as long as its link holds',
    says: 'is still in the bucket',
    edits: core('attachments/object-store.ts', [
      "const response = await send('PUT', attachmentId);",
      "const response = await send('DELETE' as 'PUT', attachmentId);",
    ]),
    setting: { stories: ['files'] },
  },
  {
    name: 'a file is sent with more than one message',
    says: 'was sent with two messages',
    edits: core('attachments/attachment-records.ts', [
      "expiresAt > :now AND attribute_not_exists(isSent)'",
      "expiresAt > :now'",
    ]),
    setting: { stories: ['files'] },
  },
  {
    name: 'a stranger gets the files of a thread that nobody has begun',
    says: 'of another user',
    edits: handlers('actions/attachments.ts', [
      'isUploaded && (access.head !== null || owner === identity.userId)',
      "isUploaded && owner !== '' && identity.userId !== ''",
    ]),
    setting: { stories: ['files'] },
  },
  {
    name: 'a link is given to a file that was deleted with its message',
    says: 'which was deleted',
    edits: core('attachments/attachment-records.ts', ["':false': false", "':false': true"]),
    setting: { stories: ['files'] },
  },
  {
    name: 'an erasure does not find the files of a thread that was never begun',
    says: 'was erased and is still',
    edits: core('attachments/attachment-records.ts', [
      "role === 'operator' || (head?.listedUntil ?? 0) >= expiresAt",
      "role === 'operator' || head === null",
    ]),
    setting: { stories: ['files'] },
  },
  {
    name: 'every operator who answers a question is taken',
    says: 'is to be refused: answered',
    edits: core('append/decide-append.ts', [
      'head.question.id === id && !isQuestionOver(head, now);',
      'head.question.id === id && (now > 0 || isQuestionOver(head, now));',
    ]),
    setting: { rates: { asks: 0.6 }, stories: ['approvals'] },
  },
  {
    name: 'a customer’s answer is lost where a person deals with it',
    says: 'question is',
    edits: core('append/decide-append.ts', [
      "author.type === 'user' &&\n    answersQuestion",
      "author.type === 'operator' &&\n    answersQuestion",
    ]),
    setting: { rates: { asks: 0.6 }, stories: ['approvals'] },
  },
  {
    name: 'the bot is not told that the time of its question is up',
    says: 'waits is nobody, not question',
    edits: core('threads/waiting.ts', [
      "if (question === undefined || owner.type !== 'bot') return undefined;",
      "if (question === undefined || owner.type !== 'queue') return undefined;",
    ]),
    setting: { rates: { asks: 0.6 }, stories: ['approvals'] },
  },
  {
    name: 'a question that was denied counts as approved',
    says: 'and the first answer was',
    edits: inFolder('packages/bot-responder/src')('approval/approvals.ts', [
      "question.isApproved ? 'approved' : 'denied'",
      "question.isApproved !== undefined ? 'approved' : 'denied'",
    ]),
    setting: { rates: { asks: 0.6 }, stories: ['approvals'] },
  },
  {
    name: 'a browser is alerted on though its session was revoked',
    says: 'is told although its user has gone away',
    edits: handlers('sessions/sessions.ts', [
      "await endPushSubscriptions(context, senderId, sessionId === undefined ? 'all' : { sessionId });\n",
      '\n',
    ]),
    setting: { stories: ['alerts'] },
  },
  {
    name: 'a browser is alerted on though its service does not know it any more',
    says: 'is told although its service does not know it',
    edits: handlers('alerts/web-push.ts', [
      "if (outcome === 'gone') await removePushSubscription(context, userId, endpoint);",
      'if (userId === endpoint) await removePushSubscription(context, userId, endpoint);',
    ]),
    setting: { stories: ['alerts'] },
  },
  {
    name: 'only the first browser of an operator is alerted',
    says: 'and others are',
    edits: core('operators/push-subscriptions.ts', [
      'items\n    .filter((item) => !isExpired(item, context.now()))',
      'items\n    .slice(0, 1)\n    .filter((item) => !isExpired(item, context.now()))',
    ]),
    setting: { stories: ['alerts'] },
  },
];
