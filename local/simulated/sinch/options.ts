import { calleeAt, type Callee } from '../kit/callee.ts';
import type { OnServed } from '../kit/http.ts';
import type { Observer } from '../kit/observer.ts';
import type { SipDialler } from '../kit/sip-dialler.ts';

/** Where calls arrive and conferences live (Sinch docs, SIP trunking). */
export const regions = ['euc1', 'use1', 'sae1', 'apse1', 'apse2'] as const;
export type Region = (typeof regions)[number];

/**
 * Everything about the simulated Sinch that can be set. Each line marked "Unconfirmed" stands for a behaviour that Sinch does
 * not document or documents in two ways.
 */
export interface SinchSettings {
  /** Looks on at the REST interface. Default: nobody. */
  readonly observer: Observer | undefined;
  /** Is told of every request, once it is over. Default nobody. */
  readonly onServed: OnServed | undefined;
  /** Port on 127.0.0.1; 0 (default) takes a free one. */
  readonly port: number;
  /** How many entries each record of what happened keeps, the newest, calls that are over among them. Default all. */
  readonly maxKept: number;
  readonly applicationKey: string;
  /** Base64. Signs every callback, and REST accepts it. See `rotateSecret` of the running simulator. */
  readonly applicationSecret: string;
  /** Where calls arrive that name no region, and where REST looks below the plain origin. Default `euc1`. */
  readonly region: Region;

  /** How long a second of a call lasts: speech, pauses, time-outs. Default 1. Real network times are not scaled. */
  readonly timeScale: number;
  /** Ms of speech per character, times `timeScale`. Default 1; about 65 is a natural voice. */
  readonly speechMsPerCharacter: number;
  /** Ms that any audio file lasts, times `timeScale`. Default 1,000. */
  readonly playMs: number;
  /** Ms between two keys that are keyed together, times `timeScale`. Default 100. */
  readonly keyGapMs: number;
  /** Unconfirmed: keys keyed while nothing collects them are lost (default), or wait for the next menu. */
  readonly strayKeys: 'lost' | 'kept';

  /** Unconfirmed: real ms within which a callback must be answered. Default 5,000, which Sinch documents for its next API. */
  readonly answerLimitMs: number;
  /** Unconfirmed: how often the primary URL is asked again after a failure, DICE and Notify included. Default 0. */
  readonly retries: number;
  /** Unconfirmed: real ms before each such retry. Default 500. */
  readonly retryDelayMs: number;
  /** Unconfirmed: whether a document that cannot be used leads to the fallback URL too. Default false. */
  readonly fallbackForBadDocument: boolean;
  /** Content type of callbacks, which is signed. Default `application/json; charset=utf-8`. */
  readonly contentType: string;
  /** Unconfirmed: how the call's id is spelt in callbacks: `callid` as in live payloads (default), `callId` as in some docs. */
  readonly callIdField: 'callid' | 'callId';
  /** Form of calls' ids: hexadecimal (default), or that of old ones, with `@` and `.`. */
  readonly callIds: 'hexadecimal' | 'with-address';
  /** Case of `to.type` and `menuResult.type`. Default `lower`. */
  readonly typeCase: 'lower' | 'capital' | 'upper';
  /** `to.type` of a dialled number. Default `did`. */
  readonly dialledType: 'did' | 'number';
  /** Unconfirmed: what ICE says of a call that comes in over SIP. Default `SIP` and `pstn`. */
  readonly sipOrigin: { readonly originationType: string; readonly domain: string };
  /** Form of `cli`: digits alone (default), or E.164 with `+`. */
  readonly cliForm: 'digits' | 'e164';
  /** `cli` of a withheld number: `private` (default) or empty. */
  readonly withheldCli: 'private' | '';
  /** Unconfirmed: form of `timestamp` in callbacks: whole seconds (default), seven decimals, or those without zeros at the end. */
  readonly timestamps: 'seconds' | 'seven-decimals' | 'unpadded';
  /** Unconfirmed: whether a bad document or a failed callback is also notified as `callingerror`. Default true. */
  readonly notifiesErrors: boolean;
  /** Unconfirmed: whether a caller who hangs up in a menu causes a PIE of type `hangup`. Default false. */
  readonly pieOnHangUp: boolean;
  /** Unconfirmed: `result` of a call that is hung up before it was answered. Default `N/A`. */
  readonly refusedResult: 'N/A' | 'NOANSWER' | 'FAILED';

  /** Unconfirmed: keys in a menu that has neither `maxDigits` nor options: ignored (default), or an invalid input. */
  readonly unexpectedKeys: 'ignored' | 'invalid';
  /** Unconfirmed: whether `*` is delivered from a conference in `detect` mode. Default true. */
  readonly starInConference: boolean;
  /** Unconfirmed: most participants of a conference. Default any number; one too many ends with GENERALERROR. */
  readonly maxParticipants: number;
  /** Unconfirmed: what becomes of the call of a participant who is kicked. Default `call-ends`. */
  readonly afterKick: 'call-ends' | 'goes-on';
  /** Unconfirmed: whether music plays again for the one who stays behind alone. Default true. */
  readonly musicAgain: boolean;
  /** Ms of call time between the join and the moment when the list shows it. Default 0. */
  readonly listDelayMs: number;
  /** Unconfirmed: whether GET finds a call that came in from outside. Default true. */
  readonly findsInboundCalls: boolean;
  /** Unconfirmed: status of a REST request that answers nothing. Default 204. */
  readonly emptyStatus: 200 | 204;
  /** Unconfirmed: REST requests a second, beyond which 429 is answered. Default any number. */
  readonly maxRequestsPerSecond: number;
  /** Real ms before each REST answer. Default 0. */
  readonly latencyMs: number;
  /** Unconfirmed: ms by which the time of a signed REST request may differ from now. Default 300,000. */
  readonly maxClockSkewMs: number;

  /** Real ms after which an event held back for reordering goes out although no other came. Default 2,000. */
  readonly reorderLimitMs: number;
  /** Who picks up when a callout calls a number, and what they do. Default: the last two digits say so. */
  readonly calleeAt: (number: string) => Callee;
  /** Seconds that a phone rings before it is picked up, times `timeScale`. Default 2. */
  readonly ringS: number;
  /** Unconfirmed: whether callbacks of a callout have its `custom`. Default true, as samples have it. */
  readonly customComesBack: boolean;
  /** Unconfirmed: what says that a callee is busy or does not answer: `result` (default), or `reason` as in newer lists. */
  readonly calleeSaidBy: 'result' | 'reason';
  /** Takes the calls of `connectSip`. Default: nobody is there (SIP 404). */
  readonly onSipDial: SipDialler;
}

/** Options of the simulated Sinch; every one has a default. */
export type SimulatedSinchOptions = Partial<SinchSettings>;

const defaults: SinchSettings = {
  observer: undefined,
  onServed: undefined,
  port: 0,
  maxKept: Infinity,
  applicationKey: '3a7f9c52-0b1e-4d8a-9f66-2c5d1e7ab904',
  applicationSecret: 'MDEyMzQ1Njc4OWFiY2RlZg==',
  region: 'euc1',
  timeScale: 1,
  speechMsPerCharacter: 1,
  playMs: 1_000,
  keyGapMs: 100,
  strayKeys: 'lost',
  answerLimitMs: 5_000,
  retries: 0,
  retryDelayMs: 500,
  fallbackForBadDocument: false,
  contentType: 'application/json; charset=utf-8',
  callIdField: 'callid',
  callIds: 'hexadecimal',
  typeCase: 'lower',
  dialledType: 'did',
  sipOrigin: { originationType: 'SIP', domain: 'pstn' },
  cliForm: 'digits',
  withheldCli: 'private',
  timestamps: 'seconds',
  notifiesErrors: true,
  pieOnHangUp: false,
  refusedResult: 'N/A',
  unexpectedKeys: 'ignored',
  starInConference: true,
  maxParticipants: Infinity,
  afterKick: 'call-ends',
  musicAgain: true,
  listDelayMs: 0,
  findsInboundCalls: true,
  emptyStatus: 204,
  maxRequestsPerSecond: Infinity,
  latencyMs: 0,
  maxClockSkewMs: 300_000,
  reorderLimitMs: 2_000,
  calleeAt,
  ringS: 2,
  customComesBack: true,
  calleeSaidBy: 'result',
  onSipDial: () => Promise.resolve({ answered: false, status: 'failed', sipResponseCode: 404 }),
};

/** Fills in the defaults. */
export const settle = (options: SimulatedSinchOptions): SinchSettings => ({ ...defaults, ...options });
