import { client, core, handlers, type Sabotage } from '../sabotage.ts';

/** Sabotages of what operators work with, and of alerts. */
export const desk: readonly Sabotage[] = [
  {
    name: 'a list of an operator forgets what changes while it is loaded',
    says: 'in the queue, behind a',
    edits: client('operator/list-loader.ts', [
      'this.#missed.reduce((changed, change) => change(changed, true), list)',
      'list',
    ]),
    setting: { stories: ['loadedMeanwhile'] },
  },
  {
    name: 'a page shows the name that it is told last, though another was said later',
    says: 'and is kept as',
    edits: client('thread/thread-state.ts', [
      'if (asOf < (this.#knownAsOf.get(userId) ?? 0)) continue;',
      'if (asOf < 0) continue;',
    ]),
    setting: { stories: ['renamedTwice'] },
  },
  {
    name: 'of two names that are set at once, the one that is kept may have the earlier time',
    says: 'and is kept as',
    edits: core('operators/profiles.ts', ['Math.max(now(), changedAtOf(before ?? {}) + 1)', 'now()']),
    setting: { stories: ['renamedTwice'] },
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
  {
    name: 'replies that are kept for everybody are read without a deadline',
    says: 'was ended before it had answered',
    edits: handlers('desk.ts', [
      'getCanned(cannedIn(request.context), request)',
      'getCanned(cannedIn(context), request)',
    ]),
    setting: { faults: { stalled: 0.1 }, stories: ['desk'] },
  },
  {
    name: 'nobody is alerted of a thread that a sweep leaves to people',
    says: 'waits for a person',
    edits: handlers('sweeping/sweep.ts', [
      'if (left !== undefined) await alertOfQueued(context, announcer.alerts, left);',
      '',
    ]),
    setting: { rates: { failing: 1 }, stories: ['takeover'] },
  },
  {
    name: 'a picture that was taken away is shown on',
    says: 'Names: ',
    edits: core('operators/profiles.ts', [
      'const removed = Object.keys(said).filter((field) => said[field] === null);',
      "const removed = Object.keys(said).filter((field) => said[field] === 'never');",
    ]),
    setting: { stories: ['staff'] },
  },
];
