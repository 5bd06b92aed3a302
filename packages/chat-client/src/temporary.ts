/** Only these errors are temporary: the same frame may succeed the next time. */
export const isTemporary = (code: string): boolean => code.startsWith('service.');
