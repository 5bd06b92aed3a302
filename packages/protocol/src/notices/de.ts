import type { NoticeSentences } from './say-notice.ts';

export const noticesInGerman: NoticeSentences = {
  next: 'Sie sind als Nächstes an der Reihe.',
  place: (place) => `Sie sind an ${place}. Stelle.`,
  manyWait: 'Gerade warten viele. Wir antworten Ihnen, sobald jemand frei ist.',
  backAt: (time) => `Gerade ist niemand da. Wir sind ab ${time} wieder für Sie da.`,
};
