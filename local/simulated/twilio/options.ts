import { calleeAt, type Callee } from '../kit/callee.ts';
import type { OnServed } from '../kit/http.ts';
import type { Observer } from '../kit/observer.ts';
import type { SipDialler } from '../kit/sip-dialler.ts';
import type { SharedKey } from './webhooks/signature.ts';

/** Why a participant is no longer in a conference (Twilio docs, `ReasonParticipantLeft`). */
export type ReasonLeft =
  | 'participant_hung_up'
  | 'participant_updated_via_api'
  | 'moderator_ended_conference'
  | 'conference_ended_via_api'
  | 'participant_add_failed';

export type ListedConferences = 'in-progress' | 'in-progress-and-init' | 'all';

/**
 * Everything about the simulated Twilio that can be set. Each line marked "Unconfirmed" stands for a behaviour that
 * Twilio's documentation leaves open; the default is the likeliest or the harshest answer.
 */
export interface TwilioSettings {
  /** Sees every request and every answer of the REST interface. Default nobody. */
  readonly observer: Observer | undefined;
  /** Is told of every request, once it is over. Default nobody. */
  readonly onServed: OnServed | undefined;
  /** Port on 127.0.0.1; 0 (default) takes a free one. */
  readonly port: number;
  /** How many entries each record of what happened keeps, the newest, calls that are over among them. Default all. */
  readonly maxKept: number;
  /** `AC` and 32 hex digits. */
  readonly accountSid: string;
  /** Primary auth token: signs every webhook, and REST accepts it. See `rotateAuthToken` of the running simulator. */
  readonly authToken: string;
  /** A rule has this key sign every webhook in the place of the auth token. Default none. See `signWith`. */
  readonly sharedKey: SharedKey | undefined;
  /** API keys that REST accepts besides the auth token: secret by `SK…`. They never sign. Default none. */
  readonly apiKeys: Readonly<Record<string, string>>;

  /** Factor on every wait inside a call: speech, pauses, time-outs of keys, script. 1 (default) is real time. */
  readonly timeScale: number;
  /** Factor on the limits within which a webhook must be answered (15 s and the `rt` and `tt` overrides). Default 1. */
  readonly answerLimitScale: number;
  /** Ms of speech per character, times `timeScale`. Default 1; about 65 is a natural voice. */
  readonly speechMsPerCharacter: number;
  /** Ms that any audio file lasts, times `timeScale`. Default 1,000. */
  readonly playMs: number;
  /** Ms between two keys that are keyed together, times `timeScale`. Default 100. */
  readonly keyGapMs: number;
  /** Unconfirmed: keys keyed while nothing collects them are lost (default), or wait for the next `<Gather>`. */
  readonly strayKeys: 'lost' | 'kept';

  /** Port in the signed URL: as in the requested URL (default), none at all, or also the scheme's standard port. */
  readonly signedPort: 'as-given' | 'none' | 'always';
  /** Unconfirmed: whether the signed URL contains the fragment of connection overrides. Default false. */
  readonly signsFragment: boolean;
  /** Unconfirmed: whether each try of one request has an `I-Twilio-Idempotency-Token` of its own. Default false. */
  readonly tokenPerTry: boolean;
  /** Unconfirmed: whether the request to a fallback URL carries `ErrorCode` and `ErrorUrl`. Default true. */
  readonly fallbackTellsError: boolean;
  /** Unconfirmed: which failing documents lead to the fallback URL: any (default), or only that of the voice URL. */
  readonly fallbackScope: 'any-document' | 'voice-url';

  /** Unconfirmed: whether `<Dial action>` is requested although the caller hung up. Default false. */
  readonly actionAfterHangUp: boolean;
  /**
   * Unconfirmed: `DialCallStatus` after a join that failed (label in use, conference full). Default `answered`, which
   * cannot be told from a conference that was left; `DialBridged` follows.
   */
  readonly failedJoinStatus: 'answered' | 'failed';
  /** Unconfirmed: `ReasonParticipantLeft` of a participant deleted by REST. Default `participant_updated_via_api`. */
  readonly kickReason: ReasonLeft;
  /** Unconfirmed: what becomes of the call of a deleted participant. Default `goes-on` with the action or next verb. */
  readonly afterKick: 'goes-on' | 'call-ends';
  /** Unconfirmed: `ReasonParticipantLeft` of a caller who pressed star (`hangupOnStar`). Default `participant_hung_up`. */
  readonly starReason: ReasonLeft;
  /**
   * Which conferences are listed where no `Status` is asked for: since 30 September 2026 those in progress (default), before
   * that `all`. Unconfirmed: whether those that have not started count as being in progress there.
   */
  readonly listedConferences: ListedConferences;
  /** Unconfirmed: first `SequenceNumber` of a conference. Default 1. */
  readonly firstSequenceNumber: 0 | 1;
  /** Unconfirmed: whether someone who joins muted causes `participant-mute`. Default false. */
  readonly muteEventOnMutedJoin: boolean;
  /** Ms for which the label of someone who left stays taken (error 16025). Not scaled. Default 0. */
  readonly labelReleaseDelayMs: number;
  /** Unconfirmed: a caller whose `waitUrl` fails leaves with `participant_add_failed` (default), or waits in silence. */
  readonly failingWaitUrl: 'leaves' | 'silence';
  /** Unconfirmed: `CallStatus` of a call that was rejected with reason `rejected`. Default `no-answer`. */
  readonly rejectedStatus: 'no-answer' | 'busy' | 'canceled' | 'failed';

  /** Ms after which an event held back for reordering goes out although no other came. Not scaled. Default 2,000. */
  readonly reorderLimitMs: number;
  /** Who picks up when REST calls a number, and what they do. Default: the last two digits say so. */
  readonly calleeAt: (number: string) => Callee;
  /** Seconds that a phone rings before it is picked up, times `timeScale`. Default 2. */
  readonly ringS: number;
  /** Takes the calls of `<Dial><Sip>`. Default: nobody is there (SIP 404). */
  readonly onSipDial: SipDialler;
}

/** Options of the simulated Twilio; every one has a default. */
export type SimulatedTwilioOptions = Partial<TwilioSettings>;

const defaults: TwilioSettings = {
  observer: undefined,
  onServed: undefined,
  port: 0,
  maxKept: Infinity,
  accountSid: 'AC0123456789abcdef0123456789abcdef',
  authToken: '0123456789abcdef0123456789abcdef',
  sharedKey: undefined,
  apiKeys: {},
  timeScale: 1,
  answerLimitScale: 1,
  speechMsPerCharacter: 1,
  playMs: 1_000,
  keyGapMs: 100,
  strayKeys: 'lost',
  signedPort: 'as-given',
  signsFragment: false,
  tokenPerTry: false,
  fallbackTellsError: true,
  fallbackScope: 'any-document',
  actionAfterHangUp: false,
  failedJoinStatus: 'answered',
  kickReason: 'participant_updated_via_api',
  afterKick: 'goes-on',
  starReason: 'participant_hung_up',
  listedConferences: 'in-progress',
  firstSequenceNumber: 1,
  muteEventOnMutedJoin: false,
  labelReleaseDelayMs: 0,
  failingWaitUrl: 'leaves',
  rejectedStatus: 'no-answer',
  reorderLimitMs: 2_000,
  calleeAt,
  ringS: 2,
  onSipDial: () => Promise.resolve({ answered: false, status: 'failed', sipResponseCode: 404 }),
};

/** Fills in the defaults. */
export const settle = (options: SimulatedTwilioOptions): TwilioSettings => ({ ...defaults, ...options });
