import type { CallView } from '../../lib/admin/call-schema.ts';
import type { NumberOffer } from '../console/api/events.ts';
import type { Scenario, ScenarioCaller } from './model.ts';
import type { Step } from './steps.ts';

/** A scenario that goes as a call went, or why there is none. */
export type Replay =
  { readonly ok: true; readonly scenario: Scenario } | { readonly ok: false; readonly problem: string };

/** Longer than a hold budget: whatever becomes of a held call has become of it. */
const holdWithinS = 150;
/** A bridge may take three tries until it is in. */
const roomWithinS = 60;
/** A caller who says nothing is asked again after 8 s. */
const silenceS = 9;
/** A talk is not replayed at length. */
const talkS = 1;

type Line = CallView['timeline'][number];
type HeldView = Extract<CallView, { readonly journey: 'held' }>;
type PinView = Extract<CallView, { readonly journey: 'pin' }>;

/**
 * A scenario from a call that is over: what its timeline tells, at a number of the gateway of this machine. Nobody's number is
 * in it, and no PIN.
 * @param offers the numbers of the gateway that plays it
 */
export function replayOf(view: CallView, offers: readonly NumberOffer[]): Replay {
  if (view.isLive) return { ok: false, problem: `The call ${view.id} is not over.` };
  if (view.journey === 'pin' && view.role === 'bridge')
    return { ok: false, problem: `The call ${view.id} is the bridge of a room, which no caller plays.` };
  const at: ScenarioCaller['at'] = view.journey === 'held' ? 'daily' : view.voice;
  const offered = offers.filter(({ provider }) => provider === at);
  const to = offered.find(({ number }) => number === view.to) ?? offered.find((offer) => isLike(offer, view));
  if (to === undefined)
    return {
      ok: false,
      problem: `The gateway on this machine has no number of ${at} that leads to the same.`,
    };
  const bots = view.journey === 'held' ? botsOf(view.timeline) : [];
  const caller = { at, to: to.number, ...(bots.length > 0 && { bots }) };
  const steps = view.journey === 'held' ? heldSteps(view) : pinSteps(view);
  return { ok: true, scenario: { name: `As the call ${view.id} went`, callers: [caller], steps } };
}

/** Of numbers that are others': one that leads to the same kind of thing. */
function isLike({ leadsTo, pin }: NumberOffer, view: CallView): boolean {
  if (view.journey === 'pin') return pin !== undefined;
  if (view.state === 'refused') return leadsTo.includes('refused');
  const isRoom = view.targets[0]?.startsWith('room:') === true;
  return leadsTo.startsWith(isRoom ? 'the room' : 'the bot');
}

/** How the bots behaved that were asked, in their order. */
function botsOf(timeline: readonly Line[]): string[] {
  return timeline.flatMap(({ event, detail = '' }) => {
    if (event === 'targetRefused') return [detail.includes('at-capacity') ? 'full' : 'failing'];
    if (event === 'movedOn') return ['dead'];
    return event === 'connected' && !detail.includes('room') ? ['good'] : [];
  });
}

function heldSteps({ state, timeline }: HeldView): Step[] {
  const is = (word: string): Step => ({ kind: 'is', caller: 1, state: word, withinS: holdWithinS });
  const hangsUp: Step = { kind: 'hangs-up', caller: 1 };
  const talk: Step = { kind: 'wait', seconds: talkS };
  const wasConnected = timeline.some(({ event }) => event === 'connected');
  const end = wasConnected
    ? [is('connected'), talk, hangsUp, is('ended')]
    : [...(state === 'abandoned' ? [talk, hangsUp] : []), is(state)];
  return [{ kind: 'calls', caller: 1 }, ...end];
}

function pinSteps({ timeline, conference, muted }: PinView): Step[] {
  const moderator = (step: string): Step => ({ kind: 'moderator', step });
  const isAsked: Step = { kind: 'hears', caller: 1, text: 'say', withinS: roomWithinS };
  const has = (event: string) => timeline.some((line) => line.event === event);
  const steps: Step[] = has('announced') ? [moderator('start'), moderator('join Host')] : [];
  steps.push({ kind: 'calls', caller: 1 });
  for (const { event, detail = '' } of timeline) {
    if (event !== 'tried') continue;
    const isSilence = detail.includes('no-input');
    steps.push(
      isAsked,
      isSilence ? { kind: 'wait', seconds: silenceS } : { kind: 'keys', caller: 1, keys: '0000#' },
    );
  }
  if (conference !== undefined) {
    steps.push(isAsked, { kind: 'keys', caller: 1, keys: 'PIN#' });
    if (has('announced')) steps.push({ kind: 'room-shows', count: 1, what: 'callers', withinS: roomWithinS });
    if (has('announced') && muted === true) steps.push(moderator('mute caller 1'));
    if (has('announced') && has('kicked')) steps.push(moderator('remove caller 1'));
  }
  const isHungUp: Step = { kind: 'is-hung-up', caller: 1, withinS: roomWithinS };
  steps.push(has('kicked') || has('hungUp') ? isHungUp : { kind: 'hangs-up', caller: 1 });
  return steps;
}
