import { randomInt } from 'node:crypto';
import { beforeAll, expect } from 'vitest';
import * as z from 'zod';
import { createConferenceStore } from '../../../lib/aws/stores/conferences/conference-store.ts';
import { createDialInAdmin } from '../../../lib/aws/stores/conferences/dial-in-store.ts';
import { createPinStore } from '../../../lib/aws/stores/conferences/pin-store.ts';
import { openTable, type Table } from '../../../lib/aws/table/table.ts';
import { newConferenceSchema } from '../../../lib/conferences/admin/administer.ts';
import {
  conferenceIdSchema,
  type Caller,
  type ConferenceId,
} from '../../../lib/conferences/model/conference.ts';
import { dialInSchema } from '../../../lib/conferences/model/dial-in.ts';
import { textOf } from '../../../lib/conferences/model/languages/index.ts';
import type { ConferenceStore } from '../../../lib/conferences/ports.ts';
import { hashPin, newPin, pinKeysOf, type ConferencePin } from '../../../lib/conferences/model/pins.ts';
import type { Sentence } from '../../../lib/conferences/model/sentences.ts';
import type { SimulatedDigitalSamba } from '../../../local/simulated/digital-samba/start.ts';
import type { Room } from '../../../local/simulated/digital-samba/rooms/room.ts';
import type { SimulatedCall } from '../../../local/simulated/twilio/calls/call.ts';
import type { CallOrder } from '../../../local/simulated/twilio/calls/calls.ts';
import type { Participant } from '../../../local/simulated/twilio/calls/conference.ts';
import type { SimulatedTwilio } from '../../../local/simulated/twilio/start.ts';
import { bridgeCaller } from '../../../local/simulators.ts';
import { patienceMs, Stack, until, type StackOptions } from '../stack.ts';

/** Numbers of the simulated Twilio; where each leads. */
export const dialIns = {
  english: '+12025550151',
  german: '+12025550152',
  /** Refuses callers whose numbers begin with `deniedPrefix`. */
  denying: '+12025550153',
  refusing: '+12025550154',
} as const;

export const deniedPrefix = '+1202555019';

/** Every wait inside a call is a tenth of what it is at Twilio. */
const timeScale = 0.1;

/** How many events each function gets beforehand, at once: as many tests of a file run side by side. */
const warmEach = 3;

/** Between two sweeps while something is waited for that only a sweep can bring about. */
const sweepEveryMs = 1_000;

/** Of the functions' own errors, the latest are enough. */
const maxErrorsShown = 5;

/** Digits of the PINs that the tests make. */
const pinDigits = 11;

const secretSchema = z.object({ SecretString: z.string() });
const signingKeySchema = z.object({ signingKey: z.string() });

type ConferenceSettings = z.input<typeof newConferenceSchema>['settings'];

export interface ConferenceStackOptions extends Pick<
  StackOptions,
  'twilio' | 'digitalSamba' | 'routes' | 'settings'
> {
  /** Conferences to make at start, by name, with their settings: one for each test. */
  readonly conferences: Readonly<Record<string, ConferenceSettings>>;
}

/** A conference, with the room that it has at Digital Samba. */
export interface TestConference {
  readonly id: ConferenceId;
  readonly pin: string;
  readonly room: Room;
}

/** The local stack with conferences in it, for all tests of one file. */
export class ConferenceStack extends Stack {
  #table: Table | undefined;
  #sweptAtMs = 0;
  #numbers = 0;

  constructor({ conferences, twilio, ...options }: ConferenceStackOptions) {
    super({
      ...options,
      twilio: { timeScale, ...twilio },
      conferences: {
        dialIns: {
          [dialIns.english]: dialInSchema.parse({ kind: 'pin', language: 'en' }),
          [dialIns.german]: dialInSchema.parse({ kind: 'pin', language: 'de' }),
          [dialIns.denying]: dialInSchema.parse({ kind: 'pin', deny: [deniedPrefix] }),
          [dialIns.refusing]: dialInSchema.parse({ kind: 'refuse' }),
        },
        conferences: Object.entries(conferences).map(([name, settings]) =>
          newConferenceSchema.parse({ name, dialIn: dialIns.english, settings }),
        ),
      },
    });
    beforeAll(() => this.#warmUp());
  }

  /** What starts cold under load costs seconds, in which a bridge keys its PIN in vain. */
  async #warmUp(): Promise<void> {
    const { gateway } = this.localGateway;
    const refused = Array.from({ length: warmEach }, () => this.dial({ to: dialIns.refusing }).ended);
    await Promise.all(refused);
    for (const path of ['digital-samba/events', 'twilio/events']) {
      const post = () => fetch(`${gateway.url}/${path}`, { method: 'POST', body: '{}' });
      await Promise.all(Array.from({ length: warmEach }, post));
    }
    const record = { body: JSON.stringify({ conference: 'none' }) };
    const sync = () => gateway.invoke('conference-sync', { Records: [record] });
    await Promise.all(Array.from({ length: warmEach }, sync));
    await this.sweep();
  }

  get twilio(): SimulatedTwilio {
    const { twilio } = this.localGateway;
    if (twilio === undefined) throw new Error('Twilio is not simulated');
    return twilio;
  }

  get digitalSamba(): SimulatedDigitalSamba {
    const { digitalSamba } = this.localGateway;
    if (digitalSamba === undefined) throw new Error('Digital Samba is not simulated');
    return digitalSamba;
  }

  /** The stack's conferences, as its functions keep them. */
  get store(): ConferenceStore {
    return createConferenceStore(this.#storeDeps);
  }

  get #storeDeps() {
    const { tableName, awsClient } = this.localGateway.gateway;
    this.#table ??= openTable(tableName, awsClient);
    return { table: this.#table, clock: { now: () => Date.now(), sleep: noSleep }, random: Math.random };
  }

  conference(name: string): TestConference {
    const made = this.localGateway.conferences.find((each) => each.name === name);
    const room = made && this.digitalSamba.rooms.findById(made.room);
    if (made === undefined || room === undefined) throw new Error(`there is no conference ${name}`);
    return { id: conferenceIdSchema.parse(made.id), pin: made.pin, room };
  }

  /** Stores one more PIN of a conference; random unless its digits are given. */
  async addPin(
    conference: TestConference,
    order: Partial<ConferencePin> & { readonly digits?: string } = {},
  ) {
    const { digits = newPin(pinDigits, (below) => randomInt(below)), ...entry } = order;
    const { secrets, stack } = this.localGateway.gateway;
    const { body } = secrets.serve('GetSecretValue', { SecretId: stack.secretArn });
    const { signingKey } = signingKeySchema.parse(JSON.parse(secretSchema.parse(body).SecretString));
    const [key] = pinKeysOf({ signingKey });
    if (key === undefined) throw new Error('no key hashes PINs');
    const pins = createPinStore(this.#storeDeps);
    const pin = { conference: conference.id, kind: 'caller', keyId: key.id, ...entry } as const;
    await pins.put(hashPin(key.key, digits), pin);
    return digits;
  }

  /** Sets where a number leads while the stack runs. */
  async setDialIn(dialled: string, dialIn: z.input<typeof dialInSchema>): Promise<void> {
    await createDialInAdmin(this.#storeDeps).set(dialled, dialInSchema.parse(dialIn));
  }

  /** Somebody dials; each caller has a number of its own. */
  dial(order: Partial<CallOrder> = {}): SimulatedCall {
    const from = `+120255501${String(this.#numbers % 50).padStart(2, '0')}`;
    this.#numbers += 1;
    return this.twilio.placeCall({ to: dialIns.english, from, ...order });
  }

  /** Somebody dials and keys the conference's PIN when asked for it. */
  dialInto({ pin }: TestConference, order: Partial<CallOrder> = {}): SimulatedCall {
    return this.dial({ keys: `wait-for enter your PIN, ${pin}#`, ...order });
  }

  /** Who is in the conference at Twilio. */
  participants({ id }: TestConference): readonly Participant[] {
    return this.twilio.conferences.live(id)?.participants ?? [];
  }

  /** The bridge's leg, if it is in the conference at Twilio. */
  bridge(conference: TestConference): SimulatedCall | undefined {
    return this.participants(conference).find(isBridge)?.call;
  }

  /** The caller as the functions keep it. */
  async callerOf(conference: TestConference, call: SimulatedCall): Promise<Caller | undefined> {
    const loaded = await this.store.load(conference.id);
    return loaded?.callers.find((caller) => caller.call === call.sid);
  }

  /** Waits until the calls are in the conference at Twilio, which need not have told anybody yet. */
  areSeated(conference: TestConference, calls: readonly SimulatedCall[]): Promise<true> {
    return until('the callers to be in at Twilio', () => {
      const seated = new Set(this.participants(conference).map(({ call }) => call));
      return calls.every((call) => seated.has(call)) || undefined;
    }).catch((cause: unknown) => {
      throw new Error(`Not all are in at Twilio: ${this.#describe(conference)}`, { cause });
    });
  }

  /** Waits until the calls are in the conference, at Twilio and in the table. */
  async isIn(conference: TestConference, ...calls: readonly SimulatedCall[]): Promise<void> {
    await this.areSeated(conference, calls);
    let out: readonly SimulatedCall[] = calls;
    const areIn = async () => {
      const loaded = await this.store.load(conference.id);
      const present = new Set<string>(
        loaded?.callers.filter(({ presence }) => presence === 'in').map(({ call }) => call),
      );
      const seated = new Set(this.participants(conference).map(({ call }) => call));
      out = calls.filter((call) => !seated.has(call) || !present.has(call.sid));
      return out.length === 0 || undefined;
    };
    await until('the callers to be in', areIn).catch((cause: unknown) => {
      const [first] = out;
      throw new Error(`${first?.sid ?? 'nobody'} is not in: ${this.#describe(conference, first)}`, { cause });
    });
  }

  /** That Twilio had nothing to complain of: every request for instructions was answered in time, and usably. */
  expectAnsweredInTime(): void {
    expect(this.twilio.errors).toEqual([]);
  }

  /** What Digital Samba was asked, by the last part of the path. */
  requests({ room }: TestConference, action: string) {
    return this.digitalSamba.requests.filter(
      ({ method, path }) =>
        method === 'POST' && path.startsWith(`/rooms/${room.id}/`) && path.endsWith(`/${action}`),
    );
  }

  /** Waits until both sides show exactly these callers, equally muted. */
  async agree(
    conference: TestConference,
    calls: readonly SimulatedCall[],
    { sweeping = false }: { sweeping?: boolean } = {},
  ): Promise<void> {
    const agree = () => this.#isAgreed(conference, calls) || undefined;
    const waited = sweeping
      ? this.sweepUntil('both sides to agree', agree)
      : until('both sides to agree', agree);
    await waited.catch((cause: unknown) => {
      throw new Error(`Room and phone do not agree: ${this.#describe(conference)}`, { cause });
    });
  }

  /** Waits until nothing is left to do for any conference: no news on its way to us, and no wake. */
  async isQuiet(): Promise<void> {
    const { callbacks } = this.twilio;
    await until('all callbacks to be delivered', () => {
      const delivered = new Set(callbacks.deliveries.map(({ callback }) => callback));
      return callbacks.emitted.every((callback) => delivered.has(callback)) || undefined;
    });
    await this.localGateway.gateway.queue.settled();
  }

  /** That both sides agree, and each caller was announced so many times, and only while the bridge was up. */
  expectAgreed(conference: TestConference, calls: readonly SimulatedCall[], announced = 1): void {
    if (!this.#isAgreed(conference, calls))
      throw new Error(`Room and phone do not agree any more: ${this.#describe(conference)}`);
    for (const { sid } of calls) {
      expect(conference.room.announcements(sid), `announcements of ${sid}`).toHaveLength(announced);
    }
    this.expectBridgeUnseen(conference);
  }

  /**
   * Waits until both sides show exactly these callers, equally muted, and nothing is left to do; then each must have been
   * announced `announced` times, and only while the bridge was up.
   */
  async expectAgreement(
    conference: TestConference,
    calls: readonly SimulatedCall[],
    { announced, sweeping }: { announced?: number; sweeping?: boolean } = {},
  ): Promise<void> {
    await this.agree(conference, calls, { ...(sweeping === undefined ? {} : { sweeping }) });
    await this.localGateway.gateway.queue.settled();
    this.expectAgreed(conference, calls, announced);
  }

  #isAgreed(conference: TestConference, calls: readonly SimulatedCall[]): boolean {
    const sids = calls.map(({ sid }) => sid).sort();
    const phone = this.#phoneSide(conference);
    const isAll = JSON.stringify(phone.map(({ callId }) => callId)) === JSON.stringify(sids);
    return isAll && JSON.stringify(phone) === JSON.stringify(roomSide(conference));
  }

  /** That the room was never told of the bridge as a caller, and of nobody before it was up. */
  expectBridgeUnseen({ room }: TestConference): void {
    for (const { callId, bridge } of room.announcements()) {
      expect(this.twilio.calls.find(callId)?.identity.from).not.toBe(bridgeCaller);
      expect(bridge).toBe('connected');
    }
  }

  /** Waits for something that only a sweep brings about. */
  sweepUntil<Answer>(
    what: string,
    ask: () => Promise<Answer | undefined> | Answer | undefined,
  ): Promise<Answer> {
    return until(what, async () => {
      // Of all that wait, one has it swept for the others.
      if (Date.now() - this.#sweptAtMs >= sweepEveryMs) {
        this.#sweptAtMs = Date.now();
        await this.sweep();
      }
      return ask();
    });
  }

  /** What happened to a conference, or to one call in it, for whoever must find out why it went wrong. */
  #describe({ id, room }: TestConference, only?: SimulatedCall): string {
    const { calls, webhooks } = this.twilio;
    const isAbout = ({ sid, identity, events }: SimulatedCall) =>
      identity.from === bridgeCaller ||
      room.announcements(sid).length > 0 ||
      events.some((event) => event.kind === 'conference-joined' && event.conference === id);
    const about = only === undefined ? calls.all.filter(isAbout) : [only];
    const seen = {
      calls: about.map(({ sid, events }) => ({ sid, events })),
      failed: webhooks
        .filter(({ failure }) => failure !== undefined)
        .map(({ url, failure, status, attempt, parameters }) => [
          url,
          failure,
          status,
          attempt,
          parameters.CallSid,
        ]),
      room: room.log,
      requests: this.digitalSamba.requests.filter(({ path }) => path.includes(room.id)),
      errors: this.logs.filter((line) => line.includes('"ERROR"')).slice(-maxErrorsShown),
    };
    return JSON.stringify(seen, undefined, 1);
  }

  #phoneSide(conference: TestConference) {
    return this.participants(conference)
      .filter((each) => !isBridge(each))
      .map(({ call, muted }) => ({ callId: call.sid, muted }))
      .sort(byCallId);
  }
}

const noSleep = () => Promise.resolve();

/** Only the bridge starts a conference. */
const isBridge = ({ startConferenceOnEnter }: Participant) => startConferenceOnEnter;

const roomSide = ({ room }: TestConference) =>
  room
    .phoneParticipants()
    .map(({ callId, muted }) => ({ callId, muted }))
    .sort(byCallId);

const byCallId = (a: { readonly callId: string }, b: { readonly callId: string }) =>
  a.callId < b.callId ? -1 : 1;

/** Waits until the caller has heard a sentence. */
export async function hears(
  call: SimulatedCall,
  sentence: Sentence,
  language: 'en' | 'de' = 'en',
): Promise<void> {
  await call.waitForText(textOf(sentence, language), patienceMs);
}

/** Waits until the caller has heard a sentence and was hung up. */
export async function hearsAndIsHungUp(
  call: SimulatedCall,
  sentence: Sentence,
  language: 'en' | 'de' = 'en',
): Promise<void> {
  await hears(call, sentence, language);
  expect(await call.ended).toMatchObject({ by: 'twilio', status: 'completed' });
  expect(call.heard.at(-1)).toMatchObject({ text: textOf(sentence, language) });
}

/** How often the caller has heard a sentence. */
export function timesHeard(call: SimulatedCall, sentence: Sentence): number {
  return call.heard.filter((each) => 'text' in each && each.text === textOf(sentence, 'en')).length;
}
