import type { HttpAnswer, WebhookEvent } from '../../../functions/shared/http.ts';
import type { Language } from '../../../lib/conferences/model/conference.ts';
import type { Instruction } from '../../../lib/conferences/model/instructions.ts';
import type { VoiceTraits } from '../../../lib/conferences/model/voice.ts';
import type { CallOutId, OutgoingCall } from '../../../lib/conferences/model/call-out.ts';
import type { ConferenceDeps, PlaceCall, VoiceProvider } from '../../../lib/conferences/ports.ts';
import type { Http } from '../../../lib/http/http.ts';
import type { Reply } from '../../lib/http/fake-http.ts';
import type { Scenario } from '../../simulation/conferences/scenario.ts';

/** A webhook as API Gateway hands it over. */
export type Webhook = WebhookEvent & { readonly rawPath: string; readonly rawQueryString: string };

/** Somebody who calls, in the provider's own spelling. */
export interface Caller {
  readonly from: string;
  /** A number, or a SIP Domain of its own. */
  readonly dialled: string;
  readonly isSip?: boolean;
}

/** What a document makes a call do, whatever the provider's words for it are. */
export type Step =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'play'; readonly url: string }
  | { readonly kind: 'ask'; readonly says: readonly string[] }
  | { readonly kind: 'join' | 'wait' | 'pause' | 'reject' | 'hangUp' }
  | {
      readonly kind: 'forward';
      readonly address: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** `to`, `from`: numbers in E.164; `to` may be a SIP address instead. */
  | { readonly kind: 'dial'; readonly to: string; readonly from: string; readonly ringS: number };

/** The secrets that the handlers know: those that are cached, and those that a read past the cache finds. */
export interface LiveSecrets {
  readonly known: readonly string[];
  readonly fresh?: readonly string[];
}

interface Handlers {
  readonly handle: (event: Webhook) => Promise<HttpAnswer>;
  /** How often secrets were read past the cache. */
  readonly rereads: () => number;
}

/** One command as it went over the wire: a body in a form's or JSON's order of names does not matter. */
export interface SentCommand {
  readonly method: string;
  /** Below the API's own base, with the query. */
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export const commandNames = ['mute', 'tell', 'end', 'hangUp', 'participants', 'isUp'] as const;
export type CommandName = (typeof commandNames)[number];

/** How a provider has somebody called, and tells of the one call of a kit that it has placed it. */
interface CallOuts {
  readonly phone: (http: Http) => PlaceCall;
  /** What the vendor's own client sends for the same order. */
  readonly vendorSends: (order: OutgoingCall) => Promise<SentCommand>;
  /** That the order was carried out. */
  readonly ok: Reply;
  readonly pickedUp: (id: CallOutId) => Webhook;
  /** The call is over, by what came of it if nobody has picked up; `completed`: somebody has. */
  readonly ends: Readonly<Record<'completed' | 'busy' | 'no-answer' | 'failed', (id: CallOutId) => Webhook>>;
}

/** A voice provider's adapter, its simulator and its judges from outside, as the contract asks for them. */
export interface VoiceProviderKit {
  readonly traits: VoiceTraits;
  /** The id by which the domain knows the one call that a kit's webhooks are about. */
  readonly call: string;
  /** The provider's name for the meeting that commands are about. */
  readonly meeting: string;
  /** Scenarios that make no sense here, by their number: why. */
  readonly skips: Readonly<Partial<Record<number, string>>>;
  /** A live secret, and others of its form. */
  readonly secrets: readonly [string, string, string];

  /** The functions of the provider over these stores. `deadline`: aborts when an answer has taken too long. */
  readonly handlers: (deps: ConferenceDeps, secrets: LiveSecrets, deadline: AbortSignal) => Handlers;
  /** Webhooks as the provider sends them. `secret`: signs them; default the first of `secrets`. */
  readonly sends: {
    readonly arrival: (caller: Caller, secret?: string) => Webhook;
    /** Digits for the question of a document; the hash is pressed too. */
    readonly keyed: (caller: Caller, document: string, digits: string) => Webhook;
    readonly forwardEnded: (caller: Caller, document: string) => Webhook;
  };
  /** An arrival of so long ago, in milliseconds; less than 0: of the time to come. Undefined: no time is signed. */
  readonly timed?: (caller: Caller, ageMs: number) => Webhook;
  /** A key that was pressed in the meeting: the nth press, however often it is reported. Undefined: no key is reported. */
  readonly pressed?: (key: string, nth: number) => Webhook;
  /** `at-once`: nothing but the time tells a report that is repeated from another press. Default `late`: at any time. */
  readonly repeats?: 'late' | 'at-once';
  /** A call whose id at the provider has letters that ours have not. Undefined: there are none. */
  readonly odd?: {
    readonly call: string;
    readonly sends: VoiceProviderKit['sends'];
    readonly ended: () => Webhook;
  };
  /** Signatures that were published, or confirmed by the vendor's own code: whether ours accepts each. */
  readonly vectors: readonly { readonly name: string; readonly isAccepted: () => boolean }[];
  /** Changes of a signed request after which its signature is good no more. */
  readonly spoiled: Readonly<Record<string, (event: Webhook) => Webhook>>;
  /** A random request, signed by the simulator: what the vendor's own code says of it, and what ours does. */
  readonly judgeRandom: (seed: number) => { readonly vendor: boolean; readonly ours: boolean };
  /** What `from` is read as: a number, or undefined. */
  readonly numbers: readonly (readonly [from: string, number: string | undefined])[];

  /** The types of documents that the vendor reads. */
  readonly documentTypes: RegExp;
  /** Reads a document as the vendor does. @throws on whatever the vendor does not know */
  readonly read: (document: string) => readonly Step[];
  /** By which name the far end of a forwarded call finds a header of ours. Default by its own. */
  readonly headerName?: (name: string) => string;
  readonly fallback: () => string;
  /** A document that says one text, or plays one file. */
  readonly spoken: (of: { readonly language: Language; readonly audioUrl?: string }) => string;

  /** The document that carries steps out. */
  readonly document: (instructions: readonly Instruction[]) => string;

  /** Whether all who are in hear a call with this document come in and go. Undefined: the provider makes no tones. */
  readonly hasTones?: (document: string) => boolean;

  readonly voice: (http: Http) => VoiceProvider;
  /** How a call that is moved by this request asks what it is to do. Undefined: no call is moved, or the request says so. */
  readonly asksMoved?: (request: SentCommand) => Webhook;
  /** What the vendor's own client sends for the same command; undefined: it has none. */
  readonly vendorSends: (command: CommandName) => Promise<SentCommand | undefined>;
  readonly ourCommand: (request: {
    readonly method: string;
    readonly url: string;
    readonly text: string | undefined;
  }) => SentCommand;
  /** How the provider says that what a command is about is not there any more, that it refuses, and that all is well. */
  readonly replies: {
    readonly gone: Reply;
    readonly refused: Reply;
    readonly tooMany: Reply;
    /** A list of participants that has a further page. */
    readonly halfList: Reply;
    /** What a command looks for first is there. Default: it looks for nothing. */
    readonly looks?: Partial<Record<CommandName, Reply>>;
    readonly ok: Readonly<Record<CommandName, Reply>>;
  };
  /** What follows for a call of which the provider says that there is none. */
  readonly isUpWhenGone: false | undefined;
  readonly callOuts: CallOuts;
  /** What makes a simulated conference one of this provider. */
  readonly scenario: Partial<Scenario>;
}
