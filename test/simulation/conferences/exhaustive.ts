import type { RunWithFault } from '../frame/answers.ts';
import type { RunWithDeaths, Searched } from '../frame/deaths.ts';
import { requestsIn } from '../frame/lambda.ts';
import type { WorldOptions } from './judged.ts';
import type { ConferenceBlueprint } from './run-world.ts';
import { outsideIds, plainOutside, type OutsideId } from './outside/variants.ts';
import {
  callerPin,
  uneventful,
  wrongPin,
  type CallerAction,
  type CallerPlan,
  type Scenario,
} from './scenario.ts';
import { World } from './world.ts';

/**
 * People act only when a caller was let in even if a function died, which takes the queue 90 s to get over; and fall
 * quiet early, so that few sweeps are among the moments.
 */
const actionsAtMs = 130_000;
const quietAtMs = 260_000;
const agreesWithinMs = 20 * 60_000;

/** The request with the PIN is under way: whatever becomes of it, the call is over. */
const hangsUpAtMs = 4_520;
/** By then the place of a caller who is left behind is free again, though a look is left unanswered, or a function died. */
const placeFreeAtMs = 200_000;

const caller = (dialsAtMs: number, ...actions: readonly CallerAction[]): CallerPlan => ({
  dialsAtMs,
  pins: [callerPin],
  actions,
});
const action = (atMs: number, what: CallerAction['action'], key?: string): CallerAction => ({
  atMs,
  action: what,
  key,
});

const plain: Scenario = {
  ...uneventful,
  callers: [caller(0)],
  quietAtMs,
  agreedAtMs: quietAtMs + agreesWithinMs,
};

/** How far the list is behind of a provider where people wait outside. */
const listLagMs = 1_500;

const goesUnheard = caller(0, action(actionsAtMs, 'hangs-up'));
const lateSession = [{ fromMs: 30_000, untilMs: Infinity }];

/** What happens in a conference, and how many callers the room shows in the end. */
export interface ConferenceFlow {
  readonly scenario: Scenario;
  readonly shown: number;
}

/** The flows of a conference, each in a world where nothing but what is stated goes wrong. */
export const conferenceFlows = {
  'a caller waits, and is let in with the bridge': { scenario: plain, shown: 1 },
  'a wrong PIN, then the right one': {
    scenario: { ...plain, callers: [{ dialsAtMs: 0, pins: [wrongPin, callerPin], actions: [] }] },
    shown: 1,
  },
  'two callers come, one goes': {
    scenario: { ...plain, callers: [caller(0), caller(5_000, action(actionsAtMs, 'hangs-up'))] },
    shown: 1,
  },
  'the caller mutes in the menu, the host unmutes': {
    scenario: {
      ...plain,
      callers: [caller(0, action(actionsAtMs, 'menu', '6'), action(actionsAtMs + 50_000, 'host-unmutes'))],
    },
    shown: 1,
  },
  'the host mutes, the caller unmutes in the menu': {
    scenario: {
      ...plain,
      callers: [caller(0, action(actionsAtMs, 'host-mutes'), action(actionsAtMs + 40_000, 'menu', '6'))],
    },
    shown: 1,
  },
  'the caller is in the menu for so long that the room shows them no more': {
    scenario: {
      ...plain,
      callers: [caller(0, action(actionsAtMs, 'menu'))],
      // Longer than anybody in the menu is shown, and not as long as it takes until the queue tries again.
      menuSaysMs: 40_000,
    },
    shown: 1,
  },
  'the caller raises a hand': {
    scenario: { ...plain, callers: [caller(0, action(actionsAtMs, 'menu', '9'))] },
    shown: 1,
  },
  'the bridge drops, and is dialled again': {
    scenario: { ...plain, bridgeDropsAtMs: [actionsAtMs] },
    shown: 1,
  },
  'the room is closed, and opened again': {
    scenario: {
      ...plain,
      sessions: [
        { fromMs: 0, untilMs: actionsAtMs },
        { fromMs: actionsAtMs + 10_000, untilMs: Infinity },
      ],
    },
    shown: 1,
  },
  'the room is closed': { scenario: { ...plain, sessions: [{ fromMs: 0, untilMs: actionsAtMs }] }, shown: 0 },
  'the host removes the caller': {
    scenario: { ...plain, callers: [caller(0, action(actionsAtMs, 'host-removes'))] },
    shown: 0,
  },
} satisfies Readonly<Record<string, ConferenceFlow>>;

const noEchoes = { ...plain.samba, echoesOurActions: false };

/** Those in which a death is of interest. */
export const flowsWithDeaths = {
  ...conferenceFlows,
  'a caller hangs up while they are let in, and another comes for the only place': {
    scenario: {
      ...plain,
      settings: { capacity: 1 },
      callers: [caller(0, action(hangsUpAtMs, 'hangs-up')), caller(placeFreeAtMs)],
    },
    shown: 1,
  },
} satisfies Readonly<Record<string, ConferenceFlow>>;

/** Those in which something is taken back before what a dying function had in hand comes again. */
export const flowsTakenBack: Readonly<Record<string, ConferenceFlow>> = {
  'a caller goes as soon as the room shows them': {
    scenario: { ...plain, callers: [caller(0, action(60_000, 'hangs-up'))] },
    shown: 0,
  },
  'the caller mutes and unmutes in the menu': {
    scenario: {
      ...plain,
      callers: [caller(0, action(actionsAtMs, 'menu', '6'), action(actionsAtMs + 30_000, 'menu', '6'))],
      samba: noEchoes,
    },
    shown: 1,
  },
  'the caller raises a hand, and lowers it': {
    scenario: {
      ...plain,
      callers: [caller(0, action(actionsAtMs, 'menu', '9'), action(actionsAtMs + 30_000, 'menu', '9'))],
      samba: noEchoes,
    },
    shown: 1,
  },
};

/** Those in which a request of unknown outcome is of interest, and a death shows nothing more than in others. */
export const flowsWithFaults: Readonly<Record<string, ConferenceFlow>> = {
  ...flowsWithDeaths,
  'the room is closed while the caller is in the menu for minutes': {
    scenario: {
      ...plain,
      sessions: [{ fromMs: 0, untilMs: actionsAtMs }],
      callers: [caller(0, action(actionsAtMs + 5_000, 'menu'))],
      // Longer than a farewell lasts at most.
      menuSaysMs: 120_000,
    },
    shown: 0,
  },
  'the host mutes and unmutes at once, where nobody reports mutes': {
    scenario: {
      ...plain,
      callers: [caller(0, action(actionsAtMs, 'host-mutes'), action(actionsAtMs + 1_500, 'host-unmutes'))],
      outside: { ...plainOutside('sinch'), listLagMs },
    },
    shown: 1,
  },
  'a stranger dials in as the bridge': {
    scenario: { ...plain, stranger: { dialsAtMs: 0, staysMs: Infinity }, sessions: lateSession },
    shown: 1,
  },
};

/** Those in which it matters how long after each other things happen; nothing goes wrong in them. */
export const flowsInTime: Readonly<Record<string, ConferenceFlow>> = {
  'a caller comes after a session, and waits for the next': {
    scenario: {
      ...plain,
      callers: [caller(0), caller(actionsAtMs + 5_000)],
      sessions: [
        { fromMs: 0, untilMs: actionsAtMs },
        { fromMs: actionsAtMs + 70_000, untilMs: Infinity },
      ],
    },
    shown: 1,
  },
  'the host removes the caller, long after the bridge dropped': {
    scenario: {
      ...plain,
      callers: [caller(0, action(actionsAtMs + 100_000, 'host-removes'))],
      bridgeDropsAtMs: [actionsAtMs],
    },
    shown: 0,
  },
  'the host asks a caller who is in the menu for minutes to unmute': {
    scenario: {
      ...plain,
      settings: { joinMuted: true },
      callers: [caller(0, action(actionsAtMs, 'menu'), action(actionsAtMs + 10_000, 'host-asks'))],
      menuSaysMs: 60_000,
    },
    shown: 1,
  },
  'the host asks somebody to unmute who is not muted, and mutes them': {
    scenario: {
      ...plain,
      callers: [caller(0, action(actionsAtMs, 'host-asks'), action(actionsAtMs + 5_000, 'host-mutes'))],
    },
    shown: 1,
  },
  'the host disconnects telephony, and the callers go first': {
    scenario: {
      ...plain,
      bridgeDropsAtMs: [actionsAtMs],
      samba: { ...plain.samba, disconnectClears: 'before' },
    },
    shown: 1,
  },
  'the room is closed, keeps its bridge, and cannot be asked to drop it': {
    scenario: {
      ...plain,
      sessions: [{ fromMs: 0, untilMs: actionsAtMs }],
      samba: { ...plain.samba, endDropsBridge: false },
      sambaDownMs: [actionsAtMs, actionsAtMs + 60_000],
    },
    shown: 0,
  },
  'a caller goes unheard right after something was heard': {
    scenario: {
      ...plain,
      callers: [caller(0, action(actionsAtMs - 5_000, 'host-mutes')), goesUnheard],
      newsLostMs: [actionsAtMs, actionsAtMs + 20_000],
      agreedAtMs: actionsAtMs + 240_000,
    },
    shown: 1,
  },
  'a caller goes unheard after quiet minutes': {
    scenario: {
      ...plain,
      callers: [caller(0), goesUnheard],
      newsLostMs: [actionsAtMs, actionsAtMs + 20_000],
      agreedAtMs: actionsAtMs + 480_000,
    },
    shown: 1,
  },
  'a caller hangs up unheard while they go in': {
    scenario: {
      ...plain,
      callers: [caller(0), caller(actionsAtMs, action(actionsAtMs + hangsUpAtMs, 'hangs-up'))],
      newsLostMs: [actionsAtMs, actionsAtMs + 20_000],
    },
    shown: 1,
  },
  'a caller waits for minutes until the room opens': {
    scenario: { ...plain, sessions: [{ fromMs: actionsAtMs, untilMs: Infinity }] },
    shown: 1,
  },
};

/** The same flow at a voice provider where people wait outside. */
export const outsideOf = ({ scenario, shown }: ConferenceFlow, id: OutsideId): ConferenceFlow => ({
  scenario: { ...scenario, outside: { ...plainOutside(id), listLagMs } },
  shown,
});

/** A world in which nothing goes wrong but what is named. */
const worldOf = (
  { scenario }: ConferenceFlow,
  { timeoutsMs, queue }: ConferenceBlueprint,
  named: Partial<Pick<WorldOptions, 'deathsAt' | 'fault' | 'isSteady'>>,
) => new World({ seed: 'exhaustive', level: 'none', scenario, timeoutsMs, queue, ...named });

/** Runs a flow with functions that die when it is told, before all fall quiet; its end is how many the room shows. */
export function withDeaths(flow: ConferenceFlow, blueprint: ConferenceBlueprint): RunWithDeaths {
  return async (deathsAt) => {
    const world = worldOf(flow, blueprint, { deathsAt: new Set(deathsAt) });
    await world.run();
    const { momentsUntilQuiet, shownInTheEnd, violation } = world;
    return { moments: momentsUntilQuiet, end: `${shownInTheEnd} shown`, violation };
  };
}

/** Runs a flow in which nothing goes wrong, at each voice provider, and counts what functions ask of the outside. */
export async function* countedRequests(
  flow: ConferenceFlow,
  blueprint: ConferenceBlueprint,
): AsyncGenerator<Searched, void, void> {
  const flows = { twilio: flow, ...Object.fromEntries(outsideIds.map((id) => [id, outsideOf(flow, id)])) };
  for (const [what, each] of Object.entries(flows)) {
    const world = worldOf(each, blueprint, { isSteady: true });
    await world.run();
    const { platform, shownInTheEnd, violation } = world;
    yield { what, end: `${shownInTheEnd} shown`, requests: requestsIn(platform), violation };
  }
}

/** Runs a flow in which one thing goes wrong. */
export function withFault(flow: ConferenceFlow, blueprint: ConferenceBlueprint): RunWithFault {
  return async (fault) => {
    // No function dies; but that something else goes wrong, those who judge are to know.
    const deathsAt = new Set([-1]);
    const world = worldOf(flow, blueprint, { deathsAt, fault });
    await world.run();
    const { platform, shownInTheEnd, violation } = world;
    return { hasHappened: platform.faults.fired.length > 0, end: `${shownInTheEnd} shown`, violation };
  };
}
