import { Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** A share of the budget in percent, of what has been spent or of what AWS expects by the end of the month. */
const NOTICES = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'ACTUAL', threshold: 100 },
  { notificationType: 'FORECASTED', threshold: 100 },
] as const;

interface BudgetProps {
  readonly stage: string;
  /** US$ a month. */
  readonly amount: number;
  /** Where it is told. */
  readonly topic: Topic;
}

/**
 * Tells the topic of alarms when the account spends more than it should. It counts all of the account: what is tagged with
 * the stage can only be told apart once somebody has switched the tag on for billing, and would count as nothing until then.
 */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, { stage, amount, topic }: BudgetProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);
    topic.grantPublish(
      new ServicePrincipal('budgets.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    const budget = new CfnBudget(this, 'Budget', {
      budget: {
        // Budgets belong to the account and not to a Region.
        budgetName: `patchbay-${stage}-${region}`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount, unit: 'USD' },
      },
      notificationsWithSubscribers: NOTICES.map((notice) => ({
        notification: { ...notice, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
        subscribers: [{ subscriptionType: 'SNS', address: topic.topicArn }],
      })),
    });
    // AWS looks whether it may publish when the budget is made (AWS Cost Management docs, SNS topics for budgets).
    budget.node.addDependency(topic);
  }
}
