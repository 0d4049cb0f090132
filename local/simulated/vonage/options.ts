import { generateKeyPairSync } from 'node:crypto';
import { calleeAt, type Callee } from '../kit/callee.ts';
import type { OnServed } from '../kit/http.ts';
import type { Observer } from '../kit/observer.ts';
import type { SipDialler } from '../kit/sip-dialler.ts';

/** Where calls live: a call is known at its region's REST interface alone (Vonage docs, regional endpoints). */
export const regions = ['us-3', 'us-4', 'eu-3', 'eu-4', 'ap-3', 'ap-4'] as const;
export type Region = (typeof regions)[number];

/**
 * Everything about the simulated Vonage that can be set. Each line marked "Unconfirmed" stands for a behaviour that Vonage does
 * not document or documents in two ways.
 */
export interface VonageSettings {
  /** Looks on at the REST interface. Default: nobody. */
  readonly observer: Observer | undefined;
  /** Is told of every request, once it is over. Default nobody. */
  readonly onServed: OnServed | undefined;
  /** Port on 127.0.0.1; 0 (default) takes a free one. */
  readonly port: number;
  /** How many entries each record of what happened keeps, the newest, calls that are over among them. Default all. */
  readonly maxKept: number;
  readonly apiKey: string;
  /** With the key, opens the interfaces of applications and numbers. */
  readonly apiSecret: string;
  readonly applicationId: string;
  /** PEM. Its owner is let in to calls and conversations. Default: one that is made once per process. */
  readonly privateKey: string;
  /** Signs every webhook. See `rotateSignatureSecret` of the running simulator. */
  readonly signatureSecret: string;
  /** Region of numbers that name none, and where REST looks below the plain origin. Default `us-3`. */
  readonly region: Region;
  /** The SIP domain, and who may come in by it. */
  readonly sip: {
    /** For example `patchbay.sip-us.vonage.com`. */
    readonly host: string;
    readonly region: Region;
    readonly username: string;
    readonly password: string;
  };
  /** What the answer webhook names as `region_url`. Default: the region's address at this simulator. */
  readonly regionUrl: ((region: Region) => string) | undefined;

  /** How long a second of a call lasts: speech, pauses, time-outs. Default 1. Real network times are not scaled. */
  readonly timeScale: number;
  /** Ms of speech per character, times `timeScale`. Default 1; about 65 is a natural voice. */
  readonly speechMsPerCharacter: number;
  /** Ms that any audio file lasts, times `timeScale`. Default 1,000. */
  readonly playMs: number;
  /** Ms between two keys that are keyed together, times `timeScale`. Default 100. */
  readonly keyGapMs: number;
  /** Unconfirmed: keys keyed while nothing collects them are lost (default), or wait for the next input. */
  readonly strayKeys: 'lost' | 'kept';

  /** Statuses after which a URL is asked a second time, as after no answer. Default 429, 503, 504. */
  readonly retriedStatuses: readonly number[];
  /** Unconfirmed: real ms before the second time. Default 500. */
  readonly retryDelayMs: number;
  /** Unconfirmed: whether another status of an error leads to the fallback URL too. Default true. */
  readonly fallbackForAnyStatus: boolean;
  /** `from` of a withheld number; undefined: none. Default `anonymous`. */
  readonly withheldFrom: string | undefined;
  /** Unconfirmed: how `to` and `from` name a SIP peer: its user part (default), or the whole URI. */
  readonly sipIdentity: 'user' | 'uri';
  /** Unconfirmed: `endpoint_type` of a call that comes in over SIP; undefined: no call has the field. Default `sip`. */
  readonly sipEndpointType: string | undefined;
  /** Unconfirmed: whether an empty document answers a call before it ends. Default false. */
  readonly answersEmptyNcco: boolean;
  /** Unconfirmed: status of a call that ends by its document before it was answered. Default `rejected`. */
  readonly refusedStatus: 'completed' | 'rejected' | 'unanswered';
  /** Unconfirmed: whether an `input` event has `uuid` after a time-out. Default true. */
  readonly uuidAfterTimeOut: boolean;
  /** Unconfirmed: whether an asynchronous `input` goes on in a conversation that follows it. Default true. */
  readonly keysInConversation: boolean;
  /** Unconfirmed: whether such an event has `timed_out`. Default true. */
  readonly asynchronousTimedOut: boolean;

  /** Unconfirmed: form of `musicOnHoldUrl` that is accepted. Default either. */
  readonly musicOnHoldUrl: 'string' | 'array' | 'either';
  /** Unconfirmed: most legs of a conversation. Default 50; one too many is hung up. */
  readonly maxLegs: number;
  /** Unconfirmed: whether a name that is used again, after everybody had left, is the same conversation. Default false. */
  readonly keepsConversations: boolean;
  /** Unconfirmed: whether two regions' legs meet under one name. Default true: names are the application's. */
  readonly regionsMeet: boolean;
  /** Unconfirmed: whether the `eventUrl` of a `conversation` takes the transfer events of it. Default true. */
  readonly conversationEventUrl: boolean;
  /** Unconfirmed: whether somebody who joins muted causes `audio:mute:on`. Default false. */
  readonly muteEventOnMutedJoin: boolean;
  /** Unconfirmed: what ties an `audio:…` event to a leg: a channel (default), the member alone, or `rtc_id`. */
  readonly audioEvents: 'channel' | 'member' | 'rtc-id';
  /** Unconfirmed: form of `leg_ids`: strings (default), or objects with `leg_id`. */
  readonly legIds: 'strings' | 'objects';
  /** Ms of call time between a join and the moment when lists show it. Default 0. */
  readonly listDelayMs: number;
  /** How many members a page of them has at most. Default 100. */
  readonly maxMembersPerPage: number;
  /** Unconfirmed: status of a command for a call that is not answered yet or over. Default 404. */
  readonly goneStatus: 400 | 404;

  /** REST requests a second, beyond which 429 is answered. Default 15. */
  readonly maxRequestsPerSecond: number;
  /** Real ms before each REST answer. Default 0. */
  readonly latencyMs: number;
  /** Longest life of a token, in seconds. Default 86,400. */
  readonly maxTokenLifeS: number;
  /** By how much a token's `iat` may lie ahead, in seconds. Unconfirmed; default 60. */
  readonly maxClockSkewS: number;

  /** Real ms after which an event held back for reordering goes out although no other came. Default 2,000. */
  readonly reorderLimitMs: number;
  /** Who picks up when REST calls a number, and what they do. Default: the last two digits say so. */
  readonly calleeAt: (number: string) => Callee;
  /** Seconds that a phone rings before it is picked up, times `timeScale`. Default 2. */
  readonly ringS: number;
  /** Unconfirmed: status of a callee whose phone has rung for too long. Default `timeout`. */
  readonly unansweredStatus: 'timeout' | 'unanswered';
  /** Unconfirmed: whether the answer webhook of a call that REST has placed names its region. Default true. */
  readonly regionUrlOfPlaced: boolean;
  /** Unconfirmed: whether the events of such a call go to its own URL after it was picked up. Default true. */
  readonly ownEventsOfAnswered: boolean;
  /** Takes the calls of `connect`. Default: nobody is there (SIP 404). */
  readonly onSipDial: SipDialler;
}

/** Options of the simulated Vonage; every one has a default. */
export type SimulatedVonageOptions = Partial<VonageSettings>;

/** Vonage makes RSA keys of this length for its applications. */
const KEY_BITS = 2_048;

let ownKey: string | undefined;

/** Making a key takes a while, so a process makes one. */
function privateKeyOfProcess(): string {
  ownKey ??= generateKeyPairSync('rsa', {
    modulusLength: KEY_BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;
  return ownKey;
}

const defaults: Omit<VonageSettings, 'privateKey'> = {
  observer: undefined,
  onServed: undefined,
  port: 0,
  maxKept: Infinity,
  apiKey: 'a1b2c3d4',
  apiSecret: 'simulatedApiSecret',
  applicationId: '78d335fa-0000-4000-8000-0123456789ab',
  signatureSecret: 'sig-secret-0123456789abcdef0123456789',
  region: 'us-3',
  sip: {
    host: 'patchbay.sip-us.vonage.com',
    region: 'us-3',
    username: 'bridge',
    password: 'simulated SIP password',
  },
  regionUrl: undefined,
  timeScale: 1,
  speechMsPerCharacter: 1,
  playMs: 1_000,
  keyGapMs: 100,
  strayKeys: 'lost',
  retriedStatuses: [429, 503, 504],
  retryDelayMs: 500,
  fallbackForAnyStatus: true,
  withheldFrom: 'anonymous',
  sipIdentity: 'user',
  sipEndpointType: 'sip',
  answersEmptyNcco: false,
  refusedStatus: 'rejected',
  uuidAfterTimeOut: true,
  keysInConversation: true,
  asynchronousTimedOut: true,
  musicOnHoldUrl: 'either',
  maxLegs: 50,
  keepsConversations: false,
  regionsMeet: true,
  conversationEventUrl: true,
  muteEventOnMutedJoin: false,
  audioEvents: 'channel',
  legIds: 'strings',
  listDelayMs: 0,
  maxMembersPerPage: 100,
  goneStatus: 404,
  maxRequestsPerSecond: 15,
  latencyMs: 0,
  maxTokenLifeS: 86_400,
  maxClockSkewS: 60,
  reorderLimitMs: 2_000,
  calleeAt,
  ringS: 2,
  unansweredStatus: 'timeout',
  regionUrlOfPlaced: true,
  ownEventsOfAnswered: true,
  onSipDial: () => Promise.resolve({ answered: false, status: 'failed', sipResponseCode: 404 }),
};

/** Fills in the defaults. */
export function settle(options: SimulatedVonageOptions): VonageSettings {
  return { ...defaults, privateKey: options.privateKey ?? privateKeyOfProcess(), ...options };
}
