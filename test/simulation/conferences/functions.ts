import * as z from 'zod';
import { makeHandler as makeConferenceSync } from '../../../functions/conference-sync.ts';
import { makeHandler as makeDigitalSambaEvents } from '../../../functions/digital-samba-events.ts';
import { makeHandler as makeSweep } from '../../../functions/sweep.ts';
import { newRoundsCache } from '../../../functions/shared/sweep-rounds.ts';
import { makeHandler as makeTwilioEvents } from '../../../functions/twilio-events.ts';
import { makeHandler as makeTwilioVoice } from '../../../functions/twilio-voice.ts';
import type { FormRequestEvent } from '../../../functions/shared/form-webhook.ts';
import type { DeadLetters } from '../../../lib/aws/clients/dead-letters.ts';
import { makeVoices } from '../../../lib/conferences/call/voices.ts';
import type { CallerEvent } from '../../../lib/conferences/model/caller-events.ts';
import type { ConferenceEvent } from '../../../lib/conferences/model/conference-events.ts';
import type { ConferenceDeps } from '../../../lib/conferences/ports.ts';
import { makeRooms } from '../../../lib/providers/digital-samba/rooms.ts';
import { measured } from '../../../lib/providers/measured.ts';
import type { TwilioSecrets, TwilioSecretSource } from '../../../lib/providers/twilio/client.ts';
import { makeVoice } from '../../../lib/providers/twilio/voice.ts';
import type { inMemoryConferences } from '../../support/conferences.ts';
import { inUse } from '../../support/in-use.ts';
import { inMemory } from '../../support/held-calls.ts';
import type { Invocation, SimulatedFunction } from '../frame/lambda.ts';
import { networkOf, type Party } from '../frame/network.ts';
import type { SimulatedQueue } from '../frame/queue.ts';
import { ProcessSecrets } from '../frame/secrets.ts';
import { requestTable } from '../frame/table-requests.ts';
import { Violation } from '../frame/violation.ts';
import { forbiddenText, watchedCount, watchedLog } from '../held-calls/watched-log.ts';
import { publicUrl, sharedKeyId } from './phones.ts';
import type { Met } from '../frame/coverage.ts';
import { countedPorts } from './covered.ts';
import { accountSid } from './phone-call.ts';
import { makeOutsideEventsHandler, makeOutsideVoiceHandler } from './outside/handlers.ts';
import type { OutsideVariants } from './outside/variants.ts';
import { makeOutsideVoice } from './outside/voice.ts';
import type { WorldSecrets } from './secrets.ts';

export type Stores = ReturnType<typeof inMemoryConferences>;

/** Changes what the product is given or hears, to see whether the checks notice. */
export interface Mutation {
  readonly name: string;
  readonly deps?: (deps: ConferenceDeps) => ConferenceDeps;
  /** Functions use the secrets of before the world began, for ever. */
  readonly keepsSecrets?: boolean;
}

export interface FunctionsDeps {
  readonly timeoutsMs: Readonly<Record<string, number>>;
  /** Sets the stores' clock before it lets them do something. */
  readonly stores: () => Stores;
  readonly parties: () => readonly Party[];
  readonly queue: () => SimulatedQueue;
  readonly fail: (violation: Violation) => void;
  readonly met: Met;
  readonly secrets: WorldSecrets;
  /** Takes down each try for which a PIN was looked up that does not exist. */
  readonly wrongTries: Set<string>;
  readonly mutation: Mutation | undefined;
  /** Default: the voice provider is Twilio. */
  readonly outside: OutsideVariants | undefined;
}

/** Times of SQS in ms. */
const queueMs = [3, 30] as const;
const queueGivenUpMs = 800;

/** The gateway's functions of conferences: the real handlers, composed for each invocation. */
export function makeFunctions(world: FunctionsDeps): ReadonlyMap<string, SimulatedFunction> {
  const make = (
    name: string,
    compose: (deps: ConferenceDeps, at: At) => (event: unknown) => Promise<unknown>,
  ): [string, SimulatedFunction] => [
    name,
    {
      timeoutMs: world.timeoutsMs[name.replace('outside-', 'twilio-')] ?? 0,
      handle: (event, invocation) => {
        const keptMs = world.mutation?.keepsSecrets === true ? Infinity : undefined;
        const at = { invocation, secrets: new ProcessSecrets(invocation, keptMs) };
        return compose(compositionOf(world, at), at)(event);
      },
    },
  ];
  const twilio = ({ invocation, secrets }: At) => ({
    ...inUse,
    publicUrl,
    secrets: twilioSecretsOf(world, secrets),
    timeoutSignal: (ms: number) => {
      const controller = new AbortController();
      invocation.platform.scheduler.after(ms, () => {
        invocation.platform.scheduler.wake();
        controller.abort();
      });
      return controller.signal;
    },
  });
  const noHeldCalls = inMemory([]).deps;
  const cache = newRoundsCache();
  const { outside } = world;
  const ofOutside =
    outside === undefined
      ? []
      : [
          make('outside-voice', (deps, at) => makeOutsideVoiceHandler({ ...deps, ...twilio(at) }, outside)),
          make('outside-events', (deps) => makeOutsideEventsHandler(deps, outside)),
        ];
  return new Map([
    ...ofOutside,
    make('twilio-voice', (deps, at) => {
      const handle = makeTwilioVoice({ ...deps, ...twilio(at) });
      return (event) => handle(asRequest(event));
    }),
    make('twilio-events', (deps, at) => {
      const handle = makeTwilioEvents({ ...deps, ...twilio(at) });
      return (event) => handle(asRequest(event));
    }),
    make('digital-samba-events', (deps, { secrets }) => {
      const webhookSecrets = secrets.source(world.secrets.sambaWebhook.live);
      const handle = makeDigitalSambaEvents({ ...deps, ...inUse, webhookSecrets });
      return (event) => handle(asRequest(event));
    }),
    make('conference-sync', (deps, { invocation }) =>
      makeConferenceSync({
        ...deps,
        wake: { ...deps.wake, postpone: (receipt, ms) => postpone(world, invocation, receipt, ms) },
      }),
    ),
    make('sweep', (deps, { invocation }) =>
      makeSweep({
        heldCalls: { ...noHeldCalls, clock: deps.clock, log: deps.log, count: deps.count },
        conferences: deps,
        rounds: {
          deadLetters: deadLettersOf(world, invocation),
          reviveWebhook: () => Promise.resolve({ kind: 'nothing' }),
          malformedKeys: () => Promise.resolve([]),
          cache,
        },
      }),
    ),
  ]);
}

/** One invocation, and the secrets as its process has them. */
interface At {
  readonly invocation: Invocation;
  readonly secrets: ProcessSecrets;
}

function twilioSecretsOf(world: FunctionsDeps, secrets: ProcessSecrets): TwilioSecretSource {
  const tokens = secrets.source(world.secrets.twilio.live);
  const keys = secrets.source(world.secrets.sharedKey.live);
  const all = (
    twilioAuthTokens: readonly string[] | undefined,
    sharedKeys: readonly string[] = [],
  ): TwilioSecrets =>
    twilioAuthTokens === undefined
      ? {}
      : {
          twilioAccountSid: accountSid,
          twilioAuthTokens,
          twilioSharedKeys: sharedKeys.map((secret) => `${sharedKeyId}=${secret}`),
        };
  return {
    read: async () => all(await tokens.read(), await keys.read()),
    reread: async () => all(await tokens.reread(), await keys.reread()),
  };
}

function compositionOf(world: FunctionsDeps, { invocation, secrets }: At): ConferenceDeps {
  const http = networkOf(invocation, world.parties(), forbiddenText, world.fail);
  const log = watchedLog(world.fail, invocation.platform.trace);
  const count = watchedCount(world.fail);
  const deps: ConferenceDeps = {
    ...storesOf(world, invocation),
    voices: makeVoices([
      makeVoice(
        {
          http: measured(http, 'twilio', count),
          log,
          apiUrl: 'https://api.twilio.com/2010-04-01',
          secrets: twilioSecretsOf(world, secrets),
        },
        publicUrl,
      ),
      ...(world.outside === undefined ? [] : [makeOutsideVoice(http, world.outside)]),
    ]),
    rooms: makeRooms({
      http: measured(http, 'digital-samba', count),
      log,
      apiUrl: 'https://api.digitalsamba.com',
      developerKey: secrets.source(world.secrets.samba.stored),
    }),
    wake: { wake: (id) => send(world, invocation, { body: { conference: id }, group: id }) },
    wakeLater: {
      wakeAt(id, atMs) {
        const second = Math.ceil(atMs / 1000);
        const name = `${id}.${second}`;
        const body = { conference: id, notBeforeMs: second * 1000 };
        return send(world, invocation, { body, group: name, deduplicationId: name });
      },
    },
    clock: invocation.clock,
    log,
    count,
    randomBelow: (below) => Math.floor(invocation.platform.random.next() * below),
    // Of the same secret: what cannot be read has no keys.
    pinKeys: () => (secrets.isReadable ? world.stores().deps.pinKeys() : Promise.resolve([])),
    signRoute: () => Promise.resolve(undefined),
  };
  return countedPorts(world.mutation?.deps?.(deps) ?? deps, invocation.name, world.met);
}

/** Sends what lib/aws/clients/wake-queue.ts sends. */
function send(
  world: FunctionsDeps,
  invocation: Invocation,
  wake: { readonly body: object; readonly group: string; readonly deduplicationId?: string },
): Promise<'sent' | 'failed'> {
  const { scheduler, faults, random } = invocation.platform;
  return invocation.outside((answer) => {
    const isFailed = faults.hits('queueFails');
    const isLost = faults.hits('queueAnswerLost');
    scheduler.after(random.between(...queueMs), () => {
      const { body, group, deduplicationId = `wake-${world.queue().sent + 1}` } = wake;
      const message = { body: JSON.stringify(body), group, deduplicationId };
      if (!isFailed) world.queue().send(message);
      // The client sends again what was not answered, under the same id.
      if (!isFailed && isLost) world.queue().send(message);
      const ms = isFailed || isLost ? queueGivenUpMs : random.between(...queueMs);
      scheduler.after(ms, () => answer({ ok: true, value: isFailed || isLost ? 'failed' : 'sent' }));
    });
  });
}

function postpone(
  world: FunctionsDeps,
  invocation: Invocation,
  receiptHandle: string,
  ms: number,
): Promise<'postponed' | 'failed'> {
  const { scheduler, faults, random } = invocation.platform;
  return invocation.outside((answer) => {
    const isFailed = faults.hits('queueFails');
    const isLost = faults.hits('queueAnswerLost');
    scheduler.after(random.between(...queueMs), () => {
      const isInHand = !isFailed && world.queue().postpone(receiptHandle, Math.ceil(ms / 1000));
      const givenUp = isFailed || isLost;
      const value = isInHand && !givenUp ? 'postponed' : 'failed';
      scheduler.after(givenUp ? queueGivenUpMs : random.between(...queueMs), () =>
        answer({ ok: true, value }),
      );
    });
  });
}

/** As lib/aws/clients/dead-letters.ts wakes again what was given up. */
function deadLettersOf(world: FunctionsDeps, invocation: Invocation): DeadLetters {
  const { scheduler, random } = invocation.platform;
  return {
    revive: () =>
      invocation.outside((answer) => {
        scheduler.after(random.between(...queueMs), () => {
          const queue = world.queue();
          const letters = queue.deadLetters.splice(0).map((body) => letterSchema.parse(JSON.parse(body)));
          for (const { conference } of letters) {
            const body = JSON.stringify({ conference, isSecond: true });
            queue.send({ body, group: conference, deduplicationId: `wake-${queue.sent + 1}` });
          }
          const isSecond = (again: boolean) =>
            letters.filter((letter) => letter.isSecond === again).map(({ conference }) => conference);
          const value = { revived: isSecond(false), givenUpAgain: isSecond(true), unreadable: 0 };
          answer({ ok: true, value });
        });
      }),
  };
}

const letterSchema = z.object({ conference: z.string(), isSecond: z.boolean().default(false) });

const notes: ReadonlySet<string> = new Set([
  ...['phoneUnknown', 'roomMuteUnknown', 'roomHandUnknown', 'roomLetsGo', 'letIn', 'kicked', 'bridgeAsked'],
]);

/** Whether it says what is about to be asked of a provider. */
function isNote(event: CallerEvent | ConferenceEvent): boolean {
  return event.kind === 'roomHas' ? event.isUnsure === true : notes.has(event.kind);
}

/** The stores as one invocation reaches them; a PIN must have been charged for before it is looked up. */
function storesOf(
  world: FunctionsDeps,
  invocation: Invocation,
): Pick<
  ConferenceDeps,
  'conferences' | 'pinCalls' | 'callOuts' | 'unauthenticated' | 'dialIns' | 'pins' | 'known' | 'attempts'
> {
  const ask = <Value>(action: (stores: ConferenceDeps) => Promise<Value>): Promise<Value> =>
    requestTable(invocation, () => action(world.stores().deps));
  const { faults } = invocation.platform;
  const diesAfterNote =
    (event: CallerEvent | ConferenceEvent) =>
    <Value>(value: Value): Value | Promise<Value> => {
      if (!isNote(event) || !faults.hits('deathAfterNote')) return value;
      invocation.die();
      return new Promise(() => undefined);
    };
  let mayLookUp = false;
  let charging: string | undefined;
  let polled: string | undefined;
  return {
    conferences: {
      put: (conference) => ask(({ conferences }) => conferences.put(conference)),
      get: (id) => ask(({ conferences }) => conferences.get(id)),
      load: (id) => ask(({ conferences }) => conferences.load(id)),
      changeConference: (id, event) =>
        ask(({ conferences }) => conferences.changeConference(id, event)).then(diesAfterNote(event)),
      caller: (id, call) => ask(({ conferences }) => conferences.caller(id, call)),
      changeCaller: (id, call, event) =>
        ask(({ conferences }) => conferences.changeCaller(id, call, event)).then(diesAfterNote(event)),
      // The request begins once it is known what has happened: side by side with another it would be no single step.
      changeCallerBy: async (id, call, told) => {
        const event = await told;
        return ask(({ conferences }) => conferences.changeCallerBy(id, call, Promise.resolve(event)));
      },
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
      admitted: (call, to) => ask(({ pinCalls }) => pinCalls.admitted(call, to)),
      noteAnswer: (call, answer) => ask(({ pinCalls }) => pinCalls.noteAnswer(call, answer)),
      noteTry: (call, pinTry) => ask(({ pinCalls }) => pinCalls.noteTry(call, pinTry)),
      noticeBegun: (call, noticed) => ask(({ pinCalls }) => pinCalls.noticeBegun(call, noticed)),
      ledOn: (call, led) => ask(({ pinCalls }) => pinCalls.ledOn(call, led)),
      noteNoticeAnswer: (pinCall, answer) =>
        ask(({ pinCalls }) => pinCalls.noteNoticeAnswer(pinCall, answer)),
      callOutOver: (call, is) => ask(({ pinCalls }) => pinCalls.callOutOver(call, is)),
    },
    callOuts: {
      charge: (id, nowMs, limits) => ask(({ callOuts }) => callOuts.charge(id, nowMs, limits)),
      remember: (order) => ask(({ callOuts }) => callOuts.remember(order)),
      find: (id) => ask(({ callOuts }) => callOuts.find(id)),
      claim: (id, call) => ask(({ callOuts }) => callOuts.claim(id, call)),
      unsettled: (atMs) => ask(({ callOuts }) => callOuts.unsettled(atMs)),
      settled: (id) => ask(({ callOuts }) => callOuts.settled(id)),
    },
    unauthenticated: {
      enter: (call, atMs, whyNot, present) =>
        ask(({ unauthenticated }) => unauthenticated.enter(call, atMs, whyNot, present)),
      present: (atMs) => ask(({ unauthenticated }) => unauthenticated.present(atMs)),
      leave: (call, atMs) => ask(({ unauthenticated }) => unauthenticated.leave(call, atMs)),
      arrivedBy: (atMs, limit) => ask(({ unauthenticated }) => unauthenticated.arrivedBy(atMs, limit)),
    },
    dialIns: { find: (dialled) => ask(({ dialIns }) => dialIns.find(dialled)) },
    pins: {
      find: async (hash) => {
        if (!mayLookUp)
          world.fail(new Violation('tries-cover-pins', 'a PIN was looked up before it was charged'));
        const found = await ask(({ pins }) => pins.find(hash));
        // A PIN is looked up under the current key first, and under the one before if it is not found.
        polled ??= hash;
        if (found === undefined && charging !== undefined) world.wrongTries.add(`${charging} ${polled}`);
        return found;
      },
      move: (from, to, entry) => ask(({ pins }) => pins.move(from, to, entry)),
      listOf: (id) => ask(({ pins }) => pins.listOf(id)),
      expire: (hash, validUntilMs) => ask(({ pins }) => pins.expire(hash, validUntilMs)),
    },
    known: {
      find: (hash, dialled) => ask(({ known }) => known.find(hash, dialled)),
      move: (from, to, caller) => ask(({ known }) => known.move(from, to, caller)),
      listOf: (id) => ask(({ known }) => known.listOf(id)),
      remove: (hash, caller) => ask(({ known }) => known.remove(hash, caller)),
    },
    attempts: {
      charge: async (scopes, key, nowMs) => {
        const charged = await ask(({ attempts }) => attempts.charge(scopes, key, nowMs));
        mayLookUp ||= charged !== 'spent';
        if (charged !== 'spent') charging = key;
        return charged;
      },
      refund: (scopes, key, nowMs) => ask(({ attempts }) => attempts.refund(scopes, key, nowMs)),
    },
  };
}

function asRequest(event: unknown): FormRequestEvent {
  if (isRequest(event)) return event;
  throw new Error('an HTTP function is called with something else');
}

function isRequest(event: unknown): event is FormRequestEvent {
  return event instanceof Object && 'headers' in event && 'rawPath' in event;
}
