import { client, core, handlers, responder, type Sabotage } from '../sabotage.ts';

/** Sabotages of what reaches devices and channels, and of clients. */
export const delivery: readonly Sabotage[] = [
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
    name: 'a reply is taken back without waiting for chunks that are on their way',
    says: 'shows a reply that was taken back',
    edits: responder('show-reply.ts', ['await inFlight.settled(device);', '']),
    setting: { stories: ['takenBack'] },
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
];
