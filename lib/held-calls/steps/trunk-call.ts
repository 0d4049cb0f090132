import { trunkCallId, type CallId, type HeldCall, type Refusal, type StartedBot } from '../model/call.ts';
import { outcomeWord, refusalText, releaseOutcome, withRefusal } from '../model/refusals.ts';
import type { Target } from '../model/route.ts';
import type { HeldCallDeps } from '../ports.ts';
import { forCall } from './for-call.ts';
import { makeOnlyBot } from './bots/only-bot.ts';
import { targetsAfter } from './routes/route-call.ts';
import { decide, givenBy } from './routes/routing.ts';
import { roomEndsAtMs, startBotIn, type StartedIn } from './bots/start-bot.ts';

/** A call that rings on a trunk, as its provider has announced it. */
export interface RingingCall {
  readonly trunk: string;
  /** Key of the route that the trunk leads to. */
  readonly route: string;
  /** The room that the provider has made for it. */
  readonly room: { readonly name: string; readonly url: string };
}

/** `accepted`: a bot takes the call on. `refused`: nobody does, or nobody may; the provider is to let the carrier go elsewhere. */
export type Answered =
  | { readonly kind: 'accepted'; readonly id: CallId }
  | { readonly kind: 'refused'; readonly id: CallId; readonly reason: string };

/** Daily lets it ring for some 12 s (Daily docs, sip_trunk.incoming). What is over is for a cold start, the last write, the way back. */
const answerWithinMs = 10_000;
/** Bots are asked for so long. */
const askWithinMs = 9_000;
/** An answer that is later than this may be too late: Daily has refused the call by then. */
const tooLateAfterMs = 11_000;
/** Somebody else's code that says where the call goes has this much of it. */
const routedWithinMs = 2_000;
/** For a repeated announcement it is read this often what has become of the first. */
const readEveryMs = 250;

/**
 * Answers a call that came on a trunk: accepted as soon as a bot has accepted it, and never before. An announcement that is
 * repeated is answered as the first one is. The room names the call, and one write decides what becomes of it.
 */
export async function answerTrunkCall(shared: HeldCallDeps, ringing: RingingCall): Promise<Answered> {
  const id = trunkCallId(ringing.room.name);
  const deps = forCall(shared, id);
  const call = await newTrunkCall(deps, id, ringing);
  if ((await deps.calls.put(call)) === 'exists') {
    deps.log.info('call-repeated', { callId: id });
    return outcomeOf(deps, id);
  }
  const { trunk } = ringing;
  if (call.state === 'refused') {
    deps.log.info('call-refused', { callId: id, reason: call.reason, trunk });
    deps.count('callsRefused', 1, call.reason);
    return { kind: 'refused', id, reason: call.reason };
  }
  deps.log.info('call-held', { callId: id, reason: call.reason, trunk });
  deps.count('callsHeld', 1, 'trunk');
  return (await askBots(deps, call, ringing.room.url)) ?? giveUp(deps, call);
}

async function newTrunkCall(deps: HeldCallDeps, id: CallId, ringing: RingingCall): Promise<HeldCall> {
  const { clock, settings, routes } = deps;
  const nowMs = clock.now();
  const { trunk, room } = ringing;
  const found = { route: await routes.find(ringing.route, id), by: 'trunk' } as const;
  const decision = decide(found, undefined, nowMs);
  const { ask, targets: named, ...given } = givenBy(decision);
  const targets = ask === undefined ? named : await targetsOf(deps, { id, to: trunk }, named, ask);
  const reason = targets === 'declined' ? targets : decision.reason;
  const isRefused = decision.kind === 'refused' || targets === 'declined';
  const ref = { name: room.name, own: true };
  const budgetEndsAtMs = nowMs + answerWithinMs;
  return {
    id,
    state: isRefused ? 'refused' : 'waiting',
    hold: '',
    trunk,
    to: trunk,
    ...given,
    reason,
    targets: targets === 'declined' ? [] : [...targets],
    dialOut: false,
    heldAtMs: nowMs,
    budgetEndsAtMs,
    attempt: 1,
    targetIndex: 0,
    updates: 0,
    room: ref,
    // One that nobody was sent to is the provider's to remove.
    rooms: isRefused ? [] : [ref],
    deletedRooms: [],
    bots: [],
    ...(isRefused ? { outcome: reason } : { dueAtMs: budgetEndsAtMs + answerWithinMs }),
    timeline: [{ atMs: nowMs, event: isRefused ? 'refused' : 'rang', detail: reason }],
    ttl: Math.floor((nowMs + settings.retentionMs) / 1000),
  };
}

/** What a route names, and what somebody else's code says in the place where it is asked. */
async function targetsOf(
  { router, clock, log, count }: HeldCallDeps,
  call: Pick<HeldCall, 'id' | 'to'>,
  named: readonly Target[],
  { url, before }: NonNullable<HeldCall['ask']>,
): Promise<readonly Target[] | 'declined'> {
  const endsAtMs = clock.now() + routedWithinMs;
  const answer = await router.ask({ id: call.id, url, call, endsAtMs });
  if (answer.kind === 'refusal') return 'declined';
  if (answer.kind === 'none') {
    log.warn('routing-unanswered', { callId: call.id, why: answer.why });
    count('targetsRefused', 1, 'ask');
  }
  return targetsAfter(answer, named, before);
}

/**
 * Asks one target after the other. Each may take its part of the time that is left, so that a slow one leaves some to the next.
 * One that accepts after another gave no clear answer counts once it is the only one that the caller can meet.
 */
async function askBots(deps: HeldCallDeps, call: HeldCall, url: string): Promise<Answered | undefined> {
  const { calls, bots, clock, log, count } = deps;
  const refusals: Refused = { refusals: [], refusalTexts: [] };
  // Not seen in the room by the end of the time, so that no other is asked after it.
  let unseen: StartedBot | undefined;
  const unclear: number[] = [];
  const asksEndAtMs = call.heldAtMs + askWithinMs;
  for (const [index, target] of call.targets.entries()) {
    const nowMs = clock.now();
    if (nowMs >= asksEndAtMs) break;
    const endsAtMs = nowMs + (asksEndAtMs - nowMs) / (call.targets.length - index);
    const started = await askBot(deps, call, index, url, endsAtMs);
    if (started.kind === 'unknown') unclear.push(index);
    if (started.kind === 'started') {
      const { session } = started;
      const bot = { target, attempt: call.attempt, ...(session === undefined ? {} : { session }) };
      if (await isOnlyBot(deps, call, index, unclear))
        return accept(deps, call, { bot, targetIndex: index, target: target.kind, ...refusals });
      unseen = bot;
    }
    const refusal = { target: index, why: started.kind === 'started' ? 'not-seen-in-room' : started.why };
    log.warn('target-refused', { callId: call.id, ...refusal });
    count('targetsRefused', 1, target.kind);
    refusals.refusals = withRefusal(refusals.refusals, refusal);
    refusals.refusalTexts.push(refusalText(call, refusal));
  }
  const none = { kind: 'noTarget', atMs: clock.now(), attempt: call.attempt, ...refusals } as const;
  const noted = await calls.move(call.id, { ...none, bot: unseen });
  // Nobody else knows of it.
  if (!noted.ok && unseen !== undefined) await bots.stop(unseen);
  return undefined;
}

interface Refused {
  refusals: readonly Refusal[];
  readonly refusalTexts: string[];
}

async function isOnlyBot(
  deps: HeldCallDeps,
  { room, budgetEndsAtMs }: HeldCall,
  index: number,
  unclear: readonly number[],
): Promise<boolean> {
  if (unclear.length === 0) return true;
  return room !== undefined && makeOnlyBot(deps, room.name, index, unclear, budgetEndsAtMs);
}

async function askBot(
  deps: HeldCallDeps,
  call: HeldCall,
  index: number,
  url: string,
  endsAtMs: number,
): Promise<StartedIn> {
  const target = call.targets[index];
  const name = call.room?.name;
  // The caller is put into the trunk's own room, so that a room of others cannot have them.
  if (target === undefined || name === undefined || target.kind === 'room')
    return { kind: 'no-room', why: 'not-on-trunks' };
  const signingKey = await deps.signingKey();
  if (signingKey === undefined) return { kind: 'no-room', why: 'no-signing-key' };
  const room = { name, url, expiresAtMs: roomEndsAtMs(call, deps.settings) };
  return startBotIn(deps, call, { index, target, room, signingKey, endsAtMs });
}

/** A bot has accepted: that counts if the call still waits, and if the provider still waits for the answer. */
async function accept(
  deps: HeldCallDeps,
  { id, heldAtMs }: HeldCall,
  taken: Refused & { readonly bot: StartedBot; readonly targetIndex: number; readonly target: string },
): Promise<Answered> {
  const { calls, bots, clock, log, count } = deps;
  const accepted = await calls.move(id, { kind: 'accepted', atMs: clock.now(), ...taken });
  if (!accepted.ok) {
    // The room goes too, but the bot may be stopped sooner.
    await bots.stop(taken.bot);
    return answerOf(id, accepted.call);
  }
  const tookMs = clock.now() - heldAtMs;
  if (tookMs > tooLateAfterMs) return giveUp(deps, accepted.call, 'too-late');
  log.info('call-accepted', { callId: id, target: taken.targetIndex, tookMs });
  count('trunkAnswerMs', tookMs);
  return { kind: 'accepted', id };
}

/** Nobody takes the call on. The sweep stops what was started and removes the room: the carrier is told at once. */
async function giveUp(deps: HeldCallDeps, { id }: HeldCall, why = 'no-target'): Promise<Answered> {
  const { calls, clock, log, count } = deps;
  const call = await calls.get(id);
  if (call === undefined) return answerOf(id, call);
  const outcome = releaseOutcome(call, why);
  const event = { kind: 'released', atMs: clock.now(), why: outcome, unlessReady: false } as const;
  const released = await calls.move(id, event);
  if (!released.ok) return answerOf(id, released.call);
  log.warn('call-released', { callId: id, why: outcome });
  count('callsReleased', 1, outcomeWord(outcome));
  return answerOf(id, released.call);
}

/** What has become of a call that was announced before. If whoever began it has died, nobody takes it on. */
async function outcomeOf(deps: HeldCallDeps, id: CallId): Promise<Answered> {
  for (;;) {
    const call = await deps.calls.get(id);
    if (call?.state !== 'waiting') return answerOf(id, call);
    if (deps.clock.now() > call.budgetEndsAtMs + readEveryMs) return giveUp(deps, call, 'cut-short');
    await deps.clock.sleep(readEveryMs);
  }
}

/** The answer that a call's state stands for, the same to every announcement. */
function answerOf(id: CallId, call: HeldCall | undefined): Answered {
  switch (call?.state) {
    case 'connecting':
    case 'connected':
    case 'transferring':
    case 'transferred':
    case 'ended':
      return { kind: 'accepted', id };
    case 'held':
    case 'waiting':
    case 'abandoned':
    case 'released':
    case 'refused':
    case undefined:
      return { kind: 'refused', id, reason: outcomeWord(call?.outcome ?? 'unknown-call') };
  }
}
