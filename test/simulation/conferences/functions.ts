import { makeHandler as makeConferenceSync } from '../../../functions/conference-sync.ts';
import { makeHandler as makeDigitalSambaEvents } from '../../../functions/digital-samba-events.ts';
import { makeHandler as makeTwilioEvents } from '../../../functions/twilio-events.ts';
import { makeHandler as makeTwilioVoice } from '../../../functions/twilio-voice.ts';
import type { TwilioRequestEvent } from '../../../functions/twilio-webhook.ts';
import { sweepBeforePin } from '../../../lib/conference/before-pin.ts';
import type { ConferenceDeps } from '../../../lib/conference/ports.ts';
import { sweepConferences } from '../../../lib/conference/sweep.ts';
import { makeRooms } from '../../../lib/digital-samba/rooms.ts';
import { makeVoice } from '../../../lib/twilio/voice.ts';
import type { inMemoryConferences } from '../../support/conferences.ts';
import type { Invocation, SimulatedFunction } from '../frame/lambda.ts';
import { networkOf, type Party } from '../frame/network.ts';
import type { SimulatedQueue } from '../frame/queue.ts';
import { requestTable } from '../frame/table-requests.ts';
import { Violation } from '../frame/violation.ts';
import { forbiddenText, watchedLog } from '../held-calls/watched-log.ts';
import { accountSid, publicUrl } from './phones.ts';
import { webhookSecret } from './video-room.ts';

export type Stores = ReturnType<typeof inMemoryConferences>;

/** Changes what the product is given or hears, to see whether the checks notice. */
export interface Mutation {
  readonly name: string;
  readonly deps: (deps: ConferenceDeps) => ConferenceDeps;
}

export interface FunctionsDeps {
  readonly timeoutsMs: Readonly<Record<string, number>>;
  /** Sets the stores' clock before it lets them do something. */
  readonly stores: () => Stores;
  readonly parties: () => readonly Party[];
  readonly queue: () => SimulatedQueue;
  readonly fail: (violation: Violation) => void;
  readonly twilioTokens: (isFresh: boolean) => readonly string[];
  readonly mutation: Mutation | undefined;
}

/** Times of SQS in ms. */
const queueMs = [3, 30] as const;
const queueGivenUpMs = 800;

/** The gateway's functions of conferences: the real handlers, composed for each invocation. */
export function makeFunctions(world: FunctionsDeps): ReadonlyMap<string, SimulatedFunction> {
  const make = (
    name: string,
    compose: (deps: ConferenceDeps, invocation: Invocation) => (event: unknown) => Promise<unknown>,
  ): [string, SimulatedFunction] => [
    name,
    {
      timeoutMs: world.timeoutsMs[name] ?? 0,
      handle: (event, invocation) => compose(compositionOf(world, invocation), invocation)(event),
    },
  ];
  const twilio = (invocation: Invocation) => ({
    publicUrl,
    secrets: secretsOf(world),
    timeoutSignal: (ms: number) => {
      const controller = new AbortController();
      invocation.platform.scheduler.after(ms, () => {
        invocation.platform.scheduler.wake();
        controller.abort();
      });
      return controller.signal;
    },
  });
  const secrets = () => Promise.resolve([webhookSecret]);
  return new Map([
    make('twilio-voice', (deps, invocation) => {
      const handle = makeTwilioVoice({ ...deps, ...twilio(invocation) });
      return (event) => handle(asRequest(event));
    }),
    make('twilio-events', (deps, invocation) => {
      const handle = makeTwilioEvents({ ...deps, ...twilio(invocation) });
      return (event) => handle(asRequest(event));
    }),
    make('digital-samba-events', (deps) => {
      const handle = makeDigitalSambaEvents({ ...deps, webhookSecrets: { read: secrets, reread: secrets } });
      return (event) => handle(asRequest(event));
    }),
    make('conference-sync', makeConferenceSync),
    make('sweep', (deps) => async () => ({
      ...(await sweepConferences(deps)),
      ...(await sweepBeforePin(deps)),
    })),
  ]);
}

function secretsOf({ twilioTokens }: FunctionsDeps) {
  const read = (isFresh: boolean) => () =>
    Promise.resolve({
      twilioAccountSid: accountSid,
      twilioAuthTokens: twilioTokens(isFresh),
      twilioBridgeDomains: ['bridge.example.com'],
    });
  return { read: read(false), reread: read(true) };
}

function compositionOf(world: FunctionsDeps, invocation: Invocation): ConferenceDeps {
  const http = networkOf(invocation, world.parties(), forbiddenText);
  const log = watchedLog(world.fail, invocation.platform.trace);
  const samba = () => Promise.resolve('SECRET-samba-key');
  const deps: ConferenceDeps = {
    ...storesOf(world, invocation),
    voice: makeVoice(
      { http, log, apiUrl: 'https://api.twilio.com/2010-04-01', secrets: secretsOf(world) },
      publicUrl,
    ),
    rooms: makeRooms({
      http,
      log,
      apiUrl: 'https://api.digitalsamba.com',
      developerKey: { read: samba, reread: samba },
    }),
    wake: { wake: (id) => wake(world, invocation, id) },
    clock: invocation.clock,
    log,
    count: () => undefined,
    randomBelow: (below) => Math.floor(invocation.platform.random.next() * below),
    pinKeys: () => world.stores().deps.pinKeys(),
    signRoute: () => Promise.resolve(undefined),
  };
  return world.mutation?.deps(deps) ?? deps;
}

function wake(world: FunctionsDeps, invocation: Invocation, id: string): Promise<'sent' | 'failed'> {
  const { scheduler, faults, random } = invocation.platform;
  return invocation.outside((answer) => {
    const isFailed = faults.hits('queueFails');
    const isLost = faults.hits('queueAnswerLost');
    scheduler.after(random.between(...queueMs), () => {
      if (!isFailed) world.queue().send(id, JSON.stringify({ conference: id }));
      const ms = isFailed || isLost ? queueGivenUpMs : random.between(...queueMs);
      scheduler.after(ms, () => answer({ ok: true, value: isFailed || isLost ? 'failed' : 'sent' }));
    });
  });
}

/** The stores as one invocation reaches them; a PIN must have been charged for before it is looked up. */
function storesOf(
  world: FunctionsDeps,
  invocation: Invocation,
): Pick<ConferenceDeps, 'conferences' | 'pinCalls' | 'beforePin' | 'doors' | 'pins' | 'known' | 'attempts'> {
  const ask = <Value>(act: (stores: ConferenceDeps) => Promise<Value>): Promise<Value> =>
    requestTable(invocation, () => act(world.stores().deps));
  let mayLookUp = false;
  return {
    conferences: {
      put: (conference) => ask(({ conferences }) => conferences.put(conference)),
      get: (id) => ask(({ conferences }) => conferences.get(id)),
      load: (id) => ask(({ conferences }) => conferences.load(id)),
      changeConference: (id, fact) => ask(({ conferences }) => conferences.changeConference(id, fact)),
      changeCaller: (id, call, fact) => ask(({ conferences }) => conferences.changeCaller(id, call, fact)),
      findByRoom: (room) => ask(({ conferences }) => conferences.findByRoom(room)),
      due: (nowMs, limit) => ask(({ conferences }) => conferences.due(nowMs, limit)),
      finished: (id, seen, dueAtMs) => ask(({ conferences }) => conferences.finished(id, seen, dueAtMs)),
    },
    pinCalls: {
      arrived: (call) => ask(({ pinCalls }) => pinCalls.arrived(call)),
      get: async (call) => {
        const pinCall = await ask(({ pinCalls }) => pinCalls.get(call));
        mayLookUp ||= pinCall?.isBridgeOrigin === true;
        return pinCall;
      },
      admitted: (call, id, role) => ask(({ pinCalls }) => pinCalls.admitted(call, id, role)),
    },
    beforePin: {
      enter: (call, atMs, whyNot) => ask(({ beforePin }) => beforePin.enter(call, atMs, whyNot)),
      leave: (call, atMs) => ask(({ beforePin }) => beforePin.leave(call, atMs)),
      arrivedBy: (atMs, limit) => ask(({ beforePin }) => beforePin.arrivedBy(atMs, limit)),
    },
    doors: { find: (dialled) => ask(({ doors }) => doors.find(dialled)) },
    pins: {
      find: (hash) => {
        if (!mayLookUp)
          world.fail(new Violation('tries-cover-pins', 'a PIN was looked up before it was charged'));
        return ask(({ pins }) => pins.find(hash));
      },
      move: (from, to, entry) => ask(({ pins }) => pins.move(from, to, entry)),
    },
    known: {
      find: (hash, dialled) => ask(({ known }) => known.find(hash, dialled)),
      move: (from, to, caller) => ask(({ known }) => known.move(from, to, caller)),
    },
    attempts: {
      charge: async (scopes, key, nowMs) => {
        const charged = await ask(({ attempts }) => attempts.charge(scopes, key, nowMs));
        mayLookUp ||= charged !== 'spent';
        return charged;
      },
      refund: (scopes, key, nowMs) => ask(({ attempts }) => attempts.refund(scopes, key, nowMs)),
    },
  };
}

function asRequest(event: unknown): TwilioRequestEvent {
  if (isRequest(event)) return event;
  throw new Error('an HTTP function is called with something else');
}

function isRequest(event: unknown): event is TwilioRequestEvent {
  return event instanceof Object && 'headers' in event && 'rawPath' in event;
}
