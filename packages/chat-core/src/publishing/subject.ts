/** SNS takes at most 100 characters of printable ASCII as a Subject. */
const longestSubject = 100;

/** `New message in thread <id>`, whatever the id holds: what SNS would refuse becomes `?`, what is too long is cut. */
export const subjectOf = (threadId: string): string =>
  `New message in thread ${threadId}`
    .replaceAll(/[^ -~]/gu, '?')
    .slice(0, longestSubject)
    .trimEnd();
