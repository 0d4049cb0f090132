import { orderCallOut } from '../../../../lib/conferences/call-out/order.ts';
import { longestCallOutMs } from '../../../../lib/conferences/model/call-out.ts';
import type { PinCall } from '../../../../lib/conferences/model/pin-call.ts';
import type { ConferenceDeps } from '../../../../lib/conferences/ports.ts';
import type { PlantedBug } from '../planted/bugs.ts';
import { callerPin, uneventful, type Scenario } from '../scenario.ts';
import { allowedPrefix, type Behaviour, type CalleePlan } from './drawn.ts';
import type { OrderCallOut } from './orders.ts';

/** Somebody is in, and these are called while a caller is there. */
const calling =
  (behaviour: Behaviour, change: Partial<CalleePlan> = {}) =>
  (scenario: Scenario): Scenario => {
    const callees = [50_000, 90_000, 95_000, 100_000].map((orderedAtMs, index) => ({
      ...{ orderedAtMs, number: `${allowedPrefix}040${index}`, behaviour },
      ...{ ringsMs: 3_000, listensMs: 4_000, isSentTwice: false, actions: [] },
      ...change,
    }));
    return {
      ...{ ...scenario, ...uneventful },
      ...{ settings: undefined, stranger: undefined, flood: undefined, notice: undefined },
      callers: [{ dialsAtMs: 5_000, pins: [callerPin], actions: [] }],
      callOuts: { limits: { allow: [allowedPrefix], perMinute: 9, perHour: 9 }, callees },
    };
  };

/** The same, where this happens often and nothing else. */
const often =
  (
    behaviour: Behaviour,
    only: Scenario['only'],
    kinds: Scenario['often'],
    change: Partial<CalleePlan> = {},
  ) =>
  (scenario: Scenario): Scenario => ({ ...calling(behaviour, change)(scenario), only, often: kinds });

const limited =
  (limits: { readonly perMinute: number; readonly perHour: number }) =>
  (scenario: Scenario): Scenario => {
    const drawn = calling('joins')(scenario);
    const { callees = [] } = drawn.callOuts ?? {};
    return { ...drawn, callOuts: { callees, limits: { allow: [allowedPrefix], ...limits } } };
  };

const withCallOuts =
  (change: (callOuts: ConferenceDeps['callOuts']) => Partial<ConferenceDeps['callOuts']>) =>
  (deps: ConferenceDeps): ConferenceDeps => ({
    ...deps,
    callOuts: { ...deps.callOuts, ...change(deps.callOuts) },
  });

/** Calls are found otherwise than they are stored. */
const withFound =
  (change: (call: PinCall) => PinCall) =>
  (deps: ConferenceDeps): ConferenceDeps => ({
    ...deps,
    pinCalls: {
      ...deps.pinCalls,
      get: async (call) => {
        const found = await deps.pinCalls.get(call);
        return found && change(found);
      },
    },
  });

const isJoined = (call: PinCall): PinCall =>
  call.callOut === undefined
    ? call
    : { ...call, callOut: { ...call.callOut, outcome: { is: 'joined', atMs: call.arrivedAtMs } } };

const withLimits =
  (limits: Partial<Parameters<OrderCallOut>[0]['limits']>): OrderCallOut =>
  (deps, order) =>
    orderCallOut({ ...deps, limits: { ...deps.limits, ...limits } }, order);

/** Orders of which it is not known whether anybody was called. */
let uncertain = 0;

/** Bugs of calling people into a conference. */
export const callOutBugs: readonly PlantedBug[] = [
  {
    name: 'an order that was not answered is sent to the provider again',
    breaks: ['called-once'],
    level: 'heavy',
    withinWorlds: 20,
    adapt: often('joins', 'providers', { httpAnswerLost: 0.4 }),
    order: async (deps, order) => {
      const result = await orderCallOut(deps, order);
      return result.ok && result.result === 'unknown' ? orderCallOut(deps, order) : result;
    },
  },
  {
    name: 'an order whose function has died is carried out again',
    breaks: ['called-once'],
    level: 'heavy',
    withinWorlds: 20,
    adapt: often('joins', 'platform', { deathAfterAct: 0.5 }),
    order: (deps, order) => orderCallOut(deps, { ...order, isRepeated: false }),
  },
  {
    name: 'orders are not counted',
    breaks: ['call-out-limits'],
    level: 'none',
    withinWorlds: 2,
    adapt: limited({ perMinute: 9, perHour: 2 }),
    deps: withCallOuts(() => ({ charge: () => Promise.resolve('charged') })),
  },
  {
    name: 'an order whose answer got lost is not counted',
    breaks: ['call-out-limits'],
    level: 'heavy',
    withinWorlds: 20,
    adapt: (scenario) => {
      const drawn = limited({ perMinute: 9, perHour: 1 })(scenario);
      return { ...drawn, only: 'providers', often: { httpAnswerLost: 0.6 } };
    },
    order: async (deps, order) => {
      const { perHour } = deps.limits;
      const uncounted = { ...deps.limits, perHour: perHour + uncertain };
      const result = await orderCallOut({ ...deps, limits: uncounted }, order);
      if (result.ok && result.result === 'unknown') uncertain += 1;
      return result;
    },
  },
  {
    name: 'no minute has a limit',
    breaks: ['call-out-limits'],
    level: 'none',
    withinWorlds: 2,
    adapt: limited({ perMinute: 1, perHour: 9 }),
    order: withLimits({ perMinute: Infinity }),
  },
  {
    name: 'any number may be called',
    breaks: ['call-out-limits'],
    level: 'none',
    withinWorlds: 2,
    adapt: calling('joins', { number: '+442079460000' }),
    order: withLimits({ allow: ['+'] }),
  },
  {
    name: 'whoever picks up is let in',
    breaks: ['callees-press-1'],
    level: 'none',
    withinWorlds: 2,
    adapt: calling('silent'),
    deps: withFound((call) => (call.noticed === undefined ? call : isJoined(call))),
  },
  {
    name: 'whoever has declined is let in by the same request once more',
    breaks: ['callees-press-1'],
    level: 'heavy',
    withinWorlds: 20,
    adapt: often('silent', 'news', { webhookAnswerLost: 0.4 }),
    deps: withFound((call) => (call.callOut?.outcome?.is === 'declined' ? isJoined(call) : call)),
  },
  {
    name: 'callees do not hear who calls',
    breaks: ['callees-press-1'],
    level: 'none',
    withinWorlds: 2,
    adapt: calling('joins'),
    deps: withFound((call) =>
      call.callOut === undefined ? call : { ...call, callOut: { ...call.callOut, conferenceName: 'Nobody' } },
    ),
  },
  {
    name: 'a call-out whose end nobody tells is left without an outcome',
    breaks: ['one-outcome'],
    level: 'heavy',
    withinWorlds: 20,
    adapt: often('busy', 'news', { webhookLost: 0.6 }),
    deps: withCallOuts(() => ({ openOrders: () => Promise.resolve([]) })),
  },
  {
    name: 'a call-out is given up while the phone rings',
    breaks: ['outcomes-are-true', 'one-outcome'],
    level: 'none',
    withinWorlds: 5,
    adapt: calling('joins', { ringsMs: 25_000 }),
    deps: withCallOuts((callOuts) => ({
      openOrders: (atMs) => callOuts.openOrders(atMs + longestCallOutMs),
    })),
  },
  {
    name: 'something comes of an order that called nobody',
    breaks: ['one-outcome'],
    level: 'none',
    withinWorlds: 2,
    adapt: calling('refused'),
    deps: withCallOuts(() => ({ forget: () => Promise.resolve() })),
  },
  {
    name: 'whoever pressed another key is told as one who has joined',
    breaks: ['outcomes-are-true'],
    level: 'none',
    withinWorlds: 2,
    adapt: calling('another-key'),
    deps: (deps) => ({
      ...deps,
      pinCalls: { ...deps.pinCalls, callOutOver: (call) => deps.pinCalls.callOutOver(call, 'joined') },
    }),
  },
];
