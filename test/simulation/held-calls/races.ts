import { isOver, type HeldCall } from '../../../lib/held-calls/model/call.ts';
import type { Searched } from '../frame/deaths.ts';
import type { Blueprint } from './blueprint.ts';
import { flows } from './exhaustive.ts';
import type { JudgedWorld } from './judged.ts';
import { runScenario } from './run-world.ts';
import { lobby, type Scenario } from './scenario.ts';

// A function that has read something hangs before its next request, and meanwhile something else happens: so every event
// comes between every read and write of every task.

/** Something that happens to the calls of a world from outside. */
type Meanwhile = (world: JudgedWorld) => void;

const never = 3_600_000;
const waitsForNobody: Scenario = {
  ...flows['a bot takes the call'],
  bots: { ...flows['a bot takes the call'].bots, startUpMs: [never, never], reports: false },
};
const talksLong: Scenario = {
  ...flows['a bot takes the call'],
  calls: flows['a bot takes the call'].calls.map((call) => ({ ...call, talkMs: 180_000 })),
};
const turnsDown: Scenario = {
  ...flows['a bot takes the call'],
  bots: { ...flows['a bot takes the call'].bots, startUpMs: [9_000, 9_000] },
  variants: { ...flows['a bot takes the call'].variants, earlyUpdate: 'refuse-400' },
};
const twoBots: Scenario = {
  ...waitsForNobody,
  calls: waitsForNobody.calls.map((call) => ({ ...call, to: '+12025550102' })),
};

/** What happens, and in which flows. */
export const races = {
  'somebody comes into the room': {
    meanwhile: comeIn,
    flows: {
      'no bot comes': waitsForNobody,
      'no bot comes, nor another': twoBots,
      'no bot can be had': flows['no bot can be had'],
    },
  },
  'the existing room is opened': {
    meanwhile: openLobby,
    flows: {
      'nobody opens the existing room': flows['nobody opens the existing room'],
      'the existing room is closed, a bot takes the call':
        flows['the existing room is closed, a bot takes the call'],
    },
  },
  'the caller hangs up': {
    meanwhile: hangUp,
    flows: {
      'a bot takes the call': flows['a bot takes the call'],
      'an existing room is opened while the caller waits':
        flows['an existing room is opened while the caller waits'],
    },
  },
  'everybody leaves the room': {
    meanwhile: emptyRooms,
    flows: { 'a bot takes the call': flows['a bot takes the call'], 'no bot comes': waitsForNobody },
  },
  'everybody leaves the room, and its task comes again': {
    meanwhile: comeAgainToNobody,
    flows: { 'the room turns the caller down': turnsDown },
  },
  'news of a leg that is not the caller’s': {
    meanwhile: tellOfStranger,
    flows: { 'a bot takes the call, for minutes': talksLong, 'no bot comes': waitsForNobody },
  },
} satisfies Record<string, { readonly meanwhile: Meanwhile; readonly flows: Record<string, Scenario> }>;

/** Runs a flow once for each moment at which a function could hang while that happens. */
export async function* everyStall(
  scenario: Scenario,
  meanwhile: Meanwhile,
  blueprint: Blueprint,
): AsyncGenerator<Searched, void, void> {
  const run = { seed: 'races', level: 'none', blueprint, scenario, deathsAt: new Set<number>() } as const;
  const { world } = await runScenario(run);
  for (let at = 1; at <= world.platform.moments; at += 1) {
    const { endings, violation } = await runScenario({ ...run, stall: { at, meanwhile } });
    yield { what: `stall at ${at}`, end: endings.join('+'), violation };
  }
}

const person = (id: string, { scheduler }: JudgedWorld) => ({
  id,
  userId: id,
  isPhone: false,
  joinedAtMs: scheduler.nowMs,
  onLeft: () => undefined,
});

function comeIn(world: JudgedWorld): void {
  const room = [...world.rooms.byName.values()].findLast(({ name }) => name.startsWith('pb-'));
  if (room !== undefined) world.rooms.join(room, person('late', world));
}

function openLobby(world: JudgedWorld): void {
  const room = world.rooms.byName.get(lobby);
  if (room !== undefined) world.rooms.join(room, person('host', world));
  world.scheduler.after(60_000, () => room && world.rooms.leave(room, 'host', 'left'));
}

function hangUp({ callers }: JudgedWorld): void {
  for (const caller of callers.all) callers.end(caller, 'caller');
}

function emptyRooms({ rooms }: JudgedWorld): void {
  for (const room of rooms.byName.values()) {
    for (const { id, isPhone } of [...(room.meeting?.participants.values() ?? [])])
      if (!isPhone) rooms.leave(room, id, 'left');
  }
}

/** Until the next target is asked, and not until somebody has come. */
const againAfterMs = 4_000;

function comeAgainToNobody(world: JudgedWorld): void {
  emptyRooms(world);
  world.scheduler.after(againAfterMs, () => world.lambda.invokeAgain('connect-call'));
}

/** A leg of somebody else comes in while the call waits; or leaves, when that of the caller is known. */
function tellOfStranger({ table, webhook }: JudgedWorld): void {
  for (const call of table.calls) {
    const type = newsOfStranger(call);
    if (type === undefined || call.room?.own !== true) continue;
    webhook.emit({
      type,
      room: call.room.name,
      payload: { session_id: 'p-stranger', display_name: 'Stranger' },
    });
  }
}

function newsOfStranger(call: HeldCall): 'dialin.connected' | 'dialin.stopped' | undefined {
  if (call.state === 'connected' && call.session !== undefined) return 'dialin.stopped';
  return !isOver(call) && call.state === 'waiting' && call.ready === undefined
    ? 'dialin.connected'
    : undefined;
}
