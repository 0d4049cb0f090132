import { transferCaller } from '../../../lib/conferences/admin/transfer.ts';
import { withOrder } from '../../../lib/conferences/call-out/limits.ts';
import { callArrived, pinKeyed } from '../../../lib/conferences/call/dialogue.ts';
import { sweepUnauthenticated } from '../../../lib/conferences/call/unauthenticated.ts';
import { leftMeeting } from '../../../lib/conferences/call/inside/menu.ts';
import { voiceCallEnded } from '../../../lib/conferences/events/meeting-events.ts';
import { waited } from '../../../lib/conferences/call/inside/waiting.ts';
import type { CallerEvent } from '../../../lib/conferences/model/caller-events.ts';
import type { Caller } from '../../../lib/conferences/model/conference.ts';
import { leadOutCommands, unheardCommands } from '../../../lib/conferences/reconcile/plan/leading-out.ts';
import { plan } from '../../../lib/conferences/reconcile/plan/plan.ts';
import { poll } from '../../../lib/conferences/reconcile/poll.ts';
import { syncConference } from '../../../lib/conferences/reconcile/sync.ts';
import { reduceCaller } from '../../../lib/conferences/state/reduce/caller.ts';
import { sentenceFor } from '../../../lib/conferences/state/waiting.ts';
import { plivoTraits } from '../../../lib/providers/plivo/traits.ts';
import { twilioTraits } from '../../../lib/providers/twilio/traits.ts';
import { inMemoryConferences, voiceCall } from '../../support/conferences.ts';
import { conferenceId, newConference, startMs } from '../../support/new-conference.ts';
import { destinationSchema } from '../../../lib/numbers/destination.ts';
import { everyMoment, type MomentSearch } from '../frame/moments.ts';
import { callerPin } from './scenario.ts';

// One thing happens at every moment around a limit of time, and what is promised on each side of it must be so.

const [id, elsewhere] = [conferenceId('c1'), conferenceId('c2')];
const dialIn = '+12025550143';
const first = voiceCall('first');
const bridge = { state: 'in', call: voiceCall('bridge'), joinSequence: 1, sinceMs: startMs } as const;
const newcomer = { conference: id, call: first, name: 'Caller 1', muted: false };
const admitted = { kind: 'admitted', atMs: startMs, joinSequence: 1, newcomer } as const;

/** A conference opens after a minute, and for a minute. */
const [opensMs, closesMs] = [60_000, 120_000];

async function withRightPin(ms: number): Promise<string | undefined> {
  const settings = { opensAtMs: startMs + opensMs, closesAtMs: startMs + closesMs };
  const world = inMemoryConferences([newConference('c1', { settings })]);
  world.openDialIn(dialIn, { kind: 'pin' });
  world.addPin(callerPin, { conference: 'c1', kind: 'caller' });
  world.advance(ms);
  const arrival = { voice: 'twilio', call: first, dialled: dialIn, isNumberVerified: false } as const;
  await callArrived(world.deps, { ...arrival, isSip: false });
  const steps = await pinKeyed(world.deps, { call: first, attempt: 1, digits: callerPin });
  const isIn = steps.some(({ kind }) => kind === 'join');
  const isOpen = ms >= opensMs && ms < closesMs;
  return isIn === isOpen ? undefined : `a right PIN lets in: ${isIn}`;
}

/** So many calls are overdue, and the provider takes its time to end one: more than one sweep can do. */
const overdueCalls = 45;

async function withSlowEnds(endMs: number): Promise<string | undefined> {
  const world = inMemoryConferences();
  world.openDialIn(dialIn, { kind: 'pin' });
  world.world.end = () => {
    world.advance(endMs);
    return 'done';
  };
  for (let index = 0; index < overdueCalls; index += 1) {
    const call = voiceCall(`call-${index}`);
    const arrival = { voice: 'twilio', call, dialled: dialIn, isNumberVerified: false } as const;
    await callArrived(world.deps, { ...arrival, isSip: false });
  }
  for (let minutes = 1; minutes <= 10; minutes += 1) {
    world.advance(180_000);
    const beganMs = world.deps.clock.now();
    await sweepUnauthenticated(world.deps);
    const tookMs = world.deps.clock.now() - beganMs;
    // Ten are ended at a time, one after the other by this clock.
    if (tookMs > 10_000 + 10 * endMs) return `a sweep takes ${tookMs} ms`;
    if (world.unauthenticated().length === 0) return undefined;
  }
  return 'calls that have keyed no PIN are on the line after ten sweeps';
}

/** A request to move a call may be carried out for so long; by then whoever was not moved goes in by themselves. */
const [movesMs, goesInMs] = [5_000, 8_000];

async function afterMove(ms: number): Promise<string | undefined> {
  const world = inMemoryConferences([newConference('c1', { voice: 'plivo', meeting: 'c1', bridge })]);
  world.world.traits = plivoTraits;
  const { conferences, pinCalls } = world.deps;
  const arrived = { call: first, dialIn, language: 'en', opensTo: 'both', isBridgeOrigin: false } as const;
  await pinCalls.arrived({ ...arrived, voice: 'plivo', arrivedAtMs: startMs });
  await pinCalls.admitted(first, { conference: id, role: 'caller', joinSequence: 1 });
  await conferences.changeCaller(id, first, { ...admitted, waits: true });
  await conferences.changeCaller(id, first, { kind: 'letIn', atMs: startMs, move: 1 });
  world.advance(ms);
  const steps = await waited(world.deps, await pinCalls.get(first));
  const isLetIn = steps.some(({ kind }) => kind === 'join');
  if (ms <= movesMs && isLetIn) return 'a call that is on its way in is let in once more';
  return ms >= goesInMs && !isLetIn ? 'a call that was not moved still waits' : undefined;
}

/** Whatever the room was asked for and has not answered, it may still do for so long. */
const lateMs = 30_000;

/** The next session begins while the room may still carry out an announcement that was given up; the caller has gone. */
function announcedBefore(ms: number): string | undefined {
  const side = { session: 's1', bridge: 'bridge-1', muted: false, hand: false, isUnsure: true } as const;
  const events = [
    admitted,
    { kind: 'joined', atMs: startMs },
    { kind: 'roomHas', atMs: startMs, ...side },
    { kind: 'gone', atMs: startMs + 1 },
  ] as const;
  const caller = events.reduce<Caller | undefined>(reduceCaller, undefined);
  const session = { id: 's2', previous: 's1', startedAtMs: startMs + ms };
  const conference = newConference('c1', { session, bridge, meeting: 'm1' });
  const { commands } = plan({ traits: twilioTraits }, conference, caller ? [caller] : [], startMs + ms + 1);
  const isTakenBack = commands.some(({ kind }) => kind === 'withdraw');
  return isTakenBack || ms >= lateMs ? undefined : 'somebody who has gone is left in the next session';
}

/** Callers hear that it takes three minutes at most. */
const saidToTakeMs = 180_000;

function stillWaiting(ms: number): string | undefined {
  // The room has been asked, and did not take it on.
  const asked = { state: 'absent', tries: 0, notBeforeMs: startMs, failures: 2 } as const;
  const sentence = sentenceFor(newConference('c1', { bridge: asked }), startMs, startMs + ms);
  const isLate = sentence !== 'waiting-for-bridge';
  return isLate === ms >= saidToTakeMs ? undefined : `a caller who waits hears ${sentence}`;
}

/** A stage that may call one number in a minute, and two in an hour. */
const few = { allow: ['+49'], perMinute: 1, perHour: 2 };

function orderedAgain(ms: number): string | undefined {
  const second = withOrder([startMs], startMs + ms, few) !== 'minute';
  if (second !== ms >= 60_000) return `a second number may be called: ${second}`;
  const third = withOrder([startMs, startMs], startMs + ms, { ...few, perMinute: 3 }) !== 'hour';
  return third === ms >= 3_600_000 ? undefined : `a third number may be called: ${third}`;
}

/** The two ways in which a provider tells the end of a call come within this. */
const toldTwiceMs = 1_000;

/** Whoever told the end first has died before the conference was woken. */
async function endToldAgain(ms: number): Promise<string | undefined> {
  const { world } = await withCaller();
  world.world.wake = 'failed';
  await voiceCallEnded(world.deps, first);
  world.world.wake = 'sent';
  world.advance(ms);
  await voiceCallEnded(world.deps, first);
  const isWoken = world.record.wakes.length > 0;
  return isWoken || ms < toldTwiceMs ? undefined : 'the end of a call that was told again wakes nobody';
}

/** Providers repeat a request for so long, and a number rings for so long. */
const [repeatsMs, ringsMs] = [14_000, 30_000];

async function asksAgain(ms: number): Promise<string | undefined> {
  const { world, pinCall } = await withCaller();
  await transferCaller({ ...world.deps, limits: few }, pinCall, '+493012345678');
  const asks = () => leftMeeting(world.deps, { call: first, joinSequence: 1, isUp: true });
  await asks();
  world.advance(ms);
  const isDialled = (await asks()).some(({ kind }) => kind === 'dial');
  if (ms <= repeatsMs && !isDialled) return 'a request that is repeated calls nobody';
  return ms > ringsMs && isDialled ? 'a caller who is back from a call is led there once more' : undefined;
}

/** What was left open is done after so long. */
const againMs = 5_000;

/** A mute was carried out, and its answer was lost; before it is told again, the caller unmutes, though not at the same moment. */
async function unmutedAfter(ms: number): Promise<string | undefined> {
  const { world } = await withCaller();
  const { conferences } = world.deps;
  const set = (is: boolean) =>
    conferences.changeCaller(id, first, { kind: 'muted', atMs: world.deps.clock.now(), is, by: 'caller' });
  world.world.mutePhone = () => 'unknown';
  await set(true);
  await syncConference(world.deps, id);
  world.world.mutePhone = () => 'done';
  world.advance(ms);
  await set(false);
  await syncConference(world.deps, id);
  const told = world.record.commands.findLast((command) => command.startsWith('phone'));
  return told === `phone unmute m1 ${first}` ? undefined : 'a caller who has unmuted is not heard';
}

const ordered = {
  kind: 'transferOrdered',
  atMs: startMs,
  to: { kind: 'conference', conference: id },
} as const;

/** A caller who is in, after these. */
function callerAfter(events: readonly CallerEvent[]): readonly Caller[] {
  const joined = [admitted, { kind: 'joined', atMs: startMs } as const, ...events];
  const caller = joined.reduce<Caller | undefined>(reduceCaller, undefined);
  return caller === undefined ? [] : [caller];
}

/** A call that was told to ask does so within seconds; and nobody expects to be led on after a minute. */
function toldToAsk(ms: number): string | undefined {
  const callers = callerAfter([ordered, { kind: 'leadingOut', atMs: startMs }]);
  const able = { leadOut: () => Promise.resolve('done' as const) };
  const kinds = leadOutCommands(able, callers, startMs + ms).map(({ kind }) => kind);
  const right = ms < 10_000 ? [] : ms < 60_000 ? ['leadOut'] : ['giveUpTransfer'];
  return kinds.join() === right.join() ? undefined : `a call that was told to ask: ${kinds.join()}`;
}

/** What somebody hears first takes a minute, and it rings for half of one; for another minute it is asked how the call is. */
const [rungMs, unknownMs] = [90_000, 180_000];

function calledFor(ms: number): string | undefined {
  const destination = destinationSchema.parse('+493012345678');
  const toDesk = { ...ordered, to: { kind: 'destination', destination } } as const;
  const callers = callerAfter([toDesk, { kind: 'ledOn', atMs: startMs }]);
  const kinds = unheardCommands(callers, startMs + ms).map(({ kind }) => kind);
  if (ms <= rungMs && kinds.length > 0) return `a call that rings: ${kinds.join()}`;
  return ms >= unknownMs && kinds.join() !== 'giveUpTransfer'
    ? 'a caller is being called without end'
    : undefined;
}

/** A list may be so old. */
const listLagMs = 10_000;

/** The list still has a caller who was led into another conference: so late, an order to move them in was carried out again. */
async function listedAfter(ms: number): Promise<string | undefined> {
  const { world } = await withCaller();
  const { conferences, pinCalls } = world.deps;
  await conferences.changeCaller(id, first, {
    ...ordered,
    to: { kind: 'conference', conference: elsewhere },
  });
  await conferences.changeCaller(id, first, { kind: 'ledOn', atMs: startMs, outcome: 'answered' });
  await pinCalls.admitted(first, { conference: elsewhere, role: 'caller', joinSequence: 1 });
  world.world.participants = () => ({ meeting: 'm1', legs: [{ call: first, muted: false }] });
  world.advance(ms);
  const loaded = await conferences.load(id);
  if (loaded === undefined) throw new Error('there is no conference');
  await poll(world.deps, loaded.conference, loaded.callers);
  const isTakenOut = world.record.commands.some((command) => command.startsWith('phone leadOut'));
  return isTakenOut === ms >= listLagMs ? undefined : `a caller who was led on is taken out: ${isTakenOut}`;
}

/** A caller is in a conference, whose bridge is in. */
async function withCaller() {
  const world = inMemoryConferences([newConference('c1', { meeting: 'm1', bridge })]);
  world.openDialIn(dialIn, { kind: 'pin', transferTo: ['+49'] });
  const { conferences, pinCalls } = world.deps;
  const arrived = { call: first, dialIn, language: 'en', opensTo: 'both', isBridgeOrigin: false } as const;
  await pinCalls.arrived({ ...arrived, voice: 'twilio', arrivedAtMs: startMs });
  await pinCalls.admitted(first, { conference: id, role: 'caller', joinSequence: 1 });
  await conferences.changeCaller(id, first, admitted);
  await conferences.changeCaller(id, first, { kind: 'joined', atMs: startMs, joinSequence: 1 });
  const pinCall = await pinCalls.get(first);
  if (pinCall === undefined) throw new Error('nobody has called');
  return { world, pinCall };
}

/** By what happens at every moment. */
export const momentSearches: Readonly<Record<string, MomentSearch>> = {
  'a right PIN, while the conference is open and not': everyMoment(
    [0, 180_000, 5_000],
    'nobody-is-locked-out',
    withRightPin,
  ),
  'calls that key no PIN are ended, each in so long': everyMoment(
    [0, 1_000, 100],
    'every-call-ends',
    withSlowEnds,
  ),
  'a caller who is being moved in asks': everyMoment([0, 12_000, 500], 'let-in-once', afterMove),
  'a session begins after an announcement without an answer': everyMoment(
    [0, 60_000, 1_000],
    'announced-only-if-in',
    announcedBefore,
  ),
  'a caller waits for a room that does not dial': everyMoment(
    [0, 300_000, 10_000],
    'what-is-said-is-so',
    stillWaiting,
  ),
  'a number is called, after others': everyMoment([0, 3_660_000, 30_000], 'orders-are-limited', orderedAgain),
  'the end of a call is told again, and whoever told it first has died': everyMoment(
    [0, 3_000, 250],
    'announced-only-if-in',
    endToldAgain,
  ),
  'a caller unmutes after a mute whose answer was lost': everyMoment(
    [250, againMs, 250],
    'mute-agrees',
    unmutedAfter,
  ),
  'a call that is to ask what to do does not': everyMoment([0, 90_000, 2_500], 'led-once', toldToAsk),
  'nobody says whether a caller was taken': everyMoment([0, 240_000, 5_000], 'an-outcome-comes', calledFor),
  'a caller who was led on is on a list': everyMoment([0, 20_000, 1_000], 'led-once', listedAfter),
  'a caller who was led to a number asks again': everyMoment([0, 60_000, 2_000], 'led-once', asksAgain),
};
