import type { NoticeSentences } from './say-notice.ts';

export const noticesInEnglish: NoticeSentences = {
  next: 'You are next in line.',
  place: (place) => `You are number ${place} in line.`,
  manyWait: 'Many people are waiting at the moment. Somebody will answer you.',
  backAt: (time) => `Nobody is here at the moment. We are back on ${time}.`,
  handOver: 'Let me get a colleague for you. One moment, please.',
  askedOperators: 'I need to check with a colleague first. One moment, please.',
};
