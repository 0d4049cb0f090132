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
import type { CallOutId } from '../../../lib/conferences/model/call-out.ts';
import type { ConferenceId } from '../../../lib/conferences/model/conference.ts';
import type { ConferenceDeps, PlaceCall } from '../../../lib/conferences/ports.ts';
import { makeRooms } from '../../../lib/providers/digital-samba/rooms.ts';
import { measured } from '../../../lib/providers/measured.ts';
import type {
  TwilioClient,
  TwilioSecrets,
  TwilioSecretSource,
} from '../../../lib/providers/twilio/client.ts';
import { makeCallOut as makeTwilioCallOut } from '../../../lib/providers/twilio/call-out.ts';
import { twilioTraits } from '../../../lib/providers/twilio/traits.ts';
import { makeVoice } from '../../../lib/providers/twilio/voice.ts';
import { inUse } from '../../support/in-use.ts';
import { inMemory } from '../../support/held-calls.ts';
import type { Invocation, SimulatedFunction } from '../frame/lambda.ts';
import { networkOf, type Party } from '../frame/network.ts';
import type { SimulatedQueue } from '../frame/queue.ts';
import { ProcessSecrets } from '../frame/secrets.ts';
import type { Violation } from '../frame/violation.ts';
import { forbiddenText, watchedCount, watchedLog } from '../held-calls/judges/watched-log.ts';
import { publicUrl } from './gateway-request.ts';
import { sharedKeyId } from './parties/phones.ts';
import type { Met } from '../frame/coverage.ts';
import { countedPorts } from './covered.ts';
import { accountSid } from './parties/phone-call.ts';
import { makeOutsideEventsHandler, makeOutsideVoiceHandler } from './outside/handlers.ts';
import type { OutsideVariants } from './outside/variants.ts';
import { storesOf, type Stores } from './stores.ts';
import { makeOutsideCallOut, makeOutsideVoice } from './outside/voice.ts';
import type { DrawnCallOuts } from './call-outs/drawn.ts';
import { makeOrderHandler, OrderBook, type OrderCallOut, type OrderResult } from './call-outs/orders.ts';
import { isTransfer, orderTransfer } from './transfers/orders.ts';
import type { WorldSecrets } from './secrets.ts';

/** Changes what the product is given or hears, to see whether the checks notice. */
export interface Mutation {
  readonly name: string;
  readonly deps?: (deps: ConferenceDeps) => ConferenceDeps;
  /** Functions use the secrets of before the world began, for ever. */
  readonly keepsSecrets?: boolean;
  /** Orders to call somebody are carried out by this. */
  readonly order?: OrderCallOut;
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
  readonly conference: ConferenceId;
  /** Default: nobody is called. */
  readonly callOuts: DrawnCallOuts | undefined;
  /** Is told what an order to call somebody comes to. */
  readonly answered: (id: CallOutId, result: OrderResult) => void;
}

/** Times of SQS in ms. */
const queueMs = [3, 30] as const;
const queueGivenUpMs = 800;

/** The gateway's functions of conferences: the real handlers, composed for each invocation. */
export function makeFunctions(world: FunctionsDeps): ReadonlyMap<string, SimulatedFunction> {
  // What is drawn tells one from another, and decides nothing.
  let drawn = 0;
  const randomBelow = (below: number) => (drawn += 1) % below;
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
        return compose(compositionOf(world, at, randomBelow), at)(event);
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
  const book = new OrderBook(world.answered);
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
    make('admin', (deps, at) => {
      const { allow = [], perMinute = 0, perHour = 0 } = world.callOuts?.limits ?? {};
      const limits = { allow, perMinute, perHour };
      const phone = phoneOf(world, at);
      const order = makeOrderHandler(
        {
          conferences: deps,
          conference: world.conference,
          book,
          phone,
          limits,
          order: world.mutation?.order,
        },
        at.invocation,
      );
      const traitsOf = () => world.outside?.traits ?? twilioTraits;
      return (event) => (isTransfer(event) ? orderTransfer({ ...deps, traitsOf }, event) : order(event));
    }),
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

const logOf = (world: FunctionsDeps, { platform }: Invocation) => watchedLog(world.fail, platform.trace);

function twilioClientOf(world: FunctionsDeps, { invocation, secrets }: At): TwilioClient {
  const http = networkOf(invocation, world.parties(), forbiddenText, world.fail);
  return {
    http: measured(http, 'twilio', watchedCount(world.fail)),
    log: logOf(world, invocation),
    apiUrl: 'https://api.twilio.com/2010-04-01',
    secrets: twilioSecretsOf(world, secrets),
  };
}

function phoneOf(world: FunctionsDeps, at: At): PlaceCall {
  return world.outside === undefined
    ? makeTwilioCallOut(twilioClientOf(world, at), publicUrl)
    : makeOutsideCallOut(networkOf(at.invocation, world.parties(), forbiddenText, world.fail));
}

function compositionOf(
  world: FunctionsDeps,
  { invocation, secrets }: At,
  randomBelow: ConferenceDeps['randomBelow'],
): ConferenceDeps {
  const http = networkOf(invocation, world.parties(), forbiddenText, world.fail);
  const log = logOf(world, invocation);
  const count = watchedCount(world.fail);
  const deps: ConferenceDeps = {
    ...storesOf(world, invocation),
    voices: makeVoices([
      makeVoice(twilioClientOf(world, { invocation, secrets }), publicUrl),
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
    randomBelow,
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

function asRequest(event: unknown): FormRequestEvent {
  if (isRequest(event)) return event;
  throw new Error('an HTTP function is called with something else');
}

function isRequest(event: unknown): event is FormRequestEvent {
  return event instanceof Object && 'headers' in event && 'rawPath' in event;
}
