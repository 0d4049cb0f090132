import type { OnServed } from '../kit/http.ts';
import type { Observer } from '../kit/observer.ts';
import type { KeptRoom } from './rooms/room-schema.ts';
import type { PayloadShape } from './webhooks/payload.ts';

/** A `status` for requests that the room cannot fulfil in its present state. */
export type RefusalStatus = 404 | 409 | 422;

/**
 * Everything about the simulated Digital Samba that can be set. Each line marked "Unconfirmed" stands for a behaviour that
 * the vendor's documentation leaves open; the default is the likeliest or the harshest answer.
 */
export interface DigitalSambaSettings {
  /** Sees every request and every answer of the REST interface. Default nobody. */
  readonly observer: Observer | undefined;
  /** Is told of every request, once it is over. Default nobody. */
  readonly onServed: OnServed | undefined;
  /** Port on 127.0.0.1; 0 (default) takes a free one. */
  readonly port: number;
  /** How many entries each record of what happened keeps, the newest, calls that are over among them. Default all. */
  readonly maxKept: number;
  /** Rooms that there are from the first moment, with their ids. Default none. */
  readonly rooms: readonly KeptRoom[];
  /** Is told of all rooms whenever one is made, changed or deleted. Default nobody. */
  readonly onRooms: ((rooms: readonly KeptRoom[]) => void) | undefined;
  /** UUID of the team. */
  readonly teamId: string;
  /** The only developer key that may do anything. */
  readonly developerKey: string;
  /** A key that is known but may do nothing: 403. Default none. */
  readonly forbiddenKey: string | undefined;
  /** First label of `room_url`. Default `acme`. */
  readonly teamName: string;
  /** Stock roles that hold `manage_phone_users`. Unconfirmed whether `moderator` does; default it does. */
  readonly phoneRoles: readonly string[];

  /** Unconfirmed: status of failed validations; one vendor client expects 400. Default 422. */
  readonly validationStatus: 400 | 422;
  /** Unconfirmed: requests per second, beyond which 429 is answered. Default none. */
  readonly requestsPerSecond: number | undefined;
  /** Unconfirmed: whether a 429 carries `Retry-After` (1 s). Default true. */
  readonly sendsRetryAfter: boolean;

  /** Unconfirmed: whether room answers show `telephony_*`. Default false. */
  readonly showsTelephony: boolean;
  /** Unconfirmed: how a room that no webhook list limits shows `webhooks`. Default `empty`; then an empty list limits nothing. */
  readonly unlimitedWebhooks: 'empty' | 'absent';
  /** Unconfirmed: whether `telephony_phone_number` may be a SIP URI. Default true (described as a "PSTN/SIP number"). */
  readonly acceptsSipUri: boolean;
  /** Unconfirmed: whether `telephony_pin_dtmf` may hold more than `W`, `w`, digits, `*` and `#`. Default false. */
  readonly acceptsAnyDtmf: boolean;
  /** Unconfirmed: longest `telephony_pin_dtmf`. Default 64. */
  readonly longestDtmf: number;
  /** Unconfirmed: deleting a live room without flags. Default `deleted`: its session ends and `room_deleted` is sent. */
  readonly deleteLiveRoom: 'deleted' | 'refused-422';

  /** Unconfirmed: answer of the single-room live endpoints for a room that is not live. Default `404`. */
  readonly notLive: '404' | 'empty';
  /** Unconfirmed: whether phone participants appear in live answers, and with which `id`. Default `none`. */
  readonly phonesInLive: 'none' | 'call-id' | 'uuid';
  /** Whether a session ends when its last web participant leaves. Default true. */
  readonly endsEmptySessions: boolean;

  /** Unconfirmed: longest array of `joined` and `left`. Default 100. */
  readonly longestPhoneArray: number;
  /** Unconfirmed: a `call_id` that the room shows already. Default `updated`. */
  readonly repeatedJoined: 'updated' | 'duplicated' | 'refused-422';
  /** Unconfirmed: `joined` without a live session. Default `refused-404`; `shown` keeps the caller for the next session. */
  readonly joinedWithoutSession: 'refused-404' | 'refused-422' | 'ignored-200' | 'shown';
  /** Roles that are in the private group chat of the team's new rooms. Default `moderator`. */
  readonly privateChatRoles: readonly string[];
  /** Unconfirmed: whether a room needs what the OpenAPI document calls required (default); samples leave some of it out. */
  readonly demandedRoomFields: 'as-documented' | 'none';
  /** Unconfirmed: `joined` while no bridge call is up. Default `shown`; each announcement notes the bridge's state. */
  readonly joinedWithoutBridge: 'shown' | 'ignored-200' | 'refused-422';
  /** Unconfirmed: `left` with unknown ids: a 200, or a 404 that may or may not have removed the known ones. Default `ignored-200`. */
  readonly unknownLeft: 'ignored-200' | '404-known-removed' | '404-nothing-removed';
  /** Unconfirmed: whether the mute and unmute endpoints trigger the phone webhooks. Default `on-change`. */
  readonly muteEcho: 'never' | 'on-change' | 'always';

  /** Unconfirmed: whether `phone/connect` needs a live session. Default true. */
  readonly connectNeedsSession: boolean;
  /** Unconfirmed: whether `phone/connect` refuses a room without telephony; else it answers 200 and dials nobody. Default true. */
  readonly connectNeedsTelephony: boolean;
  /** Unconfirmed: status of the refusals of `phone/connect` and `phone/disconnect`. Default 422. */
  readonly phoneRefusalStatus: RefusalStatus;
  /** Unconfirmed: `phone/connect` while the bridge is dialling or connected. Default `ignored-200`. */
  readonly connectAgain: 'ignored-200' | 'refused' | 'second-call';
  /** Unconfirmed: `phone/disconnect` without a bridge call. Default `ignored-200`. */
  readonly disconnectIdle: 'ignored-200' | 'refused';
  /** Ms from `phone/connect` to dialling. Default 20. */
  readonly dialDelayMs: number;
  /** Unconfirmed: whether the end of the session ends the bridge call. Default true. */
  readonly sessionEndDropsBridge: boolean;
  /** Unconfirmed: whether the room still shows phone participants after the bridge dropped. Default `nothing` is cleared. */
  readonly bridgeDropClears: 'nothing' | 'silently' | 'reported';
  /**
   * Unconfirmed: whether disconnecting telephony first lets all phone participants go, which is reported, and hangs up the
   * bridge after `hangUpDelayMs`. Default false: it hangs up at once.
   */
  readonly disconnectClearsFirst: boolean;
  /** Ms from the phone participants' going to the bridge's, with `disconnectClearsFirst`. Default 500. */
  readonly hangUpDelayMs: number;

  /** Unconfirmed: shape of the `phone_participant_*` events. Default `top-level-call-id`, which the vendor's Sinch adapter reads. */
  readonly phoneEventShape: PayloadShape;
  /** Shape of all other events. Default `envelope`, the documented one; the vendor's samples of 2026 show `snake-case`. */
  readonly eventShape: PayloadShape;
  /** Whether `participant_joined` and `participant_left` are sent for phone participants. Default true, as the guide says. */
  readonly phoneJoinEvents: boolean;
  /** Unconfirmed: what identifies a phone participant in those two. Default `call-id` in `participantId`. */
  readonly phoneEventId: 'call-id' | 'uuid' | 'uuid-and-call-id';
  /** Unconfirmed: how a moderator's removal reaches the gateway. Default `participant_left`, whatever `phoneJoinEvents` says. */
  readonly removalEvent: 'participant_left' | 'none';
  /** Unconfirmed: for whom the end of a session sends `participant_left` before `session_ended`. Default `web`. */
  readonly sessionEndReportsLeft: 'none' | 'web' | 'all';
  /** Unconfirmed: whether the secret arrives as `Bearer <secret>` (default) or alone. */
  readonly authorizationForm: 'bearer' | 'bare';

  /** Unconfirmed: how often a delivery is tried until it is answered 2xx. Default 1. */
  readonly deliveryTries: number;
  /** Ms between two tries. Default 1,000. */
  readonly deliveryRetryDelayMs: number;
  /** Unconfirmed: ms within which a delivery must be answered. Default 5,000. */
  readonly deliveryAnswerLimitMs: number;
  /** Ms after which an event held back for reordering goes out although no other came. Default 2,000. */
  readonly reorderLimitMs: number;
}

/** Options of the simulated Digital Samba; every one has a default. */
export type SimulatedDigitalSambaOptions = Partial<DigitalSambaSettings>;

const defaults: DigitalSambaSettings = {
  observer: undefined,
  onServed: undefined,
  port: 0,
  maxKept: Infinity,
  rooms: [],
  onRooms: undefined,
  teamId: '6c1f7c0a-0000-4000-8000-2d7a3f9b1e55',
  developerKey: 'simulated-digital-samba-key',
  forbiddenKey: undefined,
  teamName: 'acme',
  phoneRoles: ['moderator'],
  privateChatRoles: ['moderator'],
  demandedRoomFields: 'as-documented',
  validationStatus: 422,
  requestsPerSecond: undefined,
  sendsRetryAfter: true,
  showsTelephony: false,
  unlimitedWebhooks: 'empty',
  acceptsSipUri: true,
  acceptsAnyDtmf: false,
  longestDtmf: 64,
  deleteLiveRoom: 'deleted',
  notLive: '404',
  phonesInLive: 'none',
  endsEmptySessions: true,
  longestPhoneArray: 100,
  repeatedJoined: 'updated',
  joinedWithoutSession: 'refused-404',
  joinedWithoutBridge: 'shown',
  unknownLeft: 'ignored-200',
  muteEcho: 'on-change',
  connectNeedsSession: true,
  connectNeedsTelephony: true,
  phoneRefusalStatus: 422,
  connectAgain: 'ignored-200',
  disconnectIdle: 'ignored-200',
  dialDelayMs: 20,
  sessionEndDropsBridge: true,
  bridgeDropClears: 'nothing',
  disconnectClearsFirst: false,
  hangUpDelayMs: 500,
  phoneEventShape: 'top-level-call-id',
  eventShape: 'envelope',
  phoneJoinEvents: true,
  phoneEventId: 'call-id',
  removalEvent: 'participant_left',
  sessionEndReportsLeft: 'web',
  authorizationForm: 'bearer',
  deliveryTries: 1,
  deliveryRetryDelayMs: 1_000,
  deliveryAnswerLimitMs: 5_000,
  reorderLimitMs: 2_000,
};

/** Fills in the defaults. */
export const settle = (options: SimulatedDigitalSambaOptions): DigitalSambaSettings => ({
  ...defaults,
  ...options,
});
