import { randomUUID } from 'node:crypto';
import { keepNewest } from '../../runtime/keep.ts';
import type { SimulatedDaily } from '../daily/start.ts';
import { post } from '../kit/http.ts';
import type { Timers } from '../kit/timers.ts';
import type { SettledBehaviour } from './behaviour.ts';
import { type BotOrder, roomNameOf } from './order.ts';

/** A ready report has to be answered within this many ms, or it counts as unanswered. */
const REPORT_LIMIT_MS = 10_000;

/** One accepted bot start, for assertions. */
export interface BotSession {
  readonly sessionId: string;
  readonly backEnd: 'pipecat-cloud' | 'endpoint';
  readonly agent: string;
  /** Which start for its call this was, counted from 1 over both back ends. */
  readonly nth: number;
  readonly order: BotOrder;
  readonly behaviour: SettledBehaviour;
  readonly startedAtMs: number;
  state: 'starting' | 'in-room' | 'ended';
  /** Why it ended: `stopped` by the back end's API, `left` by itself, a refused join, or why Daily threw it out. */
  endReason: string | undefined;
  endedAtMs: number | undefined;
  /** Status of each ready report; undefined where no answer came. */
  readonly reports: (number | undefined)[];
  /** The same of each request that the caller is led on. */
  readonly transfers: (number | undefined)[];
}

interface SessionsDeps {
  readonly daily: SimulatedDaily;
  readonly timers: Timers;
  readonly stopped: AbortSignal;
  readonly maxKept: number;
}

/** Runs bots: they start, join, report and leave as their behaviour says. */
export class BotSessions {
  /** Those that run, and the newest of those that have ended. */
  readonly all: BotSession[] = [];
  readonly #ended: BotSession[] = [];
  readonly #stops = new Map<string, () => void>();
  readonly #deps: SessionsDeps;
  #hurry = 1;

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
  }

  /** Lets bots that are started from now on start so many times sooner. */
  hurry(factor: number): void {
    this.#hurry = factor;
  }

  find(sessionId: string): BotSession | undefined {
    return this.all.find((session) => session.sessionId === sessionId);
  }

  start(start: Pick<BotSession, 'backEnd' | 'agent' | 'nth' | 'order' | 'behaviour'>): BotSession {
    const session: BotSession = {
      ...start,
      sessionId: randomUUID(),
      startedAtMs: Date.now(),
      state: 'starting',
      endReason: undefined,
      endedAtMs: undefined,
      reports: [],
      transfers: [],
    };
    this.all.push(session);
    const { behaviour } = session;
    if (behaviour.outcome === 'silent') return session;
    if (behaviour.outcome === 'stock') {
      this.#stops.set(
        session.sessionId,
        this.#deps.timers.after(behaviour.startUpMs, () => this.#end(session, 'no-room-arguments')),
      );
      return session;
    }
    const startUpMs = (behaviour.outcome === 'late' ? behaviour.lateMs : behaviour.startUpMs) / this.#hurry;
    this.#stops.set(
      session.sessionId,
      this.#deps.timers.after(startUpMs, () => this.#join(session)),
    );
    return session;
  }

  /** Stops a bot wherever it is. Harmless if it has ended. */
  stop(session: BotSession): void {
    const stop = this.#stops.get(session.sessionId);
    this.#end(session, 'stopped');
    stop?.();
  }

  #join(session: BotSession): void {
    const { daily, timers } = this.#deps;
    const { order, behaviour } = session;
    const outcome = daily.join({
      room: roomNameOf(order.room_url),
      token: order.token,
      userName: session.agent,
      onDialinReady: () => this.#dialinReady(session),
      onDialinConnected: () => this.#callerIn(session),
      onDialinStopped: () => {
        if (!behaviour.staysAfterCaller) this.#leave(session);
      },
      onLeft: (reason) => this.#end(session, reason),
    });
    if (!outcome.joined) {
      this.#end(session, outcome.reason);
      return;
    }
    session.state = 'in-room';
    this.#stops.set(session.sessionId, outcome.leave);
    if (behaviour.leavesAfterMs !== undefined)
      timers.after(behaviour.leavesAfterMs, () => this.#leave(session));
  }

  #leave(session: BotSession): void {
    this.#stops.get(session.sessionId)?.();
  }

  #dialinReady(session: BotSession): void {
    const { reports, reportTwice } = session.behaviour;
    if (!reports) return;
    void this.#report(session);
    if (reportTwice) void this.#report(session);
  }

  #callerIn(session: BotSession): void {
    const { transfersAfterMs, transfersTo: to } = session.behaviour;
    if (to === undefined) return;
    this.#deps.timers.after(transfersAfterMs, () => void this.transfer(session, to));
  }

  /** Asks that the caller is led on, as docs/bots.md says; the status of the answer, undefined if there is none. */
  async transfer(session: BotSession, to: string): Promise<number | undefined> {
    const status = await this.#ask(session.order.transfer, { to });
    session.transfers.push(status);
    return status;
  }

  async #report(session: BotSession): Promise<void> {
    session.reports.push(await this.#ask(session.order.ready, {}));
  }

  async #ask(where: BotOrder['transfer'], said: unknown): Promise<number | undefined> {
    if (where === undefined) return undefined;
    const outcome = await post({
      url: where.url,
      body: JSON.stringify(said),
      headers: { authorization: `Bearer ${where.token}` },
      timeoutMs: REPORT_LIMIT_MS,
      stopped: this.#deps.stopped,
    });
    return outcome.answered ? outcome.status : undefined;
  }

  #end(session: BotSession, reason: string): void {
    if (session.state === 'ended') return;
    session.state = 'ended';
    session.endReason = reason;
    session.endedAtMs = Date.now();
    this.#stops.delete(session.sessionId);
    const forgotten = keepNewest(this.#ended, session, this.#deps.maxKept);
    if (forgotten) this.all.splice(this.all.indexOf(forgotten), 1);
  }
}
