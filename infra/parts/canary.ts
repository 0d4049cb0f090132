import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { GatewayFunction, type GatewayFunctionProps } from '../functions/gateway-function.ts';

/** A function that places a call of its own every few minutes. A run that fails or comes late is not repeated. */
export class Canary extends Construct {
  readonly lambda: Lambda;

  constructor(
    scope: Construct,
    id: string,
    { everyMinutes, ...props }: GatewayFunctionProps & { readonly everyMinutes: number },
  ) {
    super(scope, id);
    this.lambda = new GatewayFunction(this, 'canary', props).lambda;
    const every = Duration.minutes(everyMinutes);
    this.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: every });
    new Rule(this, 'Rule', {
      description: 'Runs the canary of Patchbay',
      schedule: Schedule.rate(every),
      targets: [new LambdaFunction(this.lambda, { retryAttempts: 0, maxEventAge: every })],
    });
  }
}
