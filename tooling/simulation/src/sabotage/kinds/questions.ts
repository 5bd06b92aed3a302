import { core, inFolder, responder, type Sabotage } from '../sabotage.ts';

/** Sabotages of the bot’s questions to people. */
export const questions: readonly Sabotage[] = [
  {
    name: 'nobody is alerted of a question to operators',
    says: 'no operator is told of question',
    edits: responder('commit-reply.ts', ['alertOfQuestion(chat, announcer, before, head),', '']),
    setting: { rates: { asks: 0.6 }, stories: ['approvals'] },
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
    name: 'the words of a button are no answer',
    says: 'by words before',
    edits: inFolder('packages/bot-responder/src')('approval/approvals.ts', [
      'if (isSame(message.text, approve)) return true;\n  return isSame(message.text, deny) ? false : undefined;',
      'return undefined;',
    ]),
    setting: { rates: { asks: 0.6 }, stories: ['approvals'] },
  },
  {
    name: 'a customer’s words answer a question to operators',
    says: 'which nobody has said who was asked',
    edits: inFolder('packages/bot-responder/src')('approval/approvals.ts', [
      'if (message.userId !== askedOf || message.timestamp > expiresAt) continue;',
      'if (message.userId === askedOf || message.timestamp > expiresAt) continue;',
    ]),
    setting: { rates: { asks: 0.6 }, stories: ['approvals'] },
  },
];
