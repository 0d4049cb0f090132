import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Action } from './actions.ts';

/** ARNs of everything that a function may be allowed to touch. */
export interface Resources {
  readonly tableArn: string;
  readonly listIndexArn: string;
  readonly secretArn: string;
  /** Undefined: providers' keys are in the one secret. */
  readonly providerSecretArn: string | undefined;
  readonly machineArn: string;
  readonly wakeQueueArn: string;
  readonly deadLettersArn: string;
  /** What others are told with; undefined: they are told nothing. */
  readonly events?: {
    readonly streamArn: string;
    readonly busArn: string;
    readonly unpublishedArn: string;
  };
  /** The queues from which they are told by webhook; undefined: nobody is. */
  readonly eventQueueArns?: readonly string[];
}

function resourceOf(action: Action, resources: Resources): string | readonly string[] | undefined {
  switch (action) {
    case 'dynamodb:GetItem':
    case 'dynamodb:PutItem':
    case 'dynamodb:UpdateItem':
    case 'dynamodb:DeleteItem':
    case 'dynamodb:Query':
      return resources.tableArn;
    case 'dynamodb:Query on list':
      return resources.listIndexArn;
    case 'secretsmanager:GetSecretValue':
      return resources.secretArn;
    case 'secretsmanager:GetSecretValue on providers':
      return resources.providerSecretArn;
    case 'states:StartExecution':
    case 'states:SendTaskSuccess':
    case 'states:SendTaskFailure':
      return resources.machineArn;
    case 'sqs:SendMessage':
    case 'sqs:ReceiveMessage':
    case 'sqs:DeleteMessage':
    case 'sqs:ChangeMessageVisibility':
    case 'sqs:GetQueueAttributes':
      return resources.wakeQueueArn;
    case 'sqs:ReceiveMessage on dead letters':
    case 'sqs:DeleteMessage on dead letters':
      return resources.deadLettersArn;
    case 'dynamodb:DescribeStream':
    case 'dynamodb:GetRecords':
    case 'dynamodb:GetShardIterator':
    case 'dynamodb:ListStreams':
      return resources.events?.streamArn;
    case 'events:PutEvents':
      return resources.events?.busArn;
    case 'sqs:SendMessage on unpublished events':
      return resources.events?.unpublishedArn;
    case 'sqs:SendMessage on event queues':
    case 'sqs:ReceiveMessage on event queues':
    case 'sqs:DeleteMessage on event queues':
    case 'sqs:ChangeMessageVisibility on event queues':
    case 'sqs:GetQueueAttributes on event queues':
      return resources.eventQueueArns;
  }
}

/** The statements that allow exactly `actions`, each on what it is for, if there is that. */
export function statementsFor(actions: readonly Action[], resources: Resources): PolicyStatement[] {
  const byResource = Map.groupBy(actions, (action) => resourceOf(action, resources));
  return [...byResource].flatMap(([resource, allowed]) =>
    resource === undefined || resource.length === 0
      ? []
      : new PolicyStatement({
          actions: allowed.map((action) => action.replace(/ on .*/, '')),
          resources: [resource].flat(),
        }),
  );
}
