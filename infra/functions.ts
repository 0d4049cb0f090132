import { taskFunctionTimeoutS } from './settings.ts';
import type { Settings } from './settings.ts';

/** The AWS operations that a function may be allowed; infra/permissions.ts says on what. */
export type Action =
  | 'dynamodb:GetItem'
  | 'dynamodb:PutItem'
  | 'dynamodb:UpdateItem'
  | 'dynamodb:Query'
  | 'secretsmanager:GetSecretValue'
  | 'states:StartExecution'
  | 'states:SendTaskSuccess';

/** All that distinguishes one function from another. */
export interface FunctionWiring {
  /** What it does, in the console. */
  readonly description: string;
  /** Seconds until Lambda stops it. */
  readonly timeoutS: (settings: Settings) => number;
  /** Path of the API that it answers, always POST; default: none. */
  readonly path?: string;
  /** The operations that it calls, and no others. */
  readonly actions: readonly Action[];
}

/** Cleaning up makes a few calls to Daily and to the bot's back end, each with a time-out of its own. */
const RELEASE_TIMEOUT_S = 30;

/** The sweep runs once a minute and must not overlap with its successor. */
const SWEEP_TIMEOUT_S = 50;

/** Every function of the gateway: the one place that says what each gets. The key is its file in functions/. */
export const gatewayFunctions = {
  'daily-pinless': {
    description: 'A call is on hold at Daily: choose its route and start its machine',
    timeoutS: (settings) => settings.webhookTimeoutS,
    path: '/daily/pinless',
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'secretsmanager:GetSecretValue',
      'states:StartExecution',
    ],
  },
  'daily-events': {
    description: "Daily's domain webhook: dial-in ready, connected, stopped, meeting ended",
    timeoutS: (settings) => settings.webhookTimeoutS,
    path: '/daily/events',
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'secretsmanager:GetSecretValue',
      'states:SendTaskSuccess',
    ],
  },
  'bot-ready': {
    description: 'A bot reports that its room is ready',
    timeoutS: (settings) => settings.webhookTimeoutS,
    path: '/calls/{callId}/ready',
    actions: [
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'secretsmanager:GetSecretValue',
      'states:SendTaskSuccess',
    ],
  },
  'hold-call': {
    description: 'Task of the held-call machine: make the room and ask a bot to join',
    timeoutS: (settings) => taskFunctionTimeoutS(settings.holdSliceS),
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'secretsmanager:GetSecretValue',
      'states:SendTaskSuccess',
    ],
  },
  'connect-call': {
    description: 'Task of the held-call machine: connect the caller with the room',
    timeoutS: (settings) => taskFunctionTimeoutS(settings.connectSliceS),
    actions: [
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'secretsmanager:GetSecretValue',
      'states:SendTaskSuccess',
    ],
  },
  'release-call': {
    description: 'Task of the held-call machine: clean up after a call that was not connected',
    timeoutS: () => RELEASE_TIMEOUT_S,
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'secretsmanager:GetSecretValue',
      'states:SendTaskSuccess',
    ],
  },
  sweep: {
    description: 'Every minute: finds what got lost',
    timeoutS: () => SWEEP_TIMEOUT_S,
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:Query',
      'secretsmanager:GetSecretValue',
      'states:StartExecution',
      'states:SendTaskSuccess',
    ],
  },
} as const satisfies Record<string, FunctionWiring>;

/** Name of a function: its file in functions/, and the last part of its name on AWS. */
export type FunctionName = keyof typeof gatewayFunctions;

/** All names, in the order of the list. */
export const functionNames = Object.keys(gatewayFunctions).filter(
  (name): name is FunctionName => name in gatewayFunctions,
);
