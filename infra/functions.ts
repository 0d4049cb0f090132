import { taskFunctionTimeoutS } from './settings.ts';
import type { Settings } from './settings.ts';

/** The AWS operations that a function may be allowed; infra/permissions.ts says on what. */
export type Action =
  | 'dynamodb:GetItem'
  | 'dynamodb:PutItem'
  | 'dynamodb:UpdateItem'
  | 'dynamodb:DeleteItem'
  | 'dynamodb:Query'
  | 'dynamodb:Query on list'
  | 'sqs:SendMessage'
  | 'sqs:ReceiveMessage'
  | 'sqs:DeleteMessage'
  | 'sqs:GetQueueAttributes'
  | 'secretsmanager:GetSecretValue'
  | 'states:StartExecution'
  | 'states:SendTaskSuccess';

/** All that distinguishes one function from another. */
export interface FunctionWiring {
  /** What it does, in the console. */
  readonly description: string;
  /** Seconds until Lambda stops it. */
  readonly timeoutS: (settings: Settings) => number;
  /** Paths of the API that it answers, always POST; default: none. */
  readonly paths?: readonly string[];
  /** The operations that it calls, and no others. */
  readonly actions: readonly Action[];
}

/** Cleaning up makes a few calls to Daily and to the bot's back end, each with a time-out of its own. */
const RELEASE_TIMEOUT_S = 30;

/** The sweep runs once a minute and must not overlap with its successor. */
const SWEEP_TIMEOUT_S = 50;

/** Five rounds on a slow room; a sync that takes longer is stuck, and the next wake begins anew. */
const SYNC_TIMEOUT_S = 30;

/** Every function of the gateway: the one place that says what each gets. The key is its file in functions/. */
export const gatewayFunctions = {
  'daily-pinless': {
    description: 'A call is on hold at Daily: choose its route and start its machine',
    timeoutS: (settings) => settings.webhookTimeoutS,
    paths: ['/daily/pinless'],
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'secretsmanager:GetSecretValue',
      'states:StartExecution',
    ],
  },
  'daily-events': {
    description: "Daily's domain webhook: dial-in ready, connected, stopped, meeting ended",
    timeoutS: (settings) => settings.webhookTimeoutS,
    paths: ['/daily/events'],
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
    paths: ['/calls/{callId}/ready'],
    actions: ['dynamodb:UpdateItem', 'secretsmanager:GetSecretValue', 'states:SendTaskSuccess'],
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
      'dynamodb:Query on list',
      'secretsmanager:GetSecretValue',
      'states:StartExecution',
      'states:SendTaskSuccess',
      'sqs:SendMessage',
    ],
  },
  'twilio-voice': {
    description: 'A call at Twilio asks what to do next: PIN, conference, menu, forwarding',
    timeoutS: (settings) => settings.webhookTimeoutS,
    paths: ['voice', 'pin', 'menu', 'left', 'wait', 'forwarded', 'announce'].map((step) => `/twilio/${step}`),
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:Query',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
    ],
  },
  'twilio-events': {
    description: 'Twilio reports who is in a conference and which call is over',
    timeoutS: (settings) => settings.webhookTimeoutS,
    paths: ['/twilio/events', '/twilio/status'],
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
    ],
  },
  'digital-samba-events': {
    description: 'Digital Samba reports mutes, sessions and removals',
    timeoutS: (settings) => settings.webhookTimeoutS,
    paths: ['/digital-samba/events'],
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:Query',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
    ],
  },
  'conference-sync': {
    description: 'Makes phone side and room side of a conference agree',
    timeoutS: () => SYNC_TIMEOUT_S,
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      'dynamodb:Query',
      'secretsmanager:GetSecretValue',
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
    ],
  },
} as const satisfies Record<string, FunctionWiring>;

/** Name of a function: its file in functions/, and the last part of its name on AWS. */
export type FunctionName = keyof typeof gatewayFunctions;

/** All names, in the order of the list. */
export const functionNames = Object.keys(gatewayFunctions).filter(
  (name): name is FunctionName => name in gatewayFunctions,
);
