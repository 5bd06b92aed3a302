import { type Rule, refuse } from '../account.ts';

/** The days that CloudWatch can keep a log for; 0 stands for ever. */
const retentions = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const logRetention: Rule = {
  name: 'log-retention',
  check: (account) =>
    account.all('aws_cloudwatch_log_group').flatMap((group) => {
      const days = group.number('retention_in_days');
      return days === undefined || retentions.includes(days)
        ? []
        : [refuse(group, `retention_in_days should be one of ${retentions.join(', ')}, but is ${days}.`)];
    }),
};
