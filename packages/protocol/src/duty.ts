/** Whether an operator takes threads. */
export const dutyStatuses = ['available', 'full', 'away'] as const;

export type DutyStatus = (typeof dutyStatuses)[number];
