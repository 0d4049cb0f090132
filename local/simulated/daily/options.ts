import type { OnServed } from '../kit/http.ts';
import type { Observer } from '../kit/observer.ts';
import type { TimestampUnit } from './signature.ts';

/** Bodies with which Daily is known to try out a webhook address. */
export type ProbeVariant = 'test' | 'Test' | 'test-true' | 'To';

/** Where held calls are announced when no entry of `pinless_dialin` matches what was dialled. */
interface PinlessReceiver {
  /** The `room_creation_api`. */
  readonly url: string;
  /** Shared secret, base64. */
  readonly hmac: string;
}

/**
 * Everything about the simulated Daily that can be set. Each line marked "Unconfirmed" stands for a behaviour that Daily's
 * documentation leaves open; the default is the likeliest or the harshest answer.
 */
export interface DailySettings {
  /** Sees every request and every answer of the REST interface. Default nobody. */
  readonly observer: Observer | undefined;
  /** Is told of every request, once it is over. Default nobody. */
  readonly onServed: OnServed | undefined;
  /** Port on 127.0.0.1; 0 (default) takes a free one. */
  readonly port: number;
  /** How many entries each record of what happened keeps, the newest, calls that are over among them. Default all. */
  readonly maxKept: number;
  /** The only API key that is accepted; also signs meeting tokens. */
  readonly apiKey: string;
  /** `domain_name`. Default `example`. */
  readonly domainName: string;
  /** `domain_id`, a UUID. */
  readonly domainId: string;
  /** `callDomain` of every held call. Unconfirmed whether it equals `domain_id`; different here, so nobody relies on it. */
  readonly callDomain: string;
  /** Receiver of calls to numbers without a `pinless_dialin` entry. Default none: such a call is answered by nobody. */
  readonly defaultPinless: PinlessReceiver | undefined;
  /** Whether the documented request limits answer 429. Default true. */
  readonly rateLimits: boolean;
  /** Unconfirmed: which limit counts `pinlessCallUpdate`, the general one (20/s, default) or that of call starts (1/s). */
  readonly updateRateClass: 'general' | 'start';
  /** Unconfirmed: seconds that a 429 of a limit names in its `Retry-After`. Default none. */
  readonly retryAfterS: number | undefined;
  /** Ms by which each answer of the REST interface trails what was done. Default 0. */
  readonly answerDelayMs: number;
  /** Whether the domain may dial out; without it (default) a room with `enable_dialout` is refused. */
  readonly dialOutEntitled: boolean;
  /** SIP endpoints that a room may have at most. Documented default of `max_sip_pstn_sessions_per_room`: 5. */
  readonly maxSipSessionsPerRoom: number;

  /** Ms from the first join to `dialin.ready` of the first address. Default 150. */
  readonly readinessDelayMs: number;
  /** Ms between the readiness of one address and the next of the same room. Default 20. */
  readonly readinessStepMs: number;
  /** Unconfirmed: ms by which the `dialin.ready` webhook trails the in-room event. Default 50. */
  readonly readyWebhookDelayMs: number;
  /** Unconfirmed: whether `config.sip_uri` carries the `sip:` prefix. Default false. */
  readonly sipPrefixInRoom: boolean;
  /** Unconfirmed: whether `dialin.ready` carries the `sip:` prefix. Default false. */
  readonly sipPrefixInReady: boolean;
  /** Ms that one participant is alone until the meeting counts as started (`meeting.started`). Documented: 30,000. */
  readonly aloneUntilStartedMs: number;
  /** Unconfirmed: whether a meeting that never counted as started still sends `meeting.ended`. Default true. */
  readonly endsUnstartedMeetings: boolean;
  /** Ms from the last departure to `meeting.ended`. Documented: up to 20,000. Default 1,000. */
  readonly meetingEndedDelayMs: number;
  /** Ms that somebody is in a room before its presence shows them. Documented: up to 15,000. Default 0. */
  readonly presenceLagMs: number;
  /** Unconfirmed: a batch delete that names an unknown room is refused as a whole (default), or the name is ignored. */
  readonly batchDeleteUnknown: 'refused' | 'ignored';

  /** Unconfirmed: ms of hold until Daily gives up. Default 120,000 (a clip under 60 s, played twice). */
  readonly holdLimitMs: number;
  /** Unconfirmed: what the caller hears when the hold is over although the webhook was answered. Default `message`. */
  readonly holdLimitEnd: 'message' | 'hang-up';
  /** Unconfirmed: ms within which the webhook must be answered. Default 10,000. */
  readonly webhookAnswerLimitMs: number;
  /** Unconfirmed: what follows an answer other than 2xx. Default `message`. */
  readonly webhookRefused: 'message' | 'hang-up' | 'keep-holding';
  /** Unconfirmed: what follows the time-out message. Default `hang-up`. */
  readonly afterTimeoutMessage: 'hang-up' | 'keep-holding';
  /** Unconfirmed: how often the pinless webhook is tried in all. Default 1. */
  readonly pinlessTries: number;
  /** Ms between two of those tries. Default 500. */
  readonly pinlessRetryDelayMs: number;
  /** Unconfirmed: unit of `X-Pinless-Timestamp`. Default milliseconds (seen on live traffic). */
  readonly pinlessTimestampUnit: TimestampUnit;
  /** Unconfirmed: body of the probe after a configuration write, or none. Default `test`. */
  readonly configProbe: ProbeVariant | 'none';
  /** Unconfirmed: whether that probe is signed. Default false. */
  readonly configProbeSigned: boolean;
  /** Unconfirmed: whether `pinless_dialin` and `domain-dialin-config` show the same entries. Default `separate`. */
  readonly dialinMirroring: 'separate' | 'mirrored';
  /** Unconfirmed: whether a `PUT` of an entry leaves fields that it does not name as they were. Default `replaces`: it does not. */
  readonly dialinPut: 'replaces' | 'merges';
  /** Unconfirmed: what a `PUT` without `hmac` does to the secret. Default `replaced`. */
  readonly hmacAfterPut: 'replaced' | 'kept';

  /** Unconfirmed beyond "about 12 seconds": ms that a trunk's call rings until it is refused. Default 12,000. */
  readonly trunkBudgetMs: number;
  /** Unconfirmed: ms between two tries to announce a trunk's call. Default 1,000. */
  readonly trunkRetryDelayMs: number;
  /** Ms from an accepted update to the caller's leg being in the room. Default 100. */
  readonly connectDelayMs: number;
  /** Unconfirmed: an update before readiness answers 200 and drops the caller (default, documented risk), or is refused. */
  readonly earlyUpdate: 'drop-200' | 'refuse-404' | 'refuse-400';
  /** Unconfirmed: a second update of a connected call to the same address. Default `ignore-200`. */
  readonly repeatedUpdate: 'ignore-200' | 'refuse-404' | 'second-leg';
  /** Unconfirmed: an update to an address that another caller holds. Default `drop-200`. */
  readonly busyUpdate: 'drop-200' | 'ignore-200' | 'refuse-404' | 'refuse-400';
  /** Unconfirmed: an update of a caller who has hung up. Default `refuse-404`. */
  readonly goneUpdate: 'refuse-404' | 'ignore-200';
  /** Unconfirmed: an update to an address that no room of the domain has. Default `refuse-404`. */
  readonly strangeAddressUpdate: 'refuse-404' | 'refuse-400' | 'drop-200';
  /** Unconfirmed: whether a held call can be patched to a room with `provider: "daily"`. Default false: 404. */
  readonly pinlessReachesDailyProvider: boolean;

  /** Ms from an accepted transfer until the caller is out of the room, and from there until the target answers. Default 100 each. */
  readonly transferDelayMs: number;
  readonly transferAnswerMs: number;
  /**
   * Who is called. `answers` (default); `silent`: nobody does, and Daily tells nothing more; `busy`, Unconfirmed: Daily tells that the
   * transfer is over, with a `complete_status`.
   */
  readonly transferTarget: 'answers' | 'silent' | 'busy';
  /** Unconfirmed: whether a transfer to a number needs a domain that may dial out. Default true: without it 400. */
  readonly transferNeedsDialOut: boolean;

  /** Unconfirmed: unit of `X-Webhook-Timestamp`. Default milliseconds. */
  readonly eventTimestampUnit: TimestampUnit;
  /** Ms that a receiver of domain webhooks has to answer. Default 5,000 ("a few seconds"). */
  readonly eventAnswerLimitMs: number;
  /** Factor on the delays of the `exponential` retry type; 1 is real time. Default 1. */
  readonly retryDelayFactor: number;
  /** Ms after which an event held back for reordering goes out although no other came. Default 2,000. */
  readonly reorderLimitMs: number;
}

/** Options of the simulated Daily; every one has a default. */
export type SimulatedDailyOptions = Partial<DailySettings>;

const defaults: DailySettings = {
  observer: undefined,
  onServed: undefined,
  port: 0,
  maxKept: Infinity,
  apiKey: 'simulated-daily-api-key',
  domainName: 'example',
  domainId: '30f866c3-0000-4000-8000-ff58322d09c5',
  callDomain: 'b0a9d0de-5b7e-4b7d-8c55-1f2f3a4b5c6d',
  defaultPinless: undefined,
  rateLimits: true,
  updateRateClass: 'general',
  retryAfterS: undefined,
  answerDelayMs: 0,
  dialOutEntitled: false,
  maxSipSessionsPerRoom: 5,
  readinessDelayMs: 150,
  readinessStepMs: 20,
  readyWebhookDelayMs: 50,
  sipPrefixInRoom: false,
  sipPrefixInReady: false,
  aloneUntilStartedMs: 30_000,
  endsUnstartedMeetings: true,
  meetingEndedDelayMs: 1_000,
  presenceLagMs: 0,
  batchDeleteUnknown: 'refused',
  holdLimitMs: 120_000,
  holdLimitEnd: 'message',
  webhookAnswerLimitMs: 10_000,
  webhookRefused: 'message',
  afterTimeoutMessage: 'hang-up',
  pinlessTries: 1,
  pinlessRetryDelayMs: 500,
  pinlessTimestampUnit: 'milliseconds',
  configProbe: 'test',
  configProbeSigned: false,
  dialinMirroring: 'separate',
  dialinPut: 'replaces',
  hmacAfterPut: 'replaced',
  trunkBudgetMs: 12_000,
  trunkRetryDelayMs: 1_000,
  connectDelayMs: 100,
  earlyUpdate: 'drop-200',
  repeatedUpdate: 'ignore-200',
  busyUpdate: 'drop-200',
  goneUpdate: 'refuse-404',
  strangeAddressUpdate: 'refuse-404',
  pinlessReachesDailyProvider: false,
  transferDelayMs: 100,
  transferAnswerMs: 100,
  transferTarget: 'answers',
  transferNeedsDialOut: true,
  eventTimestampUnit: 'milliseconds',
  eventAnswerLimitMs: 5_000,
  retryDelayFactor: 1,
  reorderLimitMs: 2_000,
};

/** Fills in the defaults. */
export const settle = (options: SimulatedDailyOptions): DailySettings => ({ ...defaults, ...options });
