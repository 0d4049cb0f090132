import type { Caller, Conference } from '../../../../lib/conferences/model/conference.ts';
import type { PinCall } from '../../../../lib/conferences/model/pin-call.ts';
import { eventsOfCaller, eventsOfConference, eventsOfPinCall } from '../../../../lib/events/conference.ts';
import type { PatchbayEvent } from '../../../../lib/events/schema.ts';
import type { ItemWrite } from '../../../support/conferences.ts';
import { meet } from '../../frame/coverage.ts';
import { Violation } from '../../frame/violation.ts';
import { headings } from '../covered.ts';
import type { JudgedWorld } from '../judged.ts';

const view = { stage: 'sim', showsNumbers: false };

/** What somebody knows of a call by its own events alone. */
interface KnownCall {
  tries: number;
  /** The last that was told of its notice. */
  notice: PatchbayEvent['type'] | undefined;
  outcome: string | undefined;
  isForwarded: boolean;
}

/** What somebody knows of a caller who has their events alone, beside how they began. */
interface Known {
  presence: string;
  isMuted: boolean;
  isHandUp: boolean;
  isKicked: boolean;
}

/**
 * A consumer of events, told of each write as it is published. From events alone it has to know at any moment how each caller and
 * the conference stand: what is not told, or in another order, would show at once.
 */
export class Consumer {
  readonly #world: Pick<JudgedWorld, 'met' | 'scheduler'>;
  readonly #fail: (violation: Violation) => void;
  readonly #callers = new Map<string, Known>();
  readonly #calls = new Map<string, KnownCall>();
  readonly #sequences = new Map<string, number>();
  #isBridged = false;
  #isClosed = false;

  readonly #ofCall: (call: PinCall, event: PatchbayEvent) => void;

  /** @param ofCall is told of each event of a call before it is anybody's */
  constructor(
    world: Pick<JudgedWorld, 'met' | 'scheduler'>,
    ofCall: (call: PinCall, event: PatchbayEvent) => void,
    fail: (violation: Violation) => void,
  ) {
    this.#world = world;
    this.#ofCall = ofCall;
    this.#fail = fail;
  }

  written(write: ItemWrite): void {
    const atMs = this.#world.scheduler.nowMs;
    switch (write.of) {
      case 'pin-call': {
        const { before, after } = write;
        const events = eventsOfPinCall(before, after, view, atMs);
        // Let in by half: the caller is written, and the call's own write failed. What it tries then is told with a number of its own.
        const isHalfIn = after.role === undefined && this.#callers.has(after.call);
        this.#hear(after.call, events, isHalfIn ? 'call.tried' : undefined);
        for (const event of events) this.#ofCall(after, event);
        this.#judgeCall(after);
        return;
      }
      case 'caller': {
        const { before, after } = write;
        if (before === undefined) this.#callers.set(after.call, beginningOf(after));
        this.#hear(after.call, eventsOfCaller({ ...write, atMs }, view));
        this.#judgeCaller(after);
        return;
      }
      case 'conference':
        this.#hear(write.after.id, eventsOfConference({ ...write, atMs }, view));
        this.#judgeConference(write.after);
    }
  }

  /** @param overtaken events of this type may come when a later one has been told */
  #hear(subject: string, events: readonly PatchbayEvent[], overtaken?: PatchbayEvent['type']): void {
    for (const event of events) {
      meet(this.#world.met, headings.published, event.type);
      const last = this.#sequences.get(subject) ?? 0;
      if (event.sequence <= last && event.type !== overtaken)
        this.#fail(new Violation('events-in-order', `${subject}: ${event.sequence} after ${last}`));
      this.#sequences.set(subject, Math.max(last, event.sequence));
      const known = this.#callers.get(subject);
      if (known !== undefined) learn(known, event.type);
      if (event.type === 'call.arrived' || event.type === 'call.ordered')
        this.#calls.set(subject, { tries: 0, notice: undefined, outcome: undefined, isForwarded: false });
      learnOfCall(this.#calls.get(subject), event);
      if (event.type === 'conference.bridgeIn' || event.type === 'conference.bridgeOut')
        this.#isBridged = event.type === 'conference.bridgeIn';
      if (event.type === 'conference.closed') this.#isClosed = true;
    }
  }

  #judgeCall({ call, tries = [], notice, noticeAnswers = [], callOut, role }: PinCall): void {
    const known = this.#calls.get(call);
    const last = noticeAnswers.at(-1)?.outcome;
    const [yes, no] =
      notice?.consent === undefined
        ? (['call.noticeHeard', undefined] as const)
        : (['call.agreed', 'call.notAgreed'] as const);
    const told = notice === undefined || last === undefined ? undefined : last === 'went-on' ? yes : no;
    const isKnown =
      known?.tries === tries.length &&
      known.notice === told &&
      known.outcome === callOut?.outcome?.is &&
      known.isForwarded === (role === 'forward');
    if (!isKnown)
      this.#fail(new Violation('events-say-how-a-call-stands', `${call}: ${JSON.stringify(known)}`));
  }

  #judgeCaller({ call, presence, muted, hand, kicked }: Caller): void {
    const known = this.#callers.get(call);
    // Of a join that is under way nobody is told.
    const isKnown =
      (presence === 'joining' || known?.presence === presence) &&
      known?.isMuted === muted.is &&
      known.isHandUp === hand &&
      (kicked === undefined || known.isKicked);
    if (!isKnown) this.#fail(new Violation('events-say-how-a-caller-stands', `${call} is ${presence}`));
  }

  #judgeConference({ id, bridge, isClosed }: Conference): void {
    if (this.#isBridged !== (bridge.state === 'in') || this.#isClosed !== isClosed)
      this.#fail(new Violation('events-say-how-a-conference-stands', `${id}: the bridge is ${bridge.state}`));
  }
}

const beginningOf = ({ muted, hand }: Caller): Known => ({
  presence: 'none',
  isMuted: muted.is,
  isHandUp: hand,
  isKicked: false,
});

const presences: ReadonlySet<string> = new Set(['waiting', 'in', 'absent', 'gone']);

function learn(known: Known, type: PatchbayEvent['type']): void {
  const word = type.replace('caller.', '');
  if (presences.has(word)) known.presence = word;
  if (type === 'caller.muted' || type === 'caller.unmuted') known.isMuted = type === 'caller.muted';
  if (type === 'caller.handRaised' || type === 'caller.handLowered')
    known.isHandUp = type === 'caller.handRaised';
  if (type === 'caller.kicked') known.isKicked = true;
}

function learnOfCall(known: KnownCall | undefined, event: PatchbayEvent): void {
  if (known === undefined) return;
  const { type } = event;
  if (type === 'call.tried') known.tries += 1;
  if (type === 'call.noticeHeard' || type === 'call.agreed' || type === 'call.notAgreed') known.notice = type;
  if (type === 'call.callOutOver') known.outcome = event.outcome;
  if (type === 'call.forwarded') known.isForwarded = true;
}
