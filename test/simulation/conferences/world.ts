import type { VoiceId } from '../../../lib/conferences/model/conference.ts';
import { defaultsAt } from '../../../lib/conferences/state/settings.ts';
import { textOf } from '../../../lib/conferences/model/languages/index.ts';
import { inMemoryConferences } from '../../support/conferences.ts';
import { newConference } from '../../support/new-conference.ts';
import { SimulatedApi } from '../frame/api.ts';
import { OnlyFault } from '../frame/answers.ts';
import type { Met } from '../frame/coverage.ts';
import { Faults } from '../frame/faults.ts';
import { Lambda, type Platform } from '../frame/lambda.ts';
import type { Party } from '../frame/network.ts';
import { SimulatedQueue } from '../frame/queue.ts';
import { Random, Steady } from '../frame/random.ts';
import { Scheduler } from '../frame/scheduler.ts';
import { Violation } from '../frame/violation.ts';
import {
  agreementProblem,
  awayWithinMs,
  bridgeBackWithinMs,
  leftoverProblem,
  sessionOverProblem,
  toldWithinMs,
  triesProblem,
} from './judges/checks.ts';
import { honestNumber } from './flood.ts';
import { letFloodIn } from './flooded.ts';
import { makeFunctions } from './functions.ts';
import type { Stores } from './stores.ts';
import { LockOut } from './judges/lock-out.ts';
import { SimulatedPhones, sharedKeyId } from './parties/phones.ts';
import type { PhoneCall } from './parties/phone-call.ts';
import {
  bridgePin,
  callerPin,
  settingsOf,
  traitsOfScenario,
  voiceOf,
  type CallerAction,
  type Scenario,
} from './scenario.ts';
import { CallOuts } from './call-outs/judge.ts';
import { orderCallOuts } from './call-outs/operator.ts';
import { transferTo } from './transfers/drawn.ts';
import { Transfers } from './transfers/judge.ts';
import { orderTransfers } from './transfers/operator.ts';
import { othersOf, toldOf } from './transfers/other-conference.ts';
import { errorProblem, textOfError } from './judges/errors.ts';
import { Consumer } from './judges/consumer.ts';
import { countedStores } from './covered.ts';
import { ratesOf } from './fault-groups.ts';
import { noticeOf } from './drawn-notice.ts';
import { keysOf } from './judges/notices.ts';
import { watchesOf } from './judges/watches.ts';
import { openParties } from './parties/parties.ts';
import { isLost, News } from './reported.ts';
import { Referee } from './judges/referee.ts';
import { noChange, secretsOf, signerOf } from './secrets.ts';
import { Silence } from './judges/silence.ts';
import { dialAsStranger } from './judges/stranger.ts';
import { roomId, SimulatedVideoRoom } from './parties/video-room.ts';
import { dialIn, worldStartMs, conferenceId, type WorldOptions, type JudgedWorld } from './judged.ts';

const bridgeDialIn = 'bridge.example.com';
const sweepEveryMs = 60_000;
const removedText = textOf('kicked', 'en');
/** After agreement was checked everybody goes, and then nothing may be left. */
const emptyWithinMs = 45 * 60_000;

/** One conference with its phones and its room, from the first dial until everybody has gone. */
export class World implements JudgedWorld {
  readonly scheduler = new Scheduler(worldStartMs);
  readonly platform: Platform;
  readonly lambda: Lambda;
  readonly queue: SimulatedQueue;
  readonly phones: SimulatedPhones;
  readonly room: SimulatedVideoRoom;
  readonly history: string[] = [];
  readonly met: Met = {};
  readonly news = new News(() => this.scheduler.nowMs);
  readonly referee: Referee;
  readonly options: WorldOptions;
  readonly callers: PhoneCall[] = [];
  readonly callOuts: CallOuts;
  readonly transfers: Transfers;
  readonly lockOut: LockOut;
  /** Tries for which a PIN was looked up that does not exist. */
  readonly wrongTries = new Set<string>();
  violation: Violation | undefined;
  /** Moments at which a function could have died until all fell quiet. */
  momentsUntilQuiet = 0;
  /** Callers whom the room shows when both sides must agree. */
  shownInTheEnd = 0;
  /** How often somebody in the room has dropped the bridge in its present session. */
  hostDrops = 0;
  /** When a leg of the bridge last left, or its call ended. */
  bridgeOutAtMs = 0;
  readonly #voice: VoiceId;
  readonly #memory: ReturnType<typeof inMemoryConferences>;
  #memoryMs = worldStartMs;
  #bridge: PhoneCall | undefined;
  #dropped: PhoneCall | undefined;
  /** When a caller went to the menu who has not been back in. */
  readonly #leftAtMs = new Map<PhoneCall, number>();
  readonly #parties: readonly Party[];

  constructor(options: WorldOptions) {
    this.options = options;
    const { seed, scenario } = options;
    this.#voice = voiceOf(scenario);
    const settings = { ...defaultsAt(traitsOfScenario(scenario)), ...settingsOf(scenario, worldStartMs) };
    const conference = newConference(conferenceId, { room: roomId, voice: this.#voice, settings, dialIn });
    this.lockOut = new LockOut(() => this.phones.calls, settings.capacity, options.level !== 'none');
    const others = othersOf(scenario, worldStartMs);
    this.#memory = countedStores(inMemoryConferences([conference, ...others]), this.met);
    const fail = (violation: Violation) => this.#fail(violation);
    this.callOuts = new CallOuts(this, fail);
    const consumer = new Consumer(this, (call, event) => this.callOuts.published(call, event), fail);
    this.transfers = new Transfers(this, fail);
    this.#memory.world.onWrite = toldOf(this.transfers, consumer);
    const { scheduler } = this;
    const secrets = secretsOf(worldStartMs, scenario.secretsChange ?? noChange);
    this.platform = {
      scheduler,
      faults:
        options.fault === undefined
          ? new Faults(seed, ratesOf(options), options.suppressed, () => scheduler.nowMs)
          : new OnlyFault(options.fault, () => scheduler.nowMs),
      random: options.isSteady === true ? new Steady() : new Random(seed, 'times'),
      deathsAt: options.deathsAt ?? new Set(),
      moments: 0,
      skewsMs: scenario.skewsMs,
      trace: options.trace === true ? (line) => this.#note(line()) : undefined,
      onError: (name, error) => this.#judgeError(name, error),
    };
    const { platform } = this;
    this.lambda = new Lambda(
      platform,
      makeFunctions({
        timeoutsMs: options.timeoutsMs,
        stores: () => this.stores(),
        parties: () => this.#parties,
        queue: () => this.queue,
        fail,
        met: this.met,
        secrets,
        wrongTries: this.wrongTries,
        mutation: options.mutation,
        outside: scenario.outside,
        conference: conference.id,
        callOuts: scenario.callOuts,
        answered: (id, result) => this.callOuts.answered(id, result),
      }),
    );
    const api = new SimulatedApi(platform, this.lambda, (sent) => isLost(scenario, sent, scheduler));
    this.queue = new SimulatedQueue(platform, this.lambda, options.queue);
    const silence = new Silence(this, fail);
    this.referee = new Referee(this, fail);
    const watches = [silence, this.referee, this.callOuts, this.transfers, ...watchesOf(this, fail)];
    const changed = () => {
      this.referee.changed();
      this.callOuts.moved();
    };
    this.phones = new SimulatedPhones({
      platform,
      api,
      outside: scenario.outside,
      menuSaysMs: scenario.menuSaysMs,
      signer: signerOf(secrets, scenario.signsByKey ? sharedKeyId : undefined, () => scheduler.nowMs),
      heard: (call, heard) => {
        const problem = this.lockOut.heard(call, heard) ?? this.transfers.heard(call, heard);
        if (problem !== undefined) this.#fail(problem);
      },
      sent: (call, document) => {
        if (document.includes(removedText) && !this.room.everRemoved.has(call.sid))
          this.#fail(new Violation('only-the-removed-are-thrown-out', call.sid.slice(-2)));
      },
      changed,
      news: this.news,
      moved: () => watches.forEach((watch) => watch.changed()),
      told: (participant) => silence.isTold(participant),
      farEnds: this.transfers.farEnds,
    });
    this.room = new SimulatedVideoRoom({
      platform,
      api,
      variants: scenario.samba,
      secret: () => secrets.sambaWebhook.used(scheduler.nowMs),
      isKey: (key) => secrets.samba.isAccepted(key, scheduler.nowMs),
      bridge: {
        dial: () => this.#dialBridge(),
        hangUp: () => this.#bridge && this.phones.hangUp(this.#bridge),
      },
      changed,
      news: this.news,
      announced: (call) => {
        if (this.phones.call(call)?.holder.role !== 'caller') {
          this.#fail(new Violation('the-bridge-is-never-announced', call));
        }
      },
    });
    this.#parties = openParties(this, this.callOuts.callees, (token) =>
      secrets.twilio.isAccepted(token, scheduler.nowMs),
    );
    const callers = { transferTo, ...noticeOf(scenario.notice) };
    this.#memory.openDialIn(dialIn, { kind: 'pin', voice: this.#voice, ...callers });
    this.#memory.openDialIn(bridgeDialIn, { kind: 'pin', voice: this.#voice, opensTo: 'bridge' });
    const pin = { conference: conferenceId, keyId: 'k1' };
    this.#memory.addPin(callerPin, { ...pin, kind: 'caller' });
    this.#memory.addPin(bridgePin, { ...pin, kind: 'bridge' });
    this.#people(scenario);
    orderCallOuts(this, api, this.callOuts.callees);
    orderTransfers(this, api);
    if (scenario.flood !== undefined) letFloodIn(this, this.#memory, dialIn, scenario.flood);
    const { stranger } = scenario;
    if (stranger !== undefined)
      scheduler.after(stranger.dialsAtMs, () => dialAsStranger(this, dialIn, stranger, fail));
  }

  /** The stores, their clock set to the world's. */
  stores(): Stores {
    const { nowMs } = this.scheduler;
    this.#memory.advance(nowMs - this.#memoryMs);
    this.#memoryMs = nowMs;
    return this.#memory;
  }

  async run(): Promise<void> {
    const { level, scenario } = this.options;
    const { agreedAtMs } = scenario;
    await this.scheduler.run(worldStartMs + agreedAtMs);
    // The voice provider may have cut a bridge that stayed for long just now: it has its time to come back.
    const backAtMs = this.bridgeOutAtMs + bridgeBackWithinMs;
    if (backAtMs > this.scheduler.nowMs) await this.scheduler.run(backAtMs);
    this.shownInTheEnd = this.room.shown.size;
    this.violation ??= agreementProblem(this) ?? triesProblem(this);
    this.violation ??= this.callOuts.problem() ?? this.transfers.problem();
    if (level === 'none') this.violation ??= this.lockOut.problem();
    if (this.violation !== undefined) {
      this.#note(`VIOLATION ${this.violation.message}`);
      return;
    }
    for (const call of this.callers) this.phones.hangUp(call);
    this.room.close();
    await this.scheduler.run(worldStartMs + agreedAtMs + emptyWithinMs);
    this.violation ??= leftoverProblem(this);
  }

  #people({ callers, sessions, bridgeDropsAtMs, quietAtMs, agreedAtMs }: Scenario): void {
    const { scheduler, platform } = this;
    for (const { fromMs, untilMs } of sessions) {
      scheduler.after(fromMs, () => {
        this.hostDrops = 0;
        this.room.open();
      });
      if (untilMs !== Infinity) scheduler.after(untilMs, () => this.#endSession());
    }
    for (const ms of bridgeDropsAtMs) {
      scheduler.after(ms, () => {
        if (this.#bridge?.meeting === undefined || this.#bridge === this.#dropped) return;
        this.#dropped = this.#bridge;
        this.room.hostDisconnects();
      });
    }
    callers.forEach((plan, index) => {
      const { dialsAtMs, pins, actions } = plan;
      scheduler.after(dialsAtMs, () => {
        let key: string | undefined;
        const call = this.phones.dial({
          from: honestNumber(index),
          to: dialIn,
          role: 'caller',
          keys: keysOf(pins, () => key),
          waits: (entered) => this.lockOut.isIn(entered),
          isIn: (entered) => {
            this.lockOut.isIn(entered);
            this.#leftAtMs.delete(entered);
          },
        });
        this.callers.push(call);
        this.lockOut.dialled(call, plan);
        for (const action of actions) {
          scheduler.after(action.atMs - dialsAtMs, () => {
            key = action.key;
            this.act(call, action);
          });
        }
      });
    });
    scheduler.after(quietAtMs, () => {
      platform.trace?.(() => 'from here on nothing fails, and nobody does anything');
      platform.faults.isOn = false;
      this.momentsUntilQuiet = platform.moments;
    });
    const sweep = () => {
      if (scheduler.elapsedMs > agreedAtMs + emptyWithinMs) return;
      scheduler.after(sweepEveryMs, sweep);
      if (!platform.faults.hits('sweepSkipped')) this.lambda.invoke('sweep', {}, () => undefined);
    };
    scheduler.after(sweepEveryMs, sweep);
  }

  #endSession(): void {
    const isIn = ({ meeting }: PhoneCall) => meeting?.name === conferenceId;
    const inside = this.callers.filter(isIn);
    this.room.close();
    // What a dying function has in hand comes again much later.
    if (this.options.level !== 'none' || this.platform.deathsAt.size > 0) return;
    const { sessions } = this.room;
    this.scheduler.after(toldWithinMs, () => {
      const left = inside.filter((call) => isIn(call) || !this.transfers.isLed(call));
      const problem = this.room.sessions === sessions ? sessionOverProblem(left) : undefined;
      if (problem !== undefined) this.#fail(problem);
    });
  }

  act(call: PhoneCall, { action, key }: CallerAction): void {
    switch (action) {
      case 'hangs-up':
        call.hasHungUp = true;
        this.phones.hangUp(call);
        return;
      case 'menu':
        this.#goToMenu(call, key);
        return;
      case 'host-mutes':
      case 'host-unmutes':
        this.room.hostMutes(call.sid, action === 'host-mutes');
        return;
      case 'host-asks':
        this.room.hostAsks(call.sid);
        return;
      case 'host-removes':
        this.room.hostRemoves(call.sid);
        // In the menu, or led on, a caller is not in the meeting, and nobody can tell their leave from one of their own. Without
        // its bridge the room is asked to let everybody go, as often as it takes.
        if (call.meeting?.name !== conferenceId || this.#bridge?.meeting === undefined)
          this.room.removedForSure.delete(call.sid);
    }
  }

  /** To the menu for a key, or, where keys count in the meeting, just that. */
  #goToMenu(call: PhoneCall, key: string | undefined): void {
    if (call.meeting === undefined) return;
    const { outside } = this.options.scenario;
    if (outside !== undefined) {
      if (key !== undefined && outside.traits.keys === 'stay') this.phones.pressKeys(call, key);
      return;
    }
    const leftAtMs = this.scheduler.nowMs;
    this.#leftAtMs.set(call, leftAtMs);
    this.phones.pressStar(call);
    if (this.options.level !== 'none' || this.platform.deathsAt.size > 0) return;
    this.scheduler.after(awayWithinMs, () => {
      const isAway = call.status === 'in-progress' && this.#leftAtMs.get(call) === leftAtMs;
      if (isAway && this.room.shown.has(call.sid))
        this.#fail(new Violation('deadlines-are-kept', `${call.sid.slice(-2)} is shown, and in the menu`));
    });
  }

  #dialBridge(): void {
    if (this.room.session === undefined || this.#bridge?.status === 'in-progress') return;
    const { bridgeIsOfOrigin: isOrigin, bridgeStayMs } = this.options.scenario;
    this.#bridge = this.phones.dial({
      from: isOrigin ? 'sip:samba@bridge.example.com' : '+12025550190',
      to: isOrigin ? 'sip:conference@bridge.example.com' : dialIn,
      role: 'bridge',
      keys: (path) => (path.endsWith('/pin') ? bridgePin : undefined),
      isIn: () => (this.room.dials = 0),
      isOut: () => (this.bridgeOutAtMs = this.scheduler.nowMs),
      isOver: () => this.#bridgeIsOver(),
      ...(bridgeStayMs === undefined ? {} : { longestStayMs: bridgeStayMs }),
    });
  }

  #bridgeIsOver(): void {
    // It may take seconds to go, in which another session begins: that is the one out of which it is seen to drop.
    if (this.#dropped === this.#bridge) this.hostDrops += 1;
    this.bridgeOutAtMs = this.scheduler.nowMs;
    this.room.restIsOver();
  }

  #judgeError(name: string, error: unknown): void {
    const problem = errorProblem(name, error);
    this.platform.trace?.(() => `${name} throws ${textOfError(error)}`);
    if (problem !== undefined) this.#fail(problem);
  }

  #fail(violation: Violation): void {
    this.violation ??= violation;
    this.#note(`VIOLATION ${violation.message}`);
    this.scheduler.stop();
  }

  #note(line: string): void {
    if (this.options.trace !== true) return;
    this.history.push(`${(this.scheduler.elapsedMs / 1000).toFixed(3).padStart(9)}  ${line}`);
  }
}
