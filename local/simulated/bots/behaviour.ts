import * as z from 'zod';
import { keepNewest } from '../../runtime/keep.ts';

/** How one bot start turns out. Times in ms. */
export const botBehaviourSchema = z.strictObject({
  /**
   * `joins` (default); `silent`: accepted, never joins; `late`: joins after `lateMs` instead of `startUpMs`;
   * `stock`: accepted, and ends as it starts: it looks for its room among the arguments of Pipecat's runner only, and they
   * name none (docs/bots.md); `at-capacity`: 429; `error`: 500; `hangs`: no answer, never joins.
   */
  outcome: z.enum(['joins', 'silent', 'late', 'stock', 'at-capacity', 'error', 'hangs']).optional(),
  /** Seconds that an answer of `at-capacity` asks to wait, as its `Retry-After`. Default: it has none. */
  retryAfterS: z.number().min(0).optional(),
  /** From the order to joining the room. Default 200. */
  startUpMs: z.number().min(0).optional(),
  /** Default 60,000. */
  lateMs: z.number().min(0).optional(),
  /** From the order to its answer, so that the bot may be ready before it. Default 0. */
  answerDelayMs: z.number().min(0).optional(),
  /** Whether the bot itself reports that dial-in is ready. Default true; else it is left to Daily's webhook. */
  reports: z.boolean().optional(),
  /** Reports twice. Default false. */
  reportTwice: z.boolean().optional(),
  /** From joining to leaving by itself. Default: stays. */
  leavesAfterMs: z.number().min(0).optional(),
  /** Asks so long after the caller has come in that they are led on to `transfersTo`. Default 0. */
  transfersAfterMs: z.number().min(0).optional(),
  /** A number or SIP address. Default: leads nobody on. */
  transfersTo: z.string().optional(),
  /** Stays when the caller has hung up. Default false: leaves, as bots for phone calls do. */
  staysAfterCaller: z.boolean().optional(),
});

/** A behaviour; what is left out comes from the default behaviour. */
export type BotBehaviour = z.infer<typeof botBehaviourSchema>;

/** A behaviour with everything decided. */
export interface SettledBehaviour {
  readonly outcome: NonNullable<BotBehaviour['outcome']>;
  readonly retryAfterS: number | undefined;
  readonly startUpMs: number;
  readonly lateMs: number;
  readonly answerDelayMs: number;
  readonly reports: boolean;
  readonly reportTwice: boolean;
  readonly leavesAfterMs: number | undefined;
  readonly transfersAfterMs: number;
  readonly transfersTo: string | undefined;
  readonly staysAfterCaller: boolean;
}

function settle(base: SettledBehaviour, change: BotBehaviour | undefined): SettledBehaviour {
  return {
    outcome: change?.outcome ?? base.outcome,
    retryAfterS: change?.retryAfterS ?? base.retryAfterS,
    startUpMs: change?.startUpMs ?? base.startUpMs,
    lateMs: change?.lateMs ?? base.lateMs,
    answerDelayMs: change?.answerDelayMs ?? base.answerDelayMs,
    reports: change?.reports ?? base.reports,
    reportTwice: change?.reportTwice ?? base.reportTwice,
    leavesAfterMs: change?.leavesAfterMs ?? base.leavesAfterMs,
    transfersAfterMs: change?.transfersAfterMs ?? base.transfersAfterMs,
    transfersTo: change?.transfersTo ?? base.transfersTo,
    staysAfterCaller: change?.staysAfterCaller ?? base.staysAfterCaller,
  };
}

/** What a bot does unless told otherwise. */
const plainBehaviour: SettledBehaviour = {
  outcome: 'joins',
  retryAfterS: undefined,
  startUpMs: 200,
  lateMs: 60_000,
  answerDelayMs: 0,
  reports: true,
  reportTwice: false,
  leavesAfterMs: undefined,
  transfersAfterMs: 0,
  transfersTo: undefined,
  staysAfterCaller: false,
};

interface CallScript {
  behaviours: readonly BotBehaviour[];
  starts: number;
}

/** Behaviours by call id and by the n-th start for that call. */
export class BotScripts {
  readonly #calls = new Map<string, CallScript>();
  readonly #callIds: string[] = [];
  readonly #maxKept: number;
  #defaults: SettledBehaviour;

  /** @param maxKept of how many calls scripts and starts are kept, the newest */
  constructor(defaults: BotBehaviour, maxKept: number) {
    this.#defaults = settle(plainBehaviour, defaults);
    this.#maxKept = maxKept;
  }

  /** Changes what applies to every start without a script, and fills the gaps of scripts. */
  setDefault(behaviour: BotBehaviour): void {
    this.#defaults = settle(this.#defaults, behaviour);
  }

  /** The first start for `callId` takes the first behaviour and so on; the last one repeats. */
  set(callId: string, behaviours: readonly BotBehaviour[]): void {
    this.#of(callId).behaviours = behaviours;
  }

  /** Behaviour of the start that is happening now. */
  next(callId: string): { nth: number; behaviour: SettledBehaviour } {
    const call = this.#of(callId);
    call.starts += 1;
    const { behaviours, starts: nth } = call;
    return { nth, behaviour: settle(this.#defaults, behaviours[nth - 1] ?? behaviours.at(-1)) };
  }

  #of(callId: string): CallScript {
    const known = this.#calls.get(callId);
    if (known) return known;
    const call: CallScript = { behaviours: [], starts: 0 };
    this.#calls.set(callId, call);
    const forgotten = keepNewest(this.#callIds, callId, this.#maxKept);
    if (forgotten !== undefined) this.#calls.delete(forgotten);
    return call;
  }
}
