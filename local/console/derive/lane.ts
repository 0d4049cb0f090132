import type { CallView } from '../../../lib/admin/call-schema.ts';
import { outcomeInWords } from './words.ts';

/** One step of a lane. `now`: the call is there; `missed`: it ended without getting there. */
interface Step {
  readonly label: string;
  readonly status: 'done' | 'now' | 'to-come' | 'missed';
}

/** How a call does: it goes on, it has got through, it is over as it should be, or it failed. */
type Tone = 'live' | 'good' | 'over' | 'bad';

/** A call as it moves from state to state. */
export interface Lane {
  readonly steps: readonly Step[];
  /** Where it is, in a few words. */
  readonly label: string;
  readonly tone: Tone;
}

/** The lane of a call, from what `call show` shows of it. */
export function laneOf(call: CallView): Lane {
  return call.journey === 'held' ? heldLane(call) : pinLane(call);
}

type Held = CallView & { readonly journey: 'held' };
type Pin = CallView & { readonly journey: 'pin' };

/** The steps of a call on hold, in order. */
export const heldLabels = ['On hold', 'Getting ready', 'Connecting', 'Connected'];
/** Those of a call at a dial-in. */
export const pinLabels = ['PIN asked', 'Let in', 'In the meeting'];

/** Those of a call that the gateway has placed. */
const callOutLabels = ['Called', 'Let in', 'In the meeting'];

function heldLane(call: Held): Lane {
  const at = (index: number) => stepsTo(heldLabels, index, 'now');
  switch (call.state) {
    case 'held':
      return { steps: at(0), label: 'on hold', tone: 'live' };
    case 'waiting':
      return { steps: at(1), label: 'the room gets ready', tone: 'live' };
    case 'connecting':
      return { steps: at(2), label: 'being connected', tone: 'live' };
    case 'connected':
      return { steps: at(3), label: 'talks', tone: 'good' };
    case 'transferring':
      return { steps: at(3), label: 'is being led on', tone: 'live' };
    case 'transferred':
      return { steps: at(3), label: 'talks to whom it was led to', tone: 'good' };
    case 'ended':
      return { steps: stepsTo(heldLabels, 3, 'done'), label: endOf(call), tone: 'over' };
    case 'abandoned':
    case 'released':
    case 'refused':
      return { steps: stepsTo(heldLabels, reachedOnHold(call), 'done'), label: endOf(call), tone: 'bad' };
  }
}

function pinLane(call: Pin): Lane {
  const labels = call.callOut === undefined ? pinLabels : callOutLabels;
  const at = (index: number) => stepsTo(labels, index, 'now');
  if (call.role === 'forward')
    return { steps: stepsTo(pinLabels, 1, 'done'), label: 'forwarded', tone: 'over' };
  switch (call.state) {
    case 'calling':
      return { steps: at(0), label: 'is being called', tone: 'live' };
    case 'unauthenticated':
      return { steps: at(0), label: 'is asked for a PIN', tone: 'live' };
    case 'waiting':
      return { steps: at(1), label: 'waits for the room', tone: 'live' };
    case 'joining':
      return { steps: at(1), label: 'is let in', tone: 'live' };
    case 'in':
      return {
        steps: at(2),
        label: call.role === 'bridge' ? 'carries the sound' : insideOf(call),
        tone: 'good',
      };
    case 'absent':
      return { steps: at(2), label: 'in the menu', tone: 'good' };
    case 'ended':
      return call.conference === undefined
        ? { steps: stepsTo(labels, 0, 'done'), label: call.callOut?.outcome ?? 'never let in', tone: 'bad' }
        : { steps: stepsTo(labels, 2, 'done'), label: 'over', tone: 'over' };
  }
}

function insideOf({ muted, announced }: Pin): string {
  if (announced !== true) return 'in, not shown yet';
  return muted === true ? 'in, muted' : 'in, can be heard';
}

/** A call that nobody took still got somewhere: its timeline says how far. */
function reachedOnHold({ timeline }: Held): number {
  const has = (event: string) => timeline.some((line) => line.event === event);
  if (has('connected') || has('connectedLate')) return 3;
  if (has('claimed')) return 2;
  return has('asked') || has('tokenStored') ? 1 : 0;
}

const endOf = ({ state, outcome }: Held) => (outcome === undefined ? state : outcomeInWords(outcome));

function stepsTo(labels: readonly string[], index: number, status: 'now' | 'done'): readonly Step[] {
  return labels.map((label, position) => {
    if (position < index) return { label, status: 'done' };
    if (position === index) return { label, status };
    return { label, status: status === 'now' ? 'to-come' : 'missed' };
  });
}
