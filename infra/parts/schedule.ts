import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

const EVERY = Duration.minutes(1);

/** Runs the sweep every minute. A run that fails or comes late is not repeated: the next one does the same work. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, sweep: Lambda) {
    super(scope, id);
    sweep.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: EVERY });
    new Rule(this, 'Rule', {
      description: 'Runs the sweep of Patchbay',
      schedule: Schedule.rate(EVERY),
      targets: [new LambdaFunction(sweep, { retryAttempts: 0, maxEventAge: EVERY })],
    });
  }
}
