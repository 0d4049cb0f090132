import { callIdFrom } from '../../../lib/held-calls/model/call.ts';
import { SimulatedApi } from '../frame/api.ts';
import { drawRates, Faults } from '../frame/faults.ts';
import { Lambda, type Platform } from '../frame/lambda.ts';
import { SimulatedMachine } from '../frame/machine.ts';
import type { Party } from '../frame/network.ts';
import { Random, Steady } from '../frame/random.ts';
import { Scheduler } from '../frame/scheduler.ts';
import { valueAt } from '../frame/secrets.ts';
import { Violation } from '../frame/violation.ts';
import type { Met } from '../frame/coverage.ts';
import { definitionOf } from './blueprint.ts';
import { SimulatedBots } from './parties/bots.ts';
import { SimulatedCallers, type Caller } from './parties/callers.ts';
import { Checks } from './judges/checks.ts';
import { countEvent } from './covered.ts';
import { SimulatedDailyRest, updatePath } from './parties/daily.ts';
import { endProblem } from './judges/end.ts';
import { checkStop } from './judges/stopped-bots.ts';
import { errorProblem } from './judges/errors.ts';
import { makeFunctions } from './functions.ts';
import { Referee } from './judges/referee.ts';
import { SimulatedRooms } from './parties/rooms.ts';
import { lobby, routes, skewMsOf, type Scenario } from './scenario.ts';
import { sendStray } from './parties/strays.ts';
import { pinlessSecretsFor, secretsOf, type WorldSecrets } from './secrets.ts';
import { TwinTable } from './parties/table.ts';
import { SimulatedWebhook } from './parties/webhooks.ts';
import { worldStartMs, type WorldOptions, isPlainWorld, type JudgedWorld } from './judged.ts';
const sweepEveryMs = 60_000;
const toldAgainAfterMs = 2_000;
/** From an order's being sent until Daily takes it, where it is slow to: often more than is left of the task. */
const takenLateMs = [1_000, 9_000] as const;
/** Nothing of a world lasts longer: the longest call, its budget, and what finds the leftovers. */
const longestWorldMs = 6 * 3_600_000;

/** One deployment with its providers and a few callers, from the first dial until nothing is left to happen. */
export class World implements JudgedWorld {
  readonly scheduler = new Scheduler(worldStartMs);
  readonly platform: Platform;
  readonly lambda: Lambda;
  readonly api: SimulatedApi;
  readonly machine: SimulatedMachine;
  readonly table: TwinTable;
  readonly webhook: SimulatedWebhook;
  readonly rooms: SimulatedRooms;
  readonly callers: SimulatedCallers;
  readonly bots: SimulatedBots;
  readonly checks: Checks;
  readonly referee: Referee;
  readonly history: string[] = [];
  readonly expiredRooms: string[] = [];
  readonly options: WorldOptions;
  readonly met: Met = {};
  violation: Violation | undefined;
  /** Orders to connect that reached Daily, refused ones too. */
  ordersToConnect = 0;
  #sweepIsSet = false;
  readonly #presenceAskedAtMs = new Map<string, number[]>();
  readonly #secrets: WorldSecrets;
  readonly #parties: readonly Party[];

  constructor(options: WorldOptions) {
    this.options = options;
    const { seed, level, blueprint, scenario } = options;
    const { scheduler } = this;
    this.#secrets = secretsOf(worldStartMs + scenario.secretsChangeAtMs);
    this.platform = {
      scheduler,
      faults: new Faults(
        seed,
        drawRates(level, new Random(seed, 'rates')),
        options.suppressed,
        () => scheduler.nowMs,
      ),
      random: options.isSteady === true ? new Steady() : new Random(seed, 'times'),
      deathsAt: options.deathsAt ?? new Set(),
      moments: 0,
      stall: options.stall && { at: options.stall.at, meanwhile: () => options.stall?.meanwhile(this) },
      skewsMs: scenario.skewsMs,
      trace: options.trace === true ? (line) => this.#note(line()) : undefined,
      onError: (name, error) => this.#judgeError(name, error),
    };
    const { platform } = this;
    platform.courier = options.courier?.(this);
    this.lambda = new Lambda(
      platform,
      makeFunctions({
        blueprint,
        secrets: this.#secrets,
        parties: () => this.#parties,
        table: () => this.table,
        machine: () => this.machine,
        fail: (violation) => this.#fail(violation),
        met: this.met,
        mutation: options.mutation,
      }),
    );
    this.api = new SimulatedApi(platform, this.lambda);
    const machine = options.mutation?.machine?.(blueprint.machine) ?? blueprint.machine;
    this.machine = new SimulatedMachine(platform, this.lambda, definitionOf(blueprint, machine));
    this.checks = new Checks({
      now: () => scheduler.nowMs,
      settings: blueprint.settings,
      isPlain: isPlainWorld(options),
      skewMs: skewMsOf(scenario),
      callerOf: (call) => this.callers.find(call.id),
      itemOf: (caller) => this.table.call(callIdFrom(caller.plan.callId)),
      isTakenForAnothers: ({ plan, sessions }) =>
        this.table.calls.some(
          ({ id, session }) =>
            id !== callIdFrom(plan.callId) && session !== undefined && sessions.has(session),
        ),
      isStrangerIn: (room) => this.rooms.strangersIn.has(room),
      presenceLagMs: scenario.variants.presenceLagMs,
      presenceAskedAtMs: (room) => this.#presenceAskedAtMs.get(room) ?? [],
    });
    this.referee = new Referee({
      scenario,
      settings: blueprint.settings,
      startMs: worldStartMs,
      strikes: () => platform.faults.strikes,
      openings: () => this.rooms.byName.get(lobby)?.openings ?? [],
      trippedAtMs: () => this.webhook.trippedAtMs,
      departures: () => this.rooms.byName.get(lobby)?.departures ?? [],
      doubtedFromMs: (address) => this.#doubtedFromMs(address),
    });
    this.table = new TwinTable({
      life: blueprint.settings,
      random: platform.random,
      now: () => scheduler.nowMs,
      indexLagMs: () => (platform.faults.hits('indexLags') ? platform.random.between(500, 5_000) : 0),
      watch: (after, before, event) => {
        platform.trace?.(() => `item of ${after.id}: ${event?.kind ?? 'put'} → ${after.state}`);
        this.#guard(() => this.checks.written(after, before, event));
        this.referee.written(after, before, scheduler.nowMs);
        if (after.dueAtMs !== undefined) this.#setSweep();
      },
      came: (...came) => countEvent(this.met, ...came),
    });
    const { variants } = scenario;
    this.webhook = new SimulatedWebhook({
      platform,
      api: this.api,
      variants,
      secret: () => this.#firstOf('webhook'),
      delivered: ({ type, room: name, payload }) => {
        if (type === 'dialin.stopped') this.#legLeft(name, String(payload.session_id));
        const room = this.rooms.byName.get(name);
        const leftBeforeMs = type === 'meeting.ended' ? Number(payload.end_ts) * 1000 : -Infinity;
        for (const left of room?.departures ?? []) {
          const isTold = type === 'dialin.stopped' && payload.session_id === left.session;
          if (isTold || left.fromMs <= leftBeforeMs) left.untilMs = Math.min(left.untilMs, scheduler.nowMs);
        }
        const isLast = room?.meeting === undefined && payload.end_ts === room?.lastEndTs;
        if (room !== undefined && type === 'meeting.ended' && isLast) room.endToldAtMs ??= scheduler.nowMs;
        // That one was only asked for says nothing of whether it began.
        if (type.startsWith('calltransfer.') && type !== 'calltransfer.triggered')
          this.checks.transferTold(name);
      },
      refused: ({ type, room }, againAfterMs) => {
        // Whoever refused may have noted it all the same. Otherwise a slice goes by, as if the news had been lost.
        const call = this.table.calls.find((each) => each.room?.name === room && each.room.own);
        const isSoon = againAfterMs < blueprint.settings.holdSliceMs;
        if (type !== 'dialin.ready' || call?.state !== 'waiting' || call.ready !== undefined || isSoon)
          return;
        platform.faults.struck('webhookLost', { call: call.id });
      },
    });
    this.rooms = new SimulatedRooms({
      platform,
      variants,
      webhook: this.webhook,
      watch: (room, why, callers) => {
        if (why === 'expired' && !this.checks.isMadeTooLate(room)) this.expiredRooms.push(room.name);
        for (const id of callers) {
          const caller = this.callers.all.find(({ legs }) => legs.has(id));
          if (caller === undefined || why !== 'deleted') continue;
          const item = this.table.call(callIdFrom(caller.plan.callId));
          this.#guard(() => this.checks.deletedWithCaller(room, caller, item));
        }
        const led = this.callers.all.find(
          ({ phase, transferredFrom }) => phase === 'transferred' && transferredFrom?.room === room,
        );
        if (led !== undefined && why === 'deleted')
          this.#guard(() => this.checks.deletedWhileTransferred(room, led));
        if (this.callers.all.some((caller) => isPendingIn(caller, room.addresses))) {
          this.checks.remark('pending-leg-cut');
        }
      },
    });
    this.callers = new SimulatedCallers({
      platform,
      api: this.api,
      rooms: this.rooms,
      webhook: this.webhook,
      variants,
      askTransfer: (room) => this.bots.askTransfer(room),
      secret: (to) => this.#firstOf(pinlessSecretsFor(to)),
      watch: {
        updated: (caller, update, room) => this.#guard(() => this.checks.updated(caller, update, room)),
        joined: (caller, room) => this.#guard(() => this.checks.joined(caller, room)),
        left: (room) => this.checks.legLeft(room.name),
      },
    });
    const isKey = (name: 'apiKey' | 'publicKey' | 'privateKey') => (key: string | undefined) =>
      key === valueAt(this.#secrets[name], scheduler.nowMs);
    this.bots = new SimulatedBots({
      platform,
      api: this.api,
      rooms: this.rooms,
      plan: scenario.bots,
      fullness: (party) =>
        scenario.full.find(
          (each) =>
            each.party === party && scheduler.elapsedMs >= each.fromMs && scheduler.elapsedMs < each.untilMs,
        ),
      isPublicKey: isKey('publicKey'),
      isPrivateKey: isKey('privateKey'),
    });
    this.#parties = this.#openParties(isKey('apiKey'));
    this.#people(scenario);
  }

  /** Runs the world to its end; what went wrong first is its `violation`. */
  async run(): Promise<void> {
    const ended = await this.scheduler.run(worldStartMs + longestWorldMs);
    if (this.violation !== undefined) return;
    if (ended === 'late') this.violation = new Violation('comes-to-rest', 'something goes on for ever');
    else this.violation = endProblem(this);
  }

  #people({ calls, hosts, lobbyEndpoints, quietAfterMs, strays, stranger }: Scenario): void {
    const { scheduler, platform } = this;
    for (const [key, route] of routes) this.table.routes.set(key, route);
    this.table.register(lobby);
    const room = this.rooms.create(lobby, lobbyEndpoints, Infinity);
    hosts.forEach(({ comesAfterMs, staysMs }, index) => {
      const id = `host-${index}`;
      const joinedAtMs = worldStartMs + comesAfterMs;
      const host = { id, userId: id, isPhone: false, joinedAtMs, onLeft: () => undefined };
      scheduler.after(comesAfterMs, () => this.rooms.join(room, host));
      scheduler.after(comesAfterMs + staysMs, () => this.rooms.leave(room, id, 'left'));
    });
    for (const plan of calls) {
      this.callers.plan(plan);
      for (const stray of strays) if (stray.callId === plan.callId) sendStray(this, stray, plan.dialsAfterMs);
    }
    const tell = (type: 'dialin.connected' | 'dialin.stopped', atMs: number) => {
      for (const laterMs of [0, toldAgainAfterMs])
        scheduler.after(atMs + laterMs, () => this.rooms.tellOfStranger(type, lobby, 'stranger'));
    };
    if (stranger !== undefined) {
      tell('dialin.connected', stranger.comesAfterMs);
      tell('dialin.stopped', stranger.leavesAfterMs);
    }
    scheduler.after(quietAfterMs, () => {
      platform.trace?.(() => 'from here on nothing fails');
      platform.faults.isOn = false;
    });
  }

  #openParties(isApiKey: (key: string | undefined) => boolean): readonly Party[] {
    const { scheduler } = this;
    const { outages, variants } = this.options.scenario;
    const rest = new SimulatedDailyRest({
      rooms: this.rooms,
      callers: this.callers,
      variants,
      scheduler,
      isKey: isApiKey,
    });
    const isDown = (name: string) => () =>
      outages.some(
        ({ party, fromMs, untilMs }) =>
          party === name && scheduler.elapsedMs >= fromMs && scheduler.elapsedMs < untilMs,
      );
    return [
      {
        baseUrl: 'https://api.daily.co/v1',
        vendor: 'daily',
        isDown: isDown('daily'),
        takesMs: ({ path }) =>
          path === updatePath && this.platform.faults.hits('connectLate')
            ? this.platform.random.between(...takenLateMs)
            : 0,
        thinksMs: () => variants.answerDelayMs,
        serve: (incoming) => {
          const room = /^\/rooms\/([\w-]+)\/presence$/.exec(incoming.path)?.[1];
          const asked = room === undefined ? [] : (this.#presenceAskedAtMs.get(room) ?? []);
          if (room !== undefined) this.#presenceAskedAtMs.set(room, [...asked, scheduler.nowMs]);
          if (incoming.path === updatePath) this.ordersToConnect += 1;
          return rest.serve(incoming);
        },
      },
      {
        baseUrl: 'https://api.pipecat.daily.co/v1',
        vendor: 'pipecat-cloud',
        isDown: isDown('pipecat-cloud'),
        serve: (incoming) => {
          this.#guard(() => checkStop(this, incoming));
          return this.bots.servePipecatCloud(incoming);
        },
      },
      {
        baseUrl: 'https://bots.example.com',
        vendor: undefined,
        isDown: isDown('endpoint'),
        serve: (incoming) => this.bots.serveEndpoint(incoming),
      },
    ];
  }

  /** The sweep comes every minute; one that would find nothing is left out, since it would read one empty list. */
  #setSweep(): void {
    if (this.#sweepIsSet) return;
    this.#sweepIsSet = true;
    const { scheduler, lambda } = this;
    const { faults } = this.platform;
    scheduler.after(sweepEveryMs - (scheduler.elapsedMs % sweepEveryMs), () => {
      this.#sweepIsSet = false;
      const due = this.table.calls.flatMap(({ dueAtMs }) => (dueAtMs === undefined ? [] : [dueAtMs]));
      if (due.length === 0) return;
      this.#setSweep();
      if (Math.min(...due) > scheduler.nowMs + clockRoomMs || faults.hits('sweepSkipped')) return;
      lambda.invoke('sweep', {}, () => undefined);
      if (faults.hits('sweepTwice')) lambda.invoke('sweep', {}, () => undefined);
    });
  }

  #legLeft(name: string, session: string): void {
    const caller = this.callers.all.find(({ sessions }) => sessions.has(session));
    const room = this.table.existingRooms.find((each) => each.name === name);
    if (caller !== undefined && room !== undefined) this.#guard(() => this.checks.left(caller, room));
  }

  #firstOf(name: 'pinless' | 'pinlessOwn' | 'webhook'): string {
    return valueAt(this.#secrets[name], this.scheduler.nowMs)[0] ?? '';
  }

  #judgeError(name: string, error: unknown): void {
    this.platform.trace?.(() => `${name} throws ${String(error)}`);
    const problem = errorProblem(name, error);
    if (problem !== undefined) this.#fail(problem);
  }

  /** Whoever never arrived, or of whose leg nothing was heard before it was gone: its end told us nothing then. */
  #doubtedFromMs(address: string): number {
    const doubted = this.table.calls.filter(({ id, ready, updates, timeline }) => {
      const caller = this.callers.find(id);
      const heard = timeline.find(({ event }) => tellsOfLeg.has(event));
      const isUnheard = heard === undefined || heard.atMs > (caller?.endedAtMs ?? Infinity);
      return ready?.address === address && updates > 0 && (caller?.legCount === 0 || isUnheard);
    });
    return Math.min(...doubted.map(({ orderedAtMs = Infinity }) => orderedAtMs));
  }

  #guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.#fail(error);
    }
  }

  #fail(violation: Violation): void {
    this.violation ??= violation;
    this.platform.trace?.(() => `VIOLATION ${violation.message}`);
    this.scheduler.stop();
  }

  #note(line: string): void {
    this.history.push(`${(this.scheduler.elapsedMs / 1000).toFixed(3).padStart(9)}  ${line}`);
  }
}

/** Events that say which leg is a call's. */
const tellsOfLeg = new Set<string>(['connected', 'connectedLate', 'leftLate']);

/** Clocks of functions run ahead of ours by no more than this. */
const clockRoomMs = 5_000;

function isPendingIn(caller: Caller, addresses: readonly string[]): boolean {
  return caller.phase === 'connecting' && addresses.includes(caller.connectingTo ?? '');
}
