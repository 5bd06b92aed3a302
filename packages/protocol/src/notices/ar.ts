import type { NoticeSentences } from './say-notice.ts';

export const noticesInArabic: NoticeSentences = {
  next: 'أنت التالي في الدور.',
  place: (place) => `رقمك في الدور ${place}.`,
  manyWait: 'ينتظر كثيرون في هذه اللحظة. سيجيبك أحد الموظفين.',
  backAt: (time) => `لا يوجد أحد الآن. سنعود ${time}.`,
  handOver: 'سأطلب من أحد الزملاء أن يساعدك. لحظة من فضلك.',
  askedOperators: 'عليّ أن أسأل أحد الزملاء أولًا. لحظة من فضلك.',
};
