import { checkEverybodyAlerted, checkGone, checkNobodyAlerted, checkWaitingAlerted } from './alerts.ts';
import { checkApprovals, checkOperatorsAnswers } from './approvals.ts';
import { checkFilesKept, checkSentOnce } from './attachments.ts';
import { checkCancelled, checkReplies, checkStates, checkTakeovers } from './bots.ts';
import { checkChunks, checkHistories, checkPushed, checkRevoked } from './delivery.ts';
import type { Check, History } from './history.ts';
import { checkAcknowledged, checkKept, checkRetries, checkVain } from './messages.ts';
import { checkForgotten, checkNames } from './names.ts';
import { checkNotes } from './notes.ts';
import { checkPromised } from './promised.ts';
import { checkQuestionsAlerted } from './question-alerts.ts';
import { checkErased } from './traces-of-users.ts';
import {
  checkAsked,
  checkNothingDeletedWaits,
  checkNothingStranded,
  checkPublished,
  checkQueue,
} from './waiting.ts';

const checkSpecification: Check = ({ replay }) => replay.violations;

const checkOverdue: Check = ({ journal }) =>
  journal.overdue.map((invocation) => `${invocation} was ended before it had answered.`);

const checks: readonly Check[] = [
  checkSpecification,
  checkAcknowledged,
  checkKept,
  checkRetries,
  checkVain,
  checkNothingStranded,
  checkNothingDeletedWaits,
  checkPublished,
  checkQueue,
  checkAsked,
  checkPromised,
  checkTakeovers,
  checkReplies,
  checkStates,
  checkCancelled,
  checkApprovals,
  checkOperatorsAnswers,
  checkPushed,
  checkHistories,
  checkRevoked,
  checkChunks,
  checkErased,
  checkNotes,
  checkNames,
  checkForgotten,
  checkNobodyAlerted,
  checkGone,
  checkEverybodyAlerted,
  checkWaitingAlerted,
  checkQuestionsAlerted,
  checkSentOnce,
  checkFilesKept,
  checkOverdue,
];

/** @returns a sentence for each way in which the history breaks a promise; none where all are kept */
export const checkHistory = (history: History): readonly string[] =>
  checks.flatMap((check) => check(history));
