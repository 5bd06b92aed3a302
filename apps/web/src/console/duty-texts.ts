import type { Duty } from '@switchboard/chat-client';

/** What an operator's duty is called. */
export const dutyTexts: Readonly<Record<Duty, string>> = {
  available: 'Available',
  full: 'Busy',
  away: 'Away',
};
