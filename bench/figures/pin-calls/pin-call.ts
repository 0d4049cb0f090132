import { setTimeout as sleep } from 'node:timers/promises';
import type { Template } from '../../../infra/template.ts';
import { newConferenceSchema } from '../../../lib/conferences/admin/administer.ts';
import { dialInSchema } from '../../../lib/conferences/model/dial-in.ts';
import { startLocalGateway, type LocalGateway } from '../../../local/local-gateway.ts';
import type { LogLine } from '../../../local/runtime/sandboxes/sandboxes.ts';
import type { Room } from '../../../local/simulated/digital-samba/rooms/room.ts';
import type { SimulatedDigitalSamba } from '../../../local/simulated/digital-samba/start.ts';
import type { SimulatedCall } from '../../../local/simulated/twilio/calls/call.ts';
import type { SimulatedTwilio } from '../../../local/simulated/twilio/start.ts';
import { until, Watch } from '../watch.ts';

const dialled = '+12025550151';

/** As many callers dial in at once: more would wait for the machine and not for us. */
const dialAtOnce = 3;

/** What functions write reaches us through a thread's pipe, some milliseconds later. */
const logDelayMs = 250;

/** No conference has it: its conferences' PINs are longer, or begin otherwise. */
const wrongPin = '00000';

/** A conference under measurement. */
export interface BenchConference {
  readonly id: string;
  readonly pin: string;
  readonly room: Room;
}

/** How long one caller waited for each answer of the voice webhook, in milliseconds, as Twilio saw it. */
export interface VoiceTimes {
  readonly greetingMs: number;
  readonly wrongPinMs: number;
  readonly rightPinMs: number;
}

/** How the callers who waited for a bridge were announced. */
export interface Announced {
  /** From the bridge being in the conference at Twilio until the room has accepted the last caller. */
  readonly tookMs: number;
  /** What the room was asked meanwhile, by the last part of the path. */
  readonly requests: Readonly<Record<string, number>>;
}

/** The stack under measurement: the local gateway as it is, with simulators that add no delay to our own time. */
export class PinBench {
  readonly watch: Watch;
  readonly #localGateway: LocalGateway;
  readonly #twilio: SimulatedTwilio;
  readonly #digitalSamba: SimulatedDigitalSamba;

  constructor(localGateway: LocalGateway, logs: readonly LogLine[], template: Template) {
    const { twilio, digitalSamba } = localGateway;
    if (twilio === undefined || digitalSamba === undefined)
      throw new Error('the benchmark needs the simulators');
    this.#localGateway = localGateway;
    this.#twilio = twilio;
    this.#digitalSamba = digitalSamba;
    this.watch = new Watch(localGateway.gateway, logs, template);
  }

  get functions() {
    return this.#localGateway.gateway.stack.functions;
  }

  /** A conference with somebody in its room. Its bridge keys its PIN half a second after the answer. */
  open(name: string): BenchConference {
    const made = this.#localGateway.conferences.find((each) => each.name === name);
    const room = made && this.#digitalSamba.rooms.findById(made.room);
    if (made === undefined || room === undefined) throw new Error(`there is no conference ${name}`);
    const keys = room.fields.telephony_pin_dtmf?.replace(/^W+/, 'w') ?? '';
    this.#digitalSamba.rooms.change(room, { telephony_pin_dtmf: keys });
    room.join('Moderator');
    return { id: made.id, pin: made.pin, room };
  }

  /** Callers come, some at a time, until all are in and nothing goes on any more. */
  async fill(conference: BenchConference, count: number): Promise<readonly SimulatedCall[]> {
    const calls: SimulatedCall[] = [];
    while (calls.length < count) {
      const some = Array.from({ length: Math.min(dialAtOnce, count - calls.length) }, () =>
        this.#dial(`wait-for enter your PIN, ${conference.pin}#`),
      );
      calls.push(...some);
      await until('the callers to be in', () => some.every((call) => this.#isIn(conference, call)));
    }
    await this.isQuiet();
    return calls;
  }

  /** One caller mistypes and then gets in, and hangs up again. */
  async tryPins(conference: BenchConference): Promise<VoiceTimes> {
    const { pin } = conference;
    const from = this.#twilio.webhooks.length;
    const asked = 'wait-for enter your PIN';
    const call = this.#dial(`${asked}, ${wrongPin}#, wait-for not right, ${pin}#`);
    await until('the caller to be in', () => this.#isIn(conference, call));
    const answers = this.#twilio.webhooks
      .slice(from)
      .filter(({ url, parameters }) => parameters.CallSid === call.sid && isDocument(url))
      .map(({ tookMs }) => tookMs);
    const [greetingMs, wrongPinMs, rightPinMs] = answers;
    if (greetingMs === undefined || wrongPinMs === undefined || rightPinMs === undefined)
      throw new Error(`call ${call.sid} had ${answers.length} answers`);
    call.hangUp();
    return { greetingMs, wrongPinMs, rightPinMs };
  }

  /** The host connects telephony; waits until all are announced and nothing goes on any more. */
  async connect(conference: BenchConference, calls: readonly SimulatedCall[]): Promise<Announced> {
    const { room, id } = conference;
    const { requests } = this.#digitalSamba;
    const from = requests.length;
    const announcedFrom = room.announcements().length;
    room.connectTelephony();
    await until('the bridge to be in', () => this.#bridgeIn(id) !== undefined);
    const joinedMs = this.#bridgeIn(id)?.joinedMs ?? Number.NaN;
    await until('all callers to be announced', () => room.phoneParticipants().length === calls.length);
    await this.isQuiet();
    const latestMs = Math.max(
      joinedMs,
      ...room
        .announcements()
        .slice(announcedFrom)
        .map(({ atMs }) => atMs),
    );
    const asked = requests.slice(from).map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
    const counted = [...Map.groupBy(asked, (name) => name)].map(([name, all]) => [name, all.length] as const);
    return { tookMs: latestMs - joinedMs, requests: Object.fromEntries(counted) };
  }

  /** The host disconnects telephony; waits until the room shows nobody of the phones. */
  async disconnect({ room }: BenchConference): Promise<void> {
    room.disconnectTelephony();
    await until('all callers to be taken back', () => room.phoneParticipants().length === 0);
    await this.isQuiet();
  }

  /** All hang up, some at a time; waits until nothing goes on any more. */
  async hangUp(calls: readonly SimulatedCall[]): Promise<void> {
    for (const [index, call] of calls.entries()) {
      call.hangUp();
      if (index % dialAtOnce === dialAtOnce - 1) await this.isQuiet();
    }
    await this.isQuiet();
  }

  /** Requests of the room's API answered, by this latency from now on. */
  setRoomLatency(ms: number): void {
    this.#digitalSamba.faults.latencyMs = ms;
  }

  /** The next so many requests to Twilio that match are answered 500. */
  failTwilio(pattern: string, times: number): void {
    this.#twilio.faults.next(pattern, { status: 500 }, times);
  }

  /** The same for the room's API. */
  failRoom(pattern: string, times: number): void {
    this.#digitalSamba.faults.next(pattern, { status: 500 }, times);
  }

  isMuted({ id }: BenchConference, call: SimulatedCall): boolean {
    return this.#twilio.conferences.live(id)?.find(call.sid)?.muted === true;
  }

  async sweep(): Promise<void> {
    await this.watch.sweep();
    await this.isQuiet();
  }

  async isQuiet(): Promise<void> {
    const { callbacks } = this.#twilio;
    const { events, webhooks } = this.#digitalSamba;
    const isToldOf = ({ name }: (typeof events.emitted)[number]) =>
      webhooks.all.some(({ fields }) => fields.events.includes(name));
    await until(
      'the stack to be quiet',
      () =>
        callbacks.deliveries.length >= callbacks.emitted.length &&
        events.deliveries.length >= events.emitted.filter(isToldOf).length &&
        !this.watch.isBusy(),
    );
    await sleep(logDelayMs);
  }

  async stop(): Promise<void> {
    this.watch.stop();
    await this.#localGateway.stop();
  }

  #dial(keys: string): SimulatedCall {
    return this.#twilio.placeCall({ to: dialled, from: 'anonymous', keys });
  }

  /** Only the bridge starts a conference. */
  #bridgeIn(id: string) {
    const participants = this.#twilio.conferences.live(id)?.participants;
    return participants?.find(({ startConferenceOnEnter }) => startConferenceOnEnter);
  }

  #isIn({ id }: BenchConference, call: SimulatedCall): boolean {
    if (call.over.aborted) {
      const heard = call.heard.map((each) => ('text' in each ? each.text : each.kind)).join(' | ');
      throw new Error(`A caller did not get in (${heard}): is this machine too busy to measure on?`);
    }
    return this.#twilio.conferences.live(id)?.find(call.sid) !== undefined;
  }
}

/** Answers that lead a caller to the conference, not those that entertain who waits in it. */
const isDocument = (url: string): boolean => /\/twilio\/(?:voice|pin)/.test(url);

/** Starts the stack for measuring, with these conferences. */
export async function startPinBench(template: Template, names: readonly string[]): Promise<PinBench> {
  const logs: LogLine[] = [];
  const localGateway = await startLocalGateway({
    environment: { PORT: 0 },
    routes: new Map(),
    conferences: {
      dialIns: { [dialled]: dialInSchema.parse({ kind: 'pin', language: 'en' }) },
      conferences: names.map((name) =>
        newConferenceSchema.parse({ name, dialIn: dialled, settings: { bridge: 'host' } }),
      ),
    },
    twilio: { speechMsPerCharacter: 0, keyGapMs: 0 },
    timers: false,
    onLog: (line) => logs.push(line),
  });
  return new PinBench(localGateway, logs, template);
}
