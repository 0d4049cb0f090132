/** Stable codes of log lines. Search CloudWatch Logs for `code = "…"`; a code never changes its meaning. */
export const logCodes = [
  'call-held',
  'call-refused',
  'call-repeated',
  'call-start-throttled',
  'call-accepted',
  'call-token-stored',
  'call-ready',
  'call-ready-ignored',
  'call-resumed',
  'call-resume-failed',
  'call-connect-sent',
  'call-connected',
  'call-over',
  'call-transferring',
  'transfer-asked',
  'transfer-refused',
  'transfer-outcome',
  'call-released',
  'call-cleaned',
  'call-unknown',
  'task-failed',
  'target-refused',
  'bot-left',
  'room-left-behind',
  'bot-left-behind',
  'route-header-refused',
  'routing-unanswered',
  'routing-target-refused',
  'event-ignored',
  'webhook-probe',
  'webhook-refused',
  'secret-missing',
  'sweep-healed',
  'sweep-failed',
  'canary-failed',
  'provider-failed',
  'dial-in-arrived',
  'dial-in-refused',
  'dial-in-admitted',
  'dial-in-failed',
  'dial-in-overdue',
  'dial-in-notice',
  'call-out-ordered',
  'call-out-over',
  'pin-wrong',
  'pin-not-rehashed',
  'pin-try-not-noted',
  'pin-of-other-provider',
  'conference-event',
  'conference-synced',
  'conference-command',
  'conference-unknown',
  'bridge-in',
  'bridge-out',
  'event-unreadable',
  'events-not-taken',
  'event-not-delivered',
  'event-without-consumer',
  'changed',
] as const;
export type LogCode = (typeof logCodes)[number];

/**
 * What a log line carries beside its code. Values are ids, counts, reasons and masked numbers:
 * never a secret, a token, a full number or a whole event.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Structured log; one line per call. */
export interface Log {
  info(code: LogCode, fields?: LogFields): void;
  warn(code: LogCode, fields?: LogFields): void;
  /** `cause` is logged by name and message only. */
  error(code: LogCode, fields?: LogFields, cause?: unknown): void;
}

/** Names of the metrics, shared by code, dashboard and alarms. Unit: count, unless the name says milliseconds. */
export const metricNames = {
  callsHeld: 'CallsHeld',
  callsRefused: 'CallsRefused',
  callsConnected: 'CallsConnected',
  callsAbandoned: 'CallsAbandoned',
  callsReleased: 'CallsReleased',
  waitedMs: 'WaitedMs',
  readyToUpdateMs: 'ReadyToUpdateMs',
  trunkAnswerMs: 'TrunkAnswerMs',
  transfers: 'Transfers',
  transfersRefused: 'TransfersRefused',
  targetsRefused: 'TargetsRefused',
  botStarts: 'BotStarts',
  readyIgnored: 'ReadyIgnored',
  eventsIgnored: 'EventsIgnored',
  webhooksRefused: 'WebhooksRefused',
  providersRefused: 'ProvidersRefused',
  sweepHealed: 'SweepHealed',
  sweepFailed: 'SweepFailed',
  canaryFailed: 'CanaryFailed',
  providerMs: 'ProviderMs',
  providerErrors: 'ProviderErrors',
  dialInsArrived: 'DialInsArrived',
  dialInsRefused: 'DialInsRefused',
  dialInsFailed: 'DialInsFailed',
  unauthenticatedMs: 'UnauthenticatedMs',
  pinsTried: 'PinsTried',
  noticesAnswered: 'NoticesAnswered',
  callOutsOrdered: 'CallOutsOrdered',
  callOutsOver: 'CallOutsOver',
  pinBudgetSpent: 'PinBudgetSpent',
  callersAnnounced: 'CallersAnnounced',
  announceLagMs: 'AnnounceLagMs',
  bridgeFailed: 'BridgeFailed',
  roomRefused: 'RoomRefused',
  eventsUnpublished: 'EventsUnpublished',
  eventsUndelivered: 'EventsUndelivered',
} as const;

export type MetricName = keyof typeof metricNames;

/**
 * Adds `value` (default 1) to a metric, and with a `reason` also under it: a short fixed word that tells its cases apart,
 * never an id or a number. Each reason is one more metric to pay for in the hours in which it is sent.
 */
export type Count = (metric: MetricName, value?: number, reason?: string) => void;

/** A phone number or SIP address as logs may show it: everything but the last two characters of its user part hidden. */
export function masked(address: string | undefined): string {
  if (address === undefined || address === '') return 'none';
  const user = address.replace(/^sips?:/i, '').split('@', 1)[0] ?? '';
  return `…${user.slice(-2)}`;
}
