/** Only these errors pass by themselves: the same frame may be taken the next time. */
export const isTemporary = (code: string): boolean => code.startsWith('service.');
