import { dailyDescriptor } from '../../lib/providers/daily/descriptor.ts';
import { digitalSambaDescriptor } from '../../lib/providers/digital-samba/descriptor.ts';
import { voiceIds, type VoiceId } from '../../lib/conferences/model/conference.ts';
import { plivoDescriptor } from '../../lib/providers/plivo/descriptor.ts';
import {
  eventRoutes as plivoEventRoutes,
  voiceRoutes as plivoVoiceRoutes,
} from '../../lib/providers/plivo/urls.ts';
import { sinchDescriptor } from '../../lib/providers/sinch/descriptor.ts';
import { twilioDescriptor } from '../../lib/providers/twilio/descriptor.ts';
import { eventRoutes, voiceRoutes } from '../../lib/providers/twilio/urls.ts';
import { vonageDescriptor } from '../../lib/providers/vonage/descriptor.ts';
import {
  eventRoutes as vonageEventRoutes,
  voiceRoutes as vonageVoiceRoutes,
} from '../../lib/providers/vonage/urls.ts';
import type { Action } from './actions.ts';
import { taskFunctionTimeoutS } from './task-timeout.ts';

/** The settings, in seconds, that time-outs follow from. They are named here since the settings know the functions. */
type FunctionTimes = Readonly<Record<'webhookTimeoutS' | 'holdSliceS' | 'connectSliceS', number>>;

/** All that distinguishes one function from another. */
export interface FunctionWiring {
  /** What it does, in the console. */
  readonly description: string;
  /** Seconds until Lambda stops it. */
  readonly timeoutS: (times: FunctionTimes) => number;
  /** Paths of the API that it answers, always POST; default: none. */
  readonly paths?: readonly string[];
  /** Routes of the API that it answers to whoever signs with AWS credentials that may call them; default: none. */
  readonly signedRoutes?: readonly `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} ${string}`[];
  /** The operations that it calls, and no others. */
  readonly actions: readonly Action[];
}

/** CPU comes with memory: with 512 MB a cold start loads its bundle in a fraction of what 128 MB takes. */
export const MEMORY_MB = 512;

/** Cleaning up makes a few calls to Daily and to the bot's back end, each with a time-out of its own. */
const RELEASE_TIMEOUT_S = 30;

/** A trunk's webhook asks bots for 9 s; Daily waits for some 12 s in all (Daily docs, sip_trunk.incoming). */
const TRUNK_TIMEOUT_S = 12;

/** The sweep runs once a minute and must not overlap with its successor. */
const SWEEP_TIMEOUT_S = 50;

/**
 * Rounds on a slow room, for as long as `syncConference` begins any. Of a run that died the queue gives its wake out again
 * after six times as long, 90 s, in which nobody else acts for that conference: hence no longer.
 */
const SYNC_TIMEOUT_S = 15;

/** Making a conference takes several requests to its room's provider; an HTTP API waits for 30 s at most. */
const ADMIN_TIMEOUT_S = 29;

/** The 30 s that the canary waits for its call, and the requests before and after it. */
const CANARY_TIMEOUT_S = 50;

/** The bus answers in milliseconds, for each ten events; the stream brings at most a hundred records at once. */
const PUBLISH_TIMEOUT_S = 60;

/** A consumer's 5 s, and what reading the secret and hiding the message take at the worst. */
const DELIVER_TIMEOUT_S = 15;

/** What a function may that leads calls through the dialogue, at whichever voice provider. */
const dialogueActions = [
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:Query',
  'secretsmanager:GetSecretValue',
  'secretsmanager:GetSecretValue on providers',
  'sqs:SendMessage',
] as const;

/** What a function may that is told what happens to calls and rooms. */
const eventActions = [
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'secretsmanager:GetSecretValue',
  'secretsmanager:GetSecretValue on providers',
  'sqs:SendMessage',
] as const;

/** Every function of the gateway: the one place that says what each gets. The key is its file in functions/. */
export const gatewayFunctions = {
  'daily-pinless': {
    description: 'A call is on hold at Daily: choose its route and start its machine',
    timeoutS: ({ webhookTimeoutS }) => webhookTimeoutS,
    paths: [dailyDescriptor.webhooks.pinless.path],
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'secretsmanager:GetSecretValue',
      'secretsmanager:GetSecretValue on providers',
      'states:StartExecution',
    ],
  },
  'daily-events': {
    description: "Daily's domain webhook: dial-in ready, connected, stopped, meeting ended",
    timeoutS: ({ webhookTimeoutS }) => webhookTimeoutS,
    paths: [dailyDescriptor.webhooks.events.path],
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'secretsmanager:GetSecretValue',
      'secretsmanager:GetSecretValue on providers',
      'states:SendTaskSuccess',
      'states:SendTaskFailure',
    ],
  },
  'daily-trunk': {
    description: 'A call rings on a trunk of Daily: ask bots until one takes it on, and answer',
    timeoutS: () => TRUNK_TIMEOUT_S,
    paths: [dailyDescriptor.webhooks.trunk.path],
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'secretsmanager:GetSecretValue',
      'secretsmanager:GetSecretValue on providers',
    ],
  },
  'bot-ready': {
    description: 'A bot reports that its room is ready, or that its caller has heard the notice',
    timeoutS: ({ webhookTimeoutS }) => webhookTimeoutS,
    paths: ['/calls/{callId}/ready', '/calls/{callId}/noticed'],
    actions: ['dynamodb:UpdateItem', 'secretsmanager:GetSecretValue', 'states:SendTaskSuccess'],
  },
  'bot-transfer': {
    description: 'A bot asks that its caller is led on to somebody else',
    timeoutS: ({ webhookTimeoutS }) => webhookTimeoutS,
    paths: ['/calls/{callId}/transfer'],
    actions: [
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'secretsmanager:GetSecretValue',
      'secretsmanager:GetSecretValue on providers',
    ],
  },
  'hold-call': {
    description: 'Task of the held-call machine: make the room and ask a bot to join',
    timeoutS: ({ holdSliceS }) => taskFunctionTimeoutS(holdSliceS),
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'secretsmanager:GetSecretValue',
      'secretsmanager:GetSecretValue on providers',
      'states:SendTaskSuccess',
    ],
  },
  'connect-call': {
    description: 'Task of the held-call machine: connect the caller with the room',
    timeoutS: ({ connectSliceS }) => taskFunctionTimeoutS(connectSliceS),
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'secretsmanager:GetSecretValue',
      'secretsmanager:GetSecretValue on providers',
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
      'secretsmanager:GetSecretValue on providers',
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
      'secretsmanager:GetSecretValue on providers',
      'states:StartExecution',
      'states:SendTaskSuccess',
      'sqs:SendMessage',
      'sqs:ReceiveMessage on dead letters',
      'sqs:DeleteMessage on dead letters',
    ],
  },
  'twilio-voice': {
    description: 'A call at Twilio asks what to do next: PIN, conference, menu, forwarding',
    timeoutS: ({ webhookTimeoutS }) => webhookTimeoutS,
    paths: voiceRoutes.map((route) => twilioDescriptor.webhooks[route].path),
    actions: dialogueActions,
  },
  'twilio-events': {
    description: 'Twilio reports who is in a conference and which call is over',
    timeoutS: ({ webhookTimeoutS }) => webhookTimeoutS,
    paths: eventRoutes.map((route) => twilioDescriptor.webhooks[route].path),
    actions: eventActions,
  },
  'sinch-voice': {
    description: 'Sinch asks what a call does next, and reports which is over',
    timeoutS: ({ webhookTimeoutS }) => webhookTimeoutS,
    paths: [sinchDescriptor.webhooks.voice.path],
    actions: dialogueActions,
  },
  'plivo-voice': {
    description: 'A call at Plivo asks what to do next: PIN, waiting, conference, forwarding',
    timeoutS: ({ webhookTimeoutS }) => webhookTimeoutS,
    paths: plivoVoiceRoutes.map((route) => plivoDescriptor.webhooks[route].path),
    actions: dialogueActions,
  },
  'plivo-events': {
    description: 'Plivo reports who is in a conference, which keys they press and which call is over',
    timeoutS: ({ webhookTimeoutS }) => webhookTimeoutS,
    paths: plivoEventRoutes.map((route) => plivoDescriptor.webhooks[route].path),
    actions: eventActions,
  },
  'vonage-voice': {
    description: 'A call at Vonage asks what to do next: PIN, wait, conference, forwarding',
    timeoutS: ({ webhookTimeoutS }) => webhookTimeoutS,
    paths: vonageVoiceRoutes.map((route) => vonageDescriptor.webhooks[route].path),
    actions: dialogueActions,
  },
  'vonage-events': {
    description: 'Vonage reports who is in a conference, keys, and which call is over',
    timeoutS: ({ webhookTimeoutS }) => webhookTimeoutS,
    paths: vonageEventRoutes.map((route) => vonageDescriptor.webhooks[route].path),
    actions: eventActions,
  },
  'digital-samba-events': {
    description: 'Digital Samba reports mutes, sessions and removals',
    timeoutS: ({ webhookTimeoutS }) => webhookTimeoutS,
    paths: [digitalSambaDescriptor.webhooks.events.path],
    actions: eventActions,
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
      'secretsmanager:GetSecretValue on providers',
      'sqs:SendMessage',
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:ChangeMessageVisibility',
      'sqs:GetQueueAttributes',
    ],
  },
  admin: {
    description: 'Conferences, PINs, routes, dial-ins and calls, for whoever signs with AWS credentials',
    timeoutS: () => ADMIN_TIMEOUT_S,
    signedRoutes: [
      'POST /admin/v1/conferences',
      'GET /admin/v1/conferences',
      'GET /admin/v1/conferences/{conferenceId}',
      'PATCH /admin/v1/conferences/{conferenceId}',
      'POST /admin/v1/conferences/{conferenceId}/close',
      'POST /admin/v1/conferences/{conferenceId}/pins',
      'GET /admin/v1/conferences/{conferenceId}/pins',
      'POST /admin/v1/conferences/{conferenceId}/kept-pins',
      'DELETE /admin/v1/conferences/{conferenceId}/pins/{fingerprint}',
      'POST /admin/v1/conferences/{conferenceId}/bridge-pin/rotate',
      'POST /admin/v1/conferences/{conferenceId}/known-callers',
      'GET /admin/v1/conferences/{conferenceId}/known-callers',
      'DELETE /admin/v1/conferences/{conferenceId}/known-callers/{fingerprint}',
      'POST /admin/v1/conferences/{conferenceId}/call-outs',
      'POST /admin/v1/forward-pins',
      'GET /admin/v1/forward-pins',
      'DELETE /admin/v1/forward-pins/{fingerprint}',
      'GET /admin/v1/routes',
      'GET /admin/v1/routes/{key}',
      'PUT /admin/v1/routes/{key}',
      'DELETE /admin/v1/routes/{key}',
      'GET /admin/v1/dial-ins',
      'GET /admin/v1/dial-ins/{dialled}',
      'PUT /admin/v1/dial-ins/{dialled}',
      'DELETE /admin/v1/dial-ins/{dialled}',
      'GET /admin/v1/calls',
      'GET /admin/v1/calls/{callId}',
      'POST /admin/v1/calls/{callId}/transfer',
    ],
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      'dynamodb:Query',
      'dynamodb:Query on list',
      'secretsmanager:GetSecretValue',
      'secretsmanager:GetSecretValue on providers',
      'sqs:SendMessage',
    ],
  },
} as const satisfies Record<string, FunctionWiring>;

/** The functions that a stage has only if its settings say so. */
export const optionalFunctions = {
  canary: {
    description: 'Every few minutes: proves with a call of its own that calls get through',
    timeoutS: () => CANARY_TIMEOUT_S,
    actions: [
      'dynamodb:GetItem',
      'secretsmanager:GetSecretValue',
      'secretsmanager:GetSecretValue on providers',
    ],
  },
  'publish-events': {
    description: 'Tells others what happens to calls: from the table’s stream to EventBridge',
    timeoutS: () => PUBLISH_TIMEOUT_S,
    // Lambda reads the stream, and gives up on a record, with the rights of the function (Lambda docs, "Using DynamoDB").
    actions: [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      'events:PutEvents',
      'sqs:SendMessage on unpublished events',
      'sqs:SendMessage on event queues',
    ],
  },
  'deliver-events': {
    description: 'Posts what happens to calls to a consumer, signed',
    timeoutS: () => DELIVER_TIMEOUT_S,
    actions: [
      'secretsmanager:GetSecretValue',
      'secretsmanager:GetSecretValue on providers',
      'sqs:ReceiveMessage on event queues',
      'sqs:DeleteMessage on event queues',
      'sqs:ChangeMessageVisibility on event queues',
      'sqs:GetQueueAttributes on event queues',
    ],
  },
} as const satisfies Record<string, FunctionWiring>;

/** Name of a function: its file in functions/, and the last part of its name on AWS. */
export type FunctionName = keyof typeof gatewayFunctions;

/** The functions of each voice provider: first the one that answers calls. */
export const voiceFunctions = {
  twilio: ['twilio-voice', 'twilio-events'],
  sinch: ['sinch-voice'],
  plivo: ['plivo-voice', 'plivo-events'],
  vonage: ['vonage-voice', 'vonage-events'],
} as const satisfies Record<VoiceId, readonly [FunctionName, ...FunctionName[]]>;
type VoiceFunctionName = (typeof voiceFunctions)[VoiceId][number];

/** Something for each function of a stage; those of voice providers that it does not have are not there. */
export type StageFunctions<Each> = Readonly<
  Record<Exclude<FunctionName, VoiceFunctionName>, Each> & Partial<Record<VoiceFunctionName, Each>>
>;

/** All names, in the order of the list. */
const functionNames = Object.keys(gatewayFunctions).filter(
  (name): name is FunctionName => name in gatewayFunctions,
);

/** Those of a stage with these voice providers. */
export function functionNamesOf(voices: readonly VoiceId[]): readonly FunctionName[] {
  const absent: readonly FunctionName[] = voiceIds.flatMap((id) =>
    voices.includes(id) ? [] : voiceFunctions[id],
  );
  return functionNames.filter((name) => !absent.includes(name));
}

/** Name of a function that not every stage has. */
export type OptionalFunctionName = keyof typeof optionalFunctions;

/** The names of all functions that a stage can have: each is built. */
export const builtFunctionNames: readonly (FunctionName | OptionalFunctionName)[] = [
  ...functionNames,
  'canary',
  'publish-events',
  'deliver-events',
];
