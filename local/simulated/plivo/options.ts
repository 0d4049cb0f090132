import { calleeAt, type Callee } from '../kit/callee.ts';
import type { OnServed } from '../kit/http.ts';
import type { Observer } from '../kit/observer.ts';
import type { SipDialler } from '../kit/sip-dialler.ts';

/**
 * Everything about the simulated Plivo that can be set. Each line marked "Unconfirmed" stands for a behaviour that Plivo does
 * not document or documents in two ways; the default is the likeliest or the harshest.
 */
export interface PlivoSettings {
  /** Looks on at the REST interface. Default: nobody. */
  readonly observer: Observer | undefined;
  /** Is told of every request, once it is over. Default nobody. */
  readonly onServed: OnServed | undefined;
  /** Port on 127.0.0.1; 0 (default) takes a free one. */
  readonly port: number;
  /** How many entries each record of what happened keeps, the newest, calls that are over among them. Default all. */
  readonly maxKept: number;
  /** `MA` and 18 letters and digits. */
  readonly authId: string;
  /** Signs every webhook, and REST accepts it. See `rotateAuthToken` of the running simulator. */
  readonly authToken: string;
  /** The application that there is from the beginning: digits. */
  readonly applicationId: string;

  /** How long a second of a call lasts: speech, pauses, time-outs. Default 1. Real network times are not scaled. */
  readonly timeScale: number;
  /** Ms of speech per character, times `timeScale`. Default 1; about 65 is a natural voice. */
  readonly speechMsPerCharacter: number;
  /** Ms that any audio file lasts, times `timeScale`. Default 1,000. */
  readonly playMs: number;
  /** Ms between two keys that are keyed together, times `timeScale`. Default 100. */
  readonly keyGapMs: number;
  /** Unconfirmed: keys keyed while nothing collects them are lost (default), or wait for the next `GetInput`. */
  readonly strayKeys: 'lost' | 'kept';
  /** Seconds after which Plivo ends any call (Plivo docs, account limits: 4 h). */
  readonly longestCallS: number;
  /** Calls that come in within a real second, beyond which callers find the line busy. Default 10 (Plivo docs, account limits). */
  readonly maxCallsPerSecond: number;

  /** Real ms within which a document must be there, whatever a URL's fragment allows. Default 15,000 (Plivo docs). */
  readonly answerLimitMs: number;
  /** Unconfirmed: which failing documents lead to the fallback URL: the answer URL's (default), or any. */
  readonly fallbackScope: 'answer-url' | 'any-document';
  /** Unconfirmed: whether each try of one webhook has a nonce of its own. Default true. */
  readonly noncePerTry: boolean;
  /** Whether webhooks carry what was seen in practice besides what is documented: `CallerName`, `BillRate` and so on. Default true. */
  readonly extraParameters: boolean;
  /** Unconfirmed: whether `Event` names what an element came to, or comes with the answer, the hangup and conferences alone (default). */
  readonly namesElements: boolean;
  /** Form of numbers: digits alone (default), or E.164 with `+`. */
  readonly numberForm: 'digits' | 'e164';
  /** Unconfirmed: `From` of a withheld number. Default `anonymous`. */
  readonly withheldFrom: 'anonymous' | 'Anonymous' | 'private' | '';
  /** Unconfirmed: `From` and `To` of a SIP call: URIs (default), or what stands before their `@`. */
  readonly sipAddresses: 'uri' | 'user';
  /** Unconfirmed: whether a SIP call has `SIP-H-To`. Default true. */
  readonly namesSipTo: boolean;

  /** Unconfirmed: from when `executionTimeout` counts: the end of the prompts (default), or their beginning. */
  readonly inputCountsFrom: 'prompt-end' | 'start';
  /** Unconfirmed: what `retries` counts: tries, of which 1 is the only one (default), or repetitions after the first. */
  readonly retriesCount: 'tries' | 'repetitions';
  /** Unconfirmed: ms between keys of a `digitEndTimeout` that is `auto`. Default 2,000. */
  readonly autoDigitEndMs: number;
  /** Unconfirmed: what follows a finish key without digits: the next element (default), or the action with empty `Digits`. */
  readonly emptyInput: 'next-element' | 'action';
  /** Unconfirmed: whether `Dial` answers the caller at once, or when the far end does (default). */
  readonly dialAnswers: 'at-once' | 'when-answered';
  /** Unconfirmed: `DialStatus` of a far end that rings for too long. Default `no-answer`. */
  readonly unansweredStatus: 'no-answer' | 'timeout';
  /** Unconfirmed: whether an `action` is requested although the caller hung up. Default false. */
  readonly actionAfterHangUp: boolean;
  /** Longest value of a SIP header that is passed on (Plivo support, rules for SIP headers: 120). */
  readonly maxSipHeaderValue: number;

  /** Unconfirmed: what `stayAlone` true does to a room of one: keeps it (default), or ends it. */
  readonly stayAlone: 'keeps' | 'ends';
  /** Unconfirmed: what becomes of a caller whose room is full: the next element (default), or the end of the call. */
  readonly whenFull: 'next-element' | 'call-ends';
  /** Unconfirmed: whether the contents of `waitSound` repeat (default), or are asked for again after each time. */
  readonly waitSounds: 'repeat' | 'asked-again';
  /** Unconfirmed: whether a pattern of `digitsMatch` that begins a longer one is matched at once (default), so that the longer one never is. */
  readonly shortPattern: 'shadows' | 'waits';
  /** Unconfirmed: ms of call time after which a begun pattern of `digitsMatch` is forgotten. Default 3,000. */
  readonly patternTimeoutMs: number;
  /** Ms of call time between the join and the moment when the list shows it. Default 0. */
  readonly listDelayMs: number;
  /** Whether conference callbacks carry what was seen in the field besides what is documented. Default true. */
  readonly fieldParameters: boolean;

  /** REST requests in 5 s, beyond which 429 is answered. Default 300 (Plivo docs, account limits). */
  readonly maxRequestsPer5S: number;
  /** Real ms before each REST answer. Default 0. */
  readonly latencyMs: number;
  /** Real ms after which a callback held back for reordering goes out although no other came. Default 2,000. */
  readonly reorderLimitMs: number;
  /** Who picks up when REST calls a number, and what they do. Default: the last two digits say so. */
  readonly calleeAt: (number: string) => Callee;
  /** Seconds that a phone rings before it is picked up, times `timeScale`. Default 2. */
  readonly ringS: number;
  /** Unconfirmed: `CallStatus` of a callee whose phone has rung for too long. Default `timeout`. */
  readonly unansweredCallStatus: 'no-answer' | 'timeout';
  /** Takes the calls of `User`. Default: nobody is there (SIP 404). */
  readonly onSipDial: SipDialler;
}

/** Options of the simulated Plivo; every one has a default. */
export type SimulatedPlivoOptions = Partial<PlivoSettings>;

const defaults: PlivoSettings = {
  observer: undefined,
  onServed: undefined,
  port: 0,
  maxKept: Infinity,
  authId: 'MAMDEYMZQ1NJC4OTAWMT',
  authToken: 'MjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2',
  applicationId: '10000000000000001',
  timeScale: 1,
  speechMsPerCharacter: 1,
  playMs: 1_000,
  keyGapMs: 100,
  strayKeys: 'lost',
  longestCallS: 14_400,
  maxCallsPerSecond: 10,
  answerLimitMs: 15_000,
  fallbackScope: 'answer-url',
  noncePerTry: true,
  extraParameters: true,
  namesElements: false,
  numberForm: 'digits',
  withheldFrom: 'anonymous',
  sipAddresses: 'uri',
  namesSipTo: true,
  inputCountsFrom: 'prompt-end',
  retriesCount: 'tries',
  autoDigitEndMs: 2_000,
  emptyInput: 'next-element',
  dialAnswers: 'when-answered',
  unansweredStatus: 'no-answer',
  actionAfterHangUp: false,
  maxSipHeaderValue: 120,
  stayAlone: 'keeps',
  whenFull: 'next-element',
  waitSounds: 'repeat',
  shortPattern: 'shadows',
  patternTimeoutMs: 3_000,
  listDelayMs: 0,
  fieldParameters: true,
  maxRequestsPer5S: 300,
  latencyMs: 0,
  reorderLimitMs: 2_000,
  calleeAt,
  ringS: 2,
  unansweredCallStatus: 'timeout',
  onSipDial: () => Promise.resolve({ answered: false, status: 'failed', sipResponseCode: 404 }),
};

/** Fills in the defaults. */
export const settle = (options: SimulatedPlivoOptions): PlivoSettings => ({ ...defaults, ...options });
