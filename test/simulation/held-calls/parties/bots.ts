import * as z from 'zod';
import type { SimulatedApi } from '../../frame/api.ts';
import type { Platform } from '../../frame/lambda.ts';
import type { Incoming, Reply } from '../../frame/network.ts';
import type { SimulatedRooms } from './rooms.ts';

/** Where a bot reports something, and by which right. */
const reportSchema = z.object({ url: z.string(), token: z.string() });
type Report = z.infer<typeof reportSchema>;
const dataSchema = z.object({
  room_url: z.string(),
  token: z.string(),
  call: z.object({ id: z.string() }),
  ready: reportSchema,
  transfer: reportSchema.optional(),
  notice: z.object({ noticed: reportSchema }).optional(),
});
const pipecatSchema = z.strictObject({ body: dataSchema });
const runnerSchema = z.strictObject({ transport: z.string().optional(), body: dataSchema });
const claimsSchema = z.object({ r: z.string(), ud: z.string(), exp: z.number(), o: z.literal(true) });

/** Where callers are led, which every route allows. */
export const transferTo = 'desk@pbx.example.com';

/** Two requests in one moment are one transfer. */
const copiesOfTransfer = 2;

/** How one bot start turns out, beside the faults that a world adds. Times in ms. */
export interface BotPlan {
  readonly startUpMs: readonly [number, number];
  readonly reports: boolean;
  readonly staysAfterCaller: boolean;
  /** What the endpoint says that is asked where calls go. */
  readonly routing: 'targets' | 'data' | 'refusal' | 'wrong';
}

/** A time in which a bot's back end has no place: whoever asks again afterwards gets a bot, so this is no fault. */
export interface Full {
  readonly party: 'pipecat-cloud' | 'endpoint';
  readonly fromMs: number;
  readonly untilMs: number;
  /** Seconds in its `Retry-After`; undefined: it does not say. */
  readonly retryAfterS: number | undefined;
}

export interface Bot {
  readonly session: string;
  readonly room: string;
  readonly callId: string;
  state: 'starting' | 'in-room' | 'ended';
  endedAtMs: number | undefined;
  readonly startedAtMs: number;
}

const lateMs = [20_000, 90_000] as const;
/** Some before their room is ready. */
const crashMs = [50, 60_000] as const;
/** So many of those, before it is. */
const crashesEarly = 0.3;
const earlyCrashMs = [20, 500] as const;
/** A bot that never joins is given up by its back end after this long. */
const silentMs = 120_000;
/** How long a bot tells its caller what the route's notice says. */
const noticeMs = 2_000;
const reportLimitMs = 5_000;
const maxReports = 4;
const reportPauseMs = 1_000;

/** Answers of an endpoint that is asked where calls go; a target of a kind that there is not is left out. */
const routingAnswers = {
  targets: { targets: [{ kind: 'carrier-pigeon' }, { kind: 'pipecat-cloud', agent: 'stand-in' }] },
  data: { data: { tenant: 'acme' } },
  refusal: { refuse: true },
  wrong: { targets: [{ kind: 'bot-endpoint', url: 'https://169.254.169.254/start' }] },
} as const satisfies Readonly<Record<BotPlan['routing'], unknown>>;

export interface SimulatedBotsDeps {
  readonly platform: Platform;
  readonly api: SimulatedApi;
  readonly rooms: SimulatedRooms;
  readonly plan: BotPlan;
  /** Undefined: the back end has a place. */
  readonly fullness: (party: Full['party']) => Full | undefined;
  readonly isPublicKey: (key: string | undefined) => boolean;
  readonly isPrivateKey: (key: string | undefined) => boolean;
}

/** Bots of Pipecat Cloud and of an HTTPS endpoint: they start, join, report and leave, or fail to. */
export class SimulatedBots {
  readonly all: Bot[] = [];
  /** Sessions of the bots that have told their caller the notice. */
  readonly saidNotice = new Set<string>();
  /** The calls of those that have heard that this counts. */
  readonly heardNoticed = new Set<string>();
  readonly #transferTokens = new Map<string, string>();
  readonly #leave = new Map<string, () => void>();
  readonly #deps: SimulatedBotsDeps;

  constructor(deps: SimulatedBotsDeps) {
    this.#deps = deps;
  }

  /** Pipecat Cloud's REST interface. */
  servePipecatCloud({ method, path, body, key }: Incoming): Reply {
    const stop = /^\/agents\/[^/]+\/sessions\/([^/]+)$/.exec(path)?.[1];
    if (method === 'DELETE' && stop !== undefined) {
      if (!this.#deps.isPrivateKey(key)) return { status: 401, body: {} };
      const bot = this.all.find(({ session }) => session === stop);
      if (bot === undefined || bot.state === 'ended') return { status: 404, body: {} };
      this.#end(bot);
      return { status: 200, body: { status: 'terminated', session_id: stop } };
    }
    if (!this.#deps.isPublicKey(key)) return { status: 401, body: {} };
    const full = this.#deps.fullness('pipecat-cloud');
    const data = pipecatSchema.parse(JSON.parse(body ?? '')).body;
    const about = { call: data.call.id };
    if (full !== undefined || this.#deps.platform.faults.hits('botFull', about))
      return { status: 429, body: { code: 'PCC-AGENT-AT-CAPACITY' }, retryAfterS: full?.retryAfterS };
    if (this.#deps.platform.faults.hits('botFails', about)) return { status: 500, body: {} };
    const bot = this.#start(data);
    return { status: 200, body: { sessionId: bot.session } };
  }

  /** A bot's own HTTPS endpoint; under `/runner` Pipecat's development runner, which starts nothing unless told `daily`. */
  serveEndpoint({ path, body, key }: Incoming): Reply {
    if (key?.startsWith('v1,') !== true) return { status: 401, body: {} };
    const full = this.#deps.fullness('endpoint');
    if (full !== undefined) return { status: 429, body: {}, retryAfterS: full.retryAfterS };
    const sent: unknown = JSON.parse(body ?? '');
    const isRouting = path === '/route';
    const start = path.startsWith('/runner') ? runnerSchema.parse(sent) : undefined;
    const data = isRouting ? undefined : (start?.body ?? dataSchema.parse(sent));
    const about = { call: data?.call.id };
    if (this.#deps.platform.faults.hits('botFull', about)) return { status: 503, body: {} };
    if (data === undefined) return { status: 200, body: routingAnswers[this.#deps.plan.routing] };
    if (start !== undefined) {
      if (start.transport !== 'daily') return { status: 200, body: { sessionId: 'waits-for-a-browser' } };
      this.#start(data);
      return { status: 200, body: null };
    }
    this.#start(data);
    return { status: 202, body: {} };
  }

  #start(data: z.infer<typeof dataSchema>): Bot {
    const { platform, plan } = this.#deps;
    const { scheduler, faults, random } = platform;
    const room = data.room_url.slice(data.room_url.lastIndexOf('/') + 1);
    const bot: Bot = {
      session: `00000000-0000-4000-8000-${String(this.all.length + 1).padStart(12, '0')}`,
      room,
      callId: data.call.id,
      state: 'starting',
      startedAtMs: scheduler.nowMs,
      endedAtMs: undefined,
    };
    this.all.push(bot);
    const about = { call: bot.callId };
    if (faults.hits('botSilent', about)) {
      scheduler.after(silentMs, () => this.#end(bot));
      return bot;
    }
    const startUpMs = faults.hits('botLate', about)
      ? random.between(...lateMs)
      : random.between(...plan.startUpMs);
    scheduler.after(startUpMs, () => this.#join(bot, data));
    return bot;
  }

  #join(bot: Bot, data: z.infer<typeof dataSchema>): void {
    const { platform, rooms, plan } = this.#deps;
    const { scheduler, faults, random } = platform;
    if (bot.state === 'ended') return;
    const room = rooms.byName.get(bot.room);
    const claims = claimsOf(data.token);
    if (room === undefined || claims.r !== bot.room || claims.exp * 1000 <= scheduler.nowMs) {
      this.#end(bot);
      return;
    }
    bot.state = 'in-room';
    if (data.transfer !== undefined) this.#transferTokens.set(bot.session, data.transfer.token);
    this.#leave.set(bot.session, () => rooms.leave(room, bot.session, 'left'));
    rooms.join(room, {
      id: bot.session,
      userId: claims.ud,
      isPhone: false,
      joinedAtMs: scheduler.nowMs,
      onLeft: () => this.#end(bot),
      onReady: () => {
        if (plan.reports) this.#reportReady(bot, data.ready);
      },
      onPhoneJoined: () => {
        const { notice } = data;
        if (notice !== undefined) scheduler.after(noticeMs, () => this.#reportNoticed(bot, notice.noticed));
      },
      onPhoneLeft: () => {
        if (!plan.staysAfterCaller) this.#end(bot);
      },
    });
    if (faults.hits('botCrashes', { call: bot.callId })) {
      const withinMs: readonly [number, number] = random.chance(crashesEarly) ? earlyCrashMs : crashMs;
      scheduler.after(random.between(...withinMs), () => this.#end(bot));
    }
  }

  /** The bot in a room asks that its caller is led on, and once more if it hears nothing good. */
  askTransfer(room: string, tries = 1): void {
    const bot = this.all.find((each) => each.room === room && each.state === 'in-room');
    const token = bot === undefined ? undefined : this.#transferTokens.get(bot.session);
    if (bot === undefined || token === undefined) return;
    const { platform, api } = this.#deps;
    const request = {
      functionName: 'bot-transfer',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ to: transferTo }),
      pathParameters: { callId: bot.callId },
      about: { call: bot.callId },
    };
    for (let copy = 0; copy < copiesOfTransfer; copy += 1)
      api.post(request, reportLimitMs, (status) => {
        platform.trace?.(() => `${bot.session} hears ${status ?? 'nothing'} to its asking for a transfer`);
        if (copy === 0 && status !== 202 && tries < maxReports)
          platform.scheduler.after(reportPauseMs, () => this.askTransfer(room, tries + 1));
      });
  }

  /** As docs/bots.md asks of them, bots report again unless they hear 200. */
  #report(bot: Bot, report: Report, heard: (answer: string) => void, attempt = 1): void {
    if (bot.state === 'ended') return;
    const { platform, api } = this.#deps;
    const { pathname } = new URL(report.url);
    const request = {
      functionName: 'bot-ready',
      headers: { authorization: `Bearer ${report.token}` },
      body: '{}',
      path: pathname,
      pathParameters: { callId: /\/calls\/([^/]+)\//.exec(pathname)?.[1] ?? '' },
      about: { call: bot.callId },
    };
    platform.trace?.(() => `${bot.session} reports ${pathname}`);
    api.post(request, reportLimitMs, (status, answer) => {
      platform.trace?.(() => `${bot.session} hears ${status ?? 'nothing'} to ${pathname}`);
      if (typeof answer === 'string') heard(answer);
      if (status !== 200 && attempt < maxReports)
        platform.scheduler.after(reportPauseMs, () => this.#report(bot, report, heard, attempt + 1));
    });
  }

  /** The room is ready; a bot that is ignored leaves. */
  #reportReady(bot: Bot, ready: Report): void {
    this.#report(bot, ready, (answer) => {
      if (answer.includes('"ignored"')) this.#end(bot);
    });
  }

  /** The caller has been told the notice. */
  #reportNoticed(bot: Bot, noticed: Report): void {
    if (bot.state !== 'ended') this.saidNotice.add(bot.session);
    this.#report(bot, noticed, (answer) => {
      if (answer.includes('"counted"')) this.heardNoticed.add(bot.callId);
    });
  }

  #end(bot: Bot): void {
    if (bot.state === 'ended') return;
    bot.state = 'ended';
    bot.endedAtMs = this.#deps.platform.scheduler.nowMs;
    this.#leave.get(bot.session)?.();
  }
}

function claimsOf(token: string): z.infer<typeof claimsSchema> {
  const claims = token.split('.')[1] ?? '';
  return claimsSchema.parse(JSON.parse(Buffer.from(claims, 'base64url').toString()));
}
