import type { NoticeSentences } from './say-notice.ts';

export const noticesInGerman: NoticeSentences = {
  next: 'Sie sind als Nächstes an der Reihe.',
  place: (place) => `Sie sind an ${place}. Stelle.`,
  manyWait: 'Gerade warten viele. Wir antworten Ihnen, sobald jemand frei ist.',
  backAt: (time) => `Gerade ist niemand da. Wir sind ab ${time} wieder für Sie da.`,
  handOver: 'Ich hole jemanden aus dem Team dazu. Einen Moment, bitte.',
  askedOperators: 'Dazu muss ich erst im Team nachfragen. Einen Moment, bitte.',
};
