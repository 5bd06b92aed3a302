import { headOf, waitingKindOf } from '../history/head-view.ts';
import type { RecordedAlert } from '../history/journal.ts';
import { type Check, isErased } from './history.ts';

type Journal = Parameters<Check>[0]['journal'];

/** Once its user has gone away, logged out or unsubscribed, no function that begins after that alerts a browser. */
export const checkNobodyAlerted: Check = ({ journal }) =>
  journal.unsubscribed.flatMap(({ endpoint, step }) =>
    journal.pushes
      .filter((push) => push.endpoint === endpoint && hasBegunAfter(journal, push, step))
      .map(({ endpoint: told }) => `Alerts: ${told} is told although its user has gone away.`),
  );

/** A function that subscribes a browser has ended by then, milliseconds. */
const lateMs = 15_000;

/** A browser that its service does not know any more is not asked again. */
export const checkGone: Check = ({ journal }) =>
  journal.finished.flatMap((run) =>
    journal.pushes
      .filter((push) => isBy(run, push) && push.status === 410)
      .flatMap(({ endpoint }) =>
        journal.pushes.filter(
          (again) =>
            again.endpoint === endpoint &&
            hasBegunAfter(journal, again, run.step) &&
            // A subscription that was sent more than once may be stored again meanwhile.
            journal.subscribed.some(
              (known) => known.endpoint === endpoint && known.at + lateMs < run.begun.at,
            ),
        ),
      )
      .map(({ endpoint }) => `Alerts: ${endpoint} is told although its service does not know it.`),
  );

type Run = Journal['finished'][number];
type Push = Journal['pushes'][number];

/** Lambda tries a request again under the same id. */
const isBy = ({ requestId, begun, step }: Run, push: Push): boolean =>
  push.requestId === requestId && push.step >= begun.step && push.step <= step;

/** Whether the run that pushed began after a moment, as far as is known. */
const hasBegunAfter = ({ finished }: Journal, push: Push, step: number): boolean =>
  finished.some((run) => isBy(run, push) && run.begun.step > step);

const alertsIn = (event: unknown): readonly RecordedAlert[] => {
  const { Records = [] } = (event ?? {}) as {
    readonly Records?: readonly { readonly Sns: { readonly Message: string } }[];
  };
  return Records.map(({ Sns }) => JSON.parse(Sns.Message));
};

/** A function that alerts one operator of a waiting thread alerts all who are there. */
export const checkEverybodyAlerted: Check = ({ journal }) =>
  journal.finished.flatMap((run) => {
    const { begun, step } = run;
    const [alert] = alertsIn(run.event);
    const pushes = journal.pushes.filter((push) => isBy(run, push));
    if (alert?.type !== 'queued' || pushes.length === 0) return [];
    return journal.subscribed
      .filter(
        ({ endpoint, step: since, at }) =>
          since < begun.step &&
          begun.at - at < lastsMs &&
          !mayBeGone(journal, endpoint, step) &&
          isOperator(endpoint),
      )
      .filter(({ endpoint }) => !pushes.some((push) => push.endpoint === endpoint))
      .map(({ endpoint }) => `Alerts: ${endpoint} is not told of ${alert.threadId}, and others are.`);
  });

/** A browser is alerted no longer than messages are kept, milliseconds: less than a day. */
const lastsMs = 20 * 60 * 60_000;

const isOperator = (endpoint: string): boolean => endpoint.includes('/on-duty-');

const mayBeGone = ({ unsubscribed, pushes }: Journal, endpoint: string, step: number): boolean =>
  unsubscribed.some((end) => end.endpoint === endpoint && end.asked.step <= step) ||
  pushes.some((push) => push.endpoint === endpoint && push.status === 410 && push.step <= step);

/** Lambda tries an event so often. */
const triesOfLambda = 3;

/** Somebody was alerted of every thread that waits for a person: the bot handed it over, an operator put it back, or the bot has failed. */
export const checkWaitingAlerted: Check = (history) =>
  history.journal.calms.flatMap(({ step }) =>
    history.replay.lives
      .filter((life) => !isErased(history, life))
      .flatMap(({ threadId }) => {
        const changes = changesOfLife(history.journal, threadId, step);
        const [first] = changes;
        const after = changes.at(-1)?.after;
        const entry = after == null ? undefined : entryOf(headOf(after), changes);
        if (first === undefined || after == null || entry === undefined) return [];
        if (isGivenUp(history.journal, entry) || isThoughtDone(history.journal, entry)) return [];
        const { ownerEpoch } = headOf(after);
        const isAlerted = history.journal.alerts.some(
          (alert) =>
            alert.threadId === threadId && alert.ownerEpoch === ownerEpoch && alert.step >= first.step,
        );
        return isAlerted ? [] : [`Alerts: nobody is told that ${threadId} waits for a person.`];
      }),
  );

/** The writes to a thread's head up to a step, without those of earlier lives: each life counts its changes of owner from the beginning. */
function changesOfLife({ heads }: Journal, threadId: string, step: number): Journal['heads'] {
  const changes = heads.filter((change) => change.threadId === threadId && change.step <= step);
  const after = changes.at(-1)?.after ?? null;
  return changes.filter(
    (change) =>
      after !== null && change.after !== null && headOf(change.after).createdAt === headOf(after).createdAt,
  );
}

/** The change by which a thread began to wait for people; none where it does not. */
function entryOf(
  head: ReturnType<typeof headOf>,
  changes: Journal['heads'],
): Journal['heads'][number] | undefined {
  const isSame = ({ after }: Journal['heads'][number]) =>
    after !== null &&
    headOf(after).ownerEpoch === head.ownerEpoch &&
    waitingKindOf(headOf(after)) === waitingKindOf(head);
  return ['queue', 'failed'].includes(waitingKindOf(head) ?? '') ? changes.find(isSame) : undefined;
}

/** What was handed over by a function that has died at every try of Lambda, nobody tells of. */
const isGivenUp = ({ begun }: Journal, { cause }: Journal['heads'][number]): boolean =>
  cause?.functionName === 'responder' &&
  begun.filter((requestId) => requestId === cause.requestId).length >= triesOfLambda;

/**
 * What a page asked for once more, since its answer took long, and which failed when it had come: the page does not ask again. People were
 * alerted of the thread by the first try.
 */
const isThoughtDone = ({ finished }: Journal, { cause }: Journal['heads'][number]): boolean => {
  const asked = askedIn(cause?.event);
  const tries = finished.filter((run) => asked !== undefined && askedIn(run.event) === asked);
  const isRefused = ({ said }: Run): boolean => said.includes('"event":"error"');
  return tries.some((run) => run.requestId === cause?.requestId && isRefused(run)) && !tries.every(isRefused);
};

/** A frame and the connection over which it came. */
function askedIn(event: unknown): string | undefined {
  const { requestContext, body } = (event ?? {}) as {
    readonly requestContext?: { readonly connectionId?: string };
    readonly body?: string;
  };
  return requestContext?.connectionId && `${requestContext.connectionId} ${body}`;
}
