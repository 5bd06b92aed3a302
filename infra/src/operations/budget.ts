import { BudgetsBudget, type SnsTopic } from '../cdktf/aws.ts';
import { physicalName } from '../names.ts';
import type { Scope } from '../scope.ts';

/** Tells the topic when the environment is forecast to cost more than its budget in a month, and when it has. */
export function createBudget(
  { construct, environment }: Scope,
  topic: SnsTopic,
  monthlyDollars: number,
): void {
  const notification = (notificationType: 'ACTUAL' | 'FORECASTED') => ({
    notificationType,
    comparisonOperator: 'GREATER_THAN',
    threshold: 100,
    thresholdType: 'PERCENTAGE',
    subscriberSnsTopicArns: [topic.arn],
  });
  new BudgetsBudget(construct, 'budget', {
    name: physicalName(environment, 'budget'),
    budgetType: 'COST',
    timeUnit: 'MONTHLY',
    limitAmount: String(monthlyDollars),
    limitUnit: 'USD',
    costFilter: [{ name: 'TagKeyValue', values: [`user:environment$${environment.name}`] }],
    notification: [notification('FORECASTED'), notification('ACTUAL')],
  });
}
