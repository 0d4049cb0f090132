import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  DefinitionBody,
  IntegrationPattern,
  JitterType,
  JsonPath,
  LogLevel,
  StateMachine,
  StateMachineType,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { askAgainMs } from '../../lib/held-calls/model/hold-times.ts';
import { makeLogGroup, vendedLogGroupName } from './log-group.ts';
import type { Settings } from '../settings.ts';

/** Fixed, so that functions and policies can name the machine while the machine names the functions. */
export const machineNameOf = (settings: Settings) => `patchbay-${settings.stage}-held-call`;

/** Nobody waits for the clean-up, which ends by itself well before; this only bounds a function that never answers. */
const RELEASE_TASK_TIMEOUT_S = 60;

const FIRST_PAUSE = Duration.seconds(1);

const never = (...errors: string[]): RetryProps => ({ errors, maxAttempts: 0 });

/**
 * The next attempt, at once: a slice is over in which nothing was heard, or whoever was in the room has left. The function
 * ends that when the budget is spent; the bound is more than it can make.
 */
const nextAttempt = (maxAttempts: number, ...errors: string[]): RetryProps => ({
  errors,
  maxAttempts,
  interval: FIRST_PAUSE,
  backoffRate: 1,
});

/** Nobody takes the call on, which costs a bot back end nothing and may pass: all are asked again while the budget lasts. */
const askAgain = ({ holdBudgetS, holdSliceS }: Settings): RetryProps => {
  const pauseMs = askAgainMs(holdSliceS * 1000);
  return {
    errors: ['NoTarget'],
    maxAttempts: Math.ceil((holdBudgetS * 1000) / pauseMs),
    interval: Duration.millis(pauseMs),
    backoffRate: 1,
  };
};

/** Lambda could not be asked: pauses of 2 s at most, since the caller is on hold meanwhile. */
const serviceTrouble: RetryProps = {
  errors: [
    'Lambda.TooManyRequestsException',
    'Lambda.ServiceException',
    'Lambda.SdkClientException',
    'Lambda.AWSLambdaException',
  ],
  maxAttempts: 2,
  interval: FIRST_PAUSE,
  backoffRate: 2,
  maxDelay: Duration.seconds(2),
  jitterStrategy: JitterType.FULL,
};

/** Our function broke. What is left of the hold budget bounds this too: the function checks it when it starts. */
const crash: RetryProps = { errors: ['States.ALL'], maxAttempts: 2, interval: FIRST_PAUSE, backoffRate: 1 };

/**
 * A call that is held for its whole budget has some twenty tasks, and the machine counts the failures of all of them
 * together (Amazon States Language, Retry): so many may fail before a caller is lost who could still be served.
 */
const MAX_FAILED_HOLDS = 10;

/** Nobody waits for the clean-up, so it outlasts an outage: ten pauses of up to 1, 2, 4 … 60 s, then the sweep takes over. */
const patiently: RetryProps = {
  errors: ['States.ALL'],
  maxAttempts: 10,
  interval: FIRST_PAUSE,
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  jitterStrategy: JitterType.FULL,
};

interface HeldCallMachineProps {
  readonly settings: Settings;
  readonly holdCall: IFunction;
  readonly connectCall: IFunction;
  readonly releaseCall: IFunction;
}

/** The life of a held call: HoldCall, ConnectCall, and ReleaseCall for every call that did not get through. */
export class HeldCallMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: HeldCallMachineProps) {
    super(scope, id);
    const { settings } = props;
    const stateMachineName = machineNameOf(settings);

    const holdCall = this.waitingTask('HoldCall', props.holdCall, settings.holdSliceS);
    const connectCall = this.waitingTask('ConnectCall', props.connectCall, settings.connectSliceS);
    const releaseCall = new LambdaInvoke(this, 'ReleaseCall', {
      stateName: 'ReleaseCall',
      lambdaFunction: props.releaseCall,
      payload: TaskInput.fromObject({
        id: JsonPath.stringAt('$.id'),
        failure: JsonPath.objectAt('$.failure'),
      }),
      resultPath: JsonPath.DISCARD,
      taskTimeout: Timeout.duration(Duration.seconds(RELEASE_TASK_TIMEOUT_S)),
      retryOnServiceExceptions: false,
    });

    const whenItFailed = { errors: ['States.ALL'], resultPath: '$.failure' };
    holdCall
      .addRetry(never('BudgetSpent', 'CallOver'))
      .addRetry(askAgain(settings))
      .addRetry(nextAttempt(settings.holdBudgetS, 'States.Timeout', 'BotLeft'))
      .addRetry({ ...serviceTrouble, maxAttempts: MAX_FAILED_HOLDS })
      .addRetry({ ...crash, maxAttempts: MAX_FAILED_HOLDS })
      .addCatch(releaseCall, whenItFailed);
    connectCall
      .addRetry(never('BudgetSpent', 'CallOver', 'CallerGone', 'ConnectSilent', 'NextTarget'))
      .addRetry(nextAttempt(settings.holdBudgetS, 'ConnectBusy', 'States.Timeout'))
      .addRetry(serviceTrouble)
      .addRetry(crash)
      .addCatch(holdCall, { errors: ['NextTarget'], resultPath: '$.failure' })
      .addCatch(releaseCall, whenItFailed);
    releaseCall
      .addRetry(never('ReadyAfterAll'))
      .addRetry(patiently)
      .addCatch(connectCall, { errors: ['ReadyAfterAll'], resultPath: '$.failure' });

    const logGroup = makeLogGroup(this, 'Logs', vendedLogGroupName('states', stateMachineName), settings);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(holdCall.next(connectCall)),
      role: this.role([props.holdCall, props.connectCall, props.releaseCall]).withoutPolicyUpdates(),
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
    });
    Validations.of(this.machine).acknowledge({
      id: 'AwsSolutions-SF2',
      reason: 'A trace costs a tenth of an execution, and tells no more than its history and logs.',
    });
  }

  /** A task that ends when somebody settles its token, or after `sliceS`. Its result is dropped: the input goes on. */
  private waitingTask(stateName: string, lambdaFunction: IFunction, sliceS: number): LambdaInvoke {
    return new LambdaInvoke(this, stateName, {
      stateName,
      lambdaFunction,
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      payload: TaskInput.fromObject({ id: JsonPath.stringAt('$.id'), token: JsonPath.taskToken }),
      resultPath: JsonPath.DISCARD,
      taskTimeout: Timeout.duration(Duration.seconds(sliceS)),
      retryOnServiceExceptions: false,
    });
  }

  private role(functions: IFunction[]): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: {
        invoke: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['lambda:InvokeFunction'],
              resources: functions.map(({ functionArn }) => functionArn),
            }),
          ],
        }),
        observe: new PolicyDocument({ statements: [logDelivery()] }),
      },
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'The log deliveries of Step Functions cannot be restricted to resources.',
    });
    return role;
  }
}

/** What Step Functions needs to deliver logs (Step Functions developer guide, logging with CloudWatch Logs). */
const logDelivery = () =>
  new PolicyStatement({
    actions: [
      'logs:CreateLogDelivery',
      'logs:GetLogDelivery',
      'logs:UpdateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:DescribeResourcePolicies',
      'logs:DescribeLogGroups',
    ],
    resources: ['*'],
  });
