// What operators are alerted with. The console is in English.

export const waitingTitle = (name: string): string => `${name} is waiting for a person`;

export const questionTitle = (name: string): string => `The bot has a question about ${name}`;
