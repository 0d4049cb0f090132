import { callIdFrom, isOver, mayHoldCaller, type HeldCall } from '../../../../lib/held-calls/model/call.ts';
import { maxCallsPerSweep } from '../../../../lib/held-calls/steps/sweep.ts';
import { meet } from '../../frame/coverage.ts';
import { Violation } from '../../frame/violation.ts';
import { headings } from '../covered.ts';
import { skewMsOf } from '../scenario.ts';
import { type JudgedWorld, isPlainWorld, worldStartMs } from '../judged.ts';

/**
 * How much later than its budget a call may end. `plain`: nothing of the platform failed. Otherwise the sweep takes over
 * 15 s after the budget, comes once a minute, and may take a minute itself.
 */
const epsilonMs = { plain: 1_000, swept: 15_000 + 60_000 + 60_000 };

/** From a ready room to a caller in it, where nothing fails: the machine's step, two functions, Daily's own time. */
const soonMs = 5_000;

/**
 * How long after a call nothing of it is left, if nothing fails any more: two sweeps, with their work. A clean-up that
 * fails again and again waits longer for its next try, but no longer than it has been failing.
 */
const cleanedWithinMs = 150_000;
const longestCleanUpPauseMs = 5 * 60_000;
/** A Daily that takes seconds for each answer deletes a handful of rooms in a sweep: what calls left takes two more. */
const slowlyCleanedMs = 2 * 60_000;
/** Of more calls than a sweep takes on at once the others are for the next one, a minute later. */
const furtherSweepsMs = (calls: number) => Math.floor(calls / maxCallsPerSweep) * 60_000;

/** What a world must have come to when nothing is left to happen in it; the first promise that it broke. */
export function endProblem(world: JudgedWorld): Violation | undefined {
  if (isPlainWorld(world.options)) {
    const unheard = world.callers.all.find(
      ({ plan }) => world.table.call(callIdFrom(plan.callId)) === undefined,
    );
    if (unheard !== undefined)
      return new Violation('accepted-when-all-is-well', `${unheard.plan.callId} was not taken on`);
  }
  for (const call of world.table.calls) {
    const problem = callProblem(world, call);
    if (problem !== undefined) return problem;
  }
  return leftoverProblem(world);
}

/** Whether a bot in the call's last room has told its caller the notice. */
const isSaid = ({ bots }: JudgedWorld, { room }: HeldCall): boolean =>
  bots.all.some((bot) => bot.room === room?.name && bots.saidNotice.has(bot.session));

function callProblem(world: JudgedWorld, call: HeldCall): Violation | undefined {
  const { checks, options } = world;
  const { settings } = options.blueprint;
  const { quietAfterMs, variants } = options.scenario;
  if (!isOver(call)) return new Violation('every-call-ends', `${call.id} is ${call.state} at the end`);
  if (call.dueAtMs !== undefined) return new Violation('every-call-is-cleaned', `${call.id} is still due`);
  const isLed = (call.transferAtMs ?? call.transferBegunAtMs) !== undefined;
  if (isLed && call.transferOutcome === undefined)
    return new Violation('a-transfer-has-an-outcome', `of ${call.id}'s nobody knows what came`);
  const isNoticed = call.noticedAtMs !== undefined;
  if (isNoticed && !isSaid(world, call))
    return new Violation('a-notice-is-noted-if-said', `${call.id} has one that no bot of it said`);
  if (!isNoticed && world.bots.heardNoticed.has(call.id))
    return new Violation('a-notice-is-noted-if-said', `${call.id} lacks one that its bot said`);
  const seen = checks.seen.get(call.id);
  if (call.state === 'refused' || seen?.decidedAtMs === undefined || seen.overAtMs === undefined)
    return undefined;

  const isPlain = isPlainWorld(options);
  const skewMs = skewMsOf(options.scenario);
  const budgetEndsAtMs = seen.heldAtMs + settings.holdBudgetMs;
  const quietAtMs = worldStartMs + quietAfterMs;
  const latestMs =
    (isPlain ? budgetEndsAtMs + epsilonMs.plain : Math.max(budgetEndsAtMs, quietAtMs) + epsilonMs.swept) +
    skewMs;
  if (seen.decidedAtMs > latestMs) {
    const lateS = Math.round((seen.decidedAtMs - budgetEndsAtMs) / 1000);
    return new Violation('ends-within-its-budget', `${call.id} ended ${lateS} s after its budget`);
  }
  const problem = cleanUpProblem(world, call, skewMs) ?? releaseProblem(world, call);
  if (problem !== undefined) return problem;
  const caller = world.callers.find(call.id);
  // Without any, nobody has said where to.
  const isBotsOnly = call.targets.length > 0 && call.targets.every(({ kind }) => kind !== 'room');
  if (isPlain && isBotsOnly && caller !== undefined && variants.holdLimitMs > settings.holdBudgetMs) {
    const isServed = caller.legCount === 1 || caller.endedBy === 'caller';
    const waitedMs = (caller.connectedAtMs ?? 0) - (call.ready?.atMs ?? 0);
    // Where Daily takes an order a second, those who are ready together wait for each other.
    if (isServed && waitedMs > soonMs && variants.updateRateClass !== 'start') {
      return new Violation(
        'connected-soon-after-ready',
        `${call.id} waited ${waitedMs} ms in spite of a ready room`,
      );
    }
    if (!isServed && options.scenario.full.length === 0)
      return new Violation('served-when-all-is-well', `${call.id} was ${call.state} (${call.outcome ?? ''})`);
  }
  return undefined;
}

/** A release that had no cause. Where events come as somebody outside says, nobody can tell. */
function releaseProblem(world: JudgedWorld, call: HeldCall): Violation | undefined {
  const caller = world.callers.find(call.id);
  if (call.state !== 'released' || caller === undefined || world.options.courier !== undefined)
    return undefined;
  const verdict = world.referee.judge(call, caller);
  if (typeof verdict !== 'string') return verdict;
  meet(world.met, headings.releases, verdict);
  return undefined;
}

function cleanUpProblem(world: JudgedWorld, call: HeldCall, skewMs: number): Violation | undefined {
  const { overAtMs, cleanedAtMs } = world.checks.seen.get(call.id) ?? {};
  // Whose caller may still be in is watched for as long as that takes.
  if (overAtMs === undefined || cleanedAtMs === undefined || mayHoldCaller(call)) return undefined;
  const { blueprint, scenario } = world.options;
  const troubles = [scenario.quietAfterMs, ...scenario.outages.map(({ untilMs }) => untilMs)];
  const calmAtMs = Math.max(overAtMs, worldStartMs + Math.max(...troubles));
  const isLed = (call.transferAtMs ?? call.transferBegunAtMs ?? call.transferOutcome) !== undefined;
  const transferredUntilMs = isLed ? call.heldAtMs + blueprint.settings.longestCallMs : 0;
  const latestMs =
    Math.max(calmAtMs, transferredUntilMs) +
    Math.min(calmAtMs - overAtMs, longestCleanUpPauseMs) +
    cleanedWithinMs +
    (scenario.variants.answerDelayMs > 0 ? slowlyCleanedMs : 0) +
    furtherSweepsMs(scenario.calls.length) +
    blueprint.settings.holdTaskMs +
    skewMs;
  if (cleanedAtMs <= latestMs) return undefined;
  const tookS = Math.round((cleanedAtMs - calmAtMs) / 1000);
  return new Violation('cleaned-soon', `${call.id} was cleaned up after ${tookS} s after the last trouble`);
}

function leftoverProblem(world: JudgedWorld): Violation | undefined {
  const { rooms, table, bots, machine, expiredRooms } = world;
  for (const name of rooms.byName.keys()) {
    if (name.startsWith('pb-')) return new Violation('no-room-outlives', `${name} is still there`);
  }
  const [expired] = expiredRooms;
  if (expired !== undefined)
    return new Violation('no-room-outlives', `${expired} was there until it expired`);
  for (const room of table.existingRooms) {
    const leased = Object.values(room.addresses).find(({ call }) => call !== undefined);
    if (leased !== undefined)
      return new Violation('no-lease-outlives', `${leased.call ?? ''} has a place in ${room.name}`);
    if (room.connecting !== undefined || room.waiters.length > 0) {
      return new Violation('no-lease-outlives', `somebody waits for ${room.name}`);
    }
  }
  const bot = bots.all.find(({ state }) => state !== 'ended');
  if (bot !== undefined) return new Violation('no-bot-outlives', `${bot.session} is ${bot.state}`);
  for (const { name, status } of machine.executions.values()) {
    if (status === 'RUNNING') return new Violation('every-machine-ends', `that of ${name} is running`);
  }
  return undefined;
}
