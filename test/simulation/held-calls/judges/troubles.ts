import type { FaultKind, Strike } from '../../frame/faults.ts';
import type { Span } from '../../frame/spans.ts';

/** What kept a call from being served: each a line of the table of released calls. */
export const causes = {
  platform: 'functions, the table or the machine failed',
  secrets: 'secrets changed',
  provider: "a provider's interface failed",
  bot: 'its bots stayed silent, refused, crashed or came late',
  order: 'an order to connect was lost',
  news: "a provider's news were lost",
  room: 'its room turned it down',
  turn: 'others were being connected to the room',
  unwilling: 'nobody had a place, or opened the room',
  dropped: 'the provider lost its caller',
  gone: 'its caller had gone',
  slow: 'bots need more time than a slice, or than the hold leaves after the tries before',
} as const;
export type Cause = keyof typeof causes;

/** A time in which something kept a call from being served. */
export interface Trouble extends Span {
  readonly cause: Cause;
}

/** The code tries again within seconds of a function's death, of a request that is given up, of a refusal. */
const soonMs = 3_000;
const tableGivesUpMs = 12_000;
const requestGivesUpMs = 15_000;
const askedAgainMs = 8_000;
/** A back end that may have taken an order is left alone for so long, at most, before its next. */
export const unclearPauseMs = 45_000;
/** A bot that crashes does so within a minute of its coming. */
const crashesWithinMs = 65_000;
/** A leg may be so long on its way. */
const slowLegMs = 26_000;

/** What each fault is, and until when it keeps the call it strikes from going on; left out: it keeps nobody. */
const effects: Readonly<Partial<Record<FaultKind, readonly [Cause, number]>>> = {
  death: ['platform', soonMs],
  throttled: ['platform', soonMs],
  invokeAnswerLost: ['platform', soonMs],
  tableFails: ['platform', tableGivesUpMs],
  tableAnswerLost: ['platform', tableGivesUpMs],
  tableSilent: ['platform', tableGivesUpMs],
  tableSlow: ['platform', soonMs],
  machineFails: ['platform', askedAgainMs],
  machineAnswerLost: ['platform', askedAgainMs],
  secretUnreadable: ['platform', askedAgainMs],
  http429: ['provider', askedAgainMs],
  httpUnsent: ['provider', askedAgainMs],
  http500: ['provider', requestGivesUpMs],
  http500Done: ['provider', requestGivesUpMs],
  httpHangs: ['provider', requestGivesUpMs],
  httpAnswerLost: ['provider', requestGivesUpMs],
  httpSlow: ['provider', requestGivesUpMs],
  webhookLost: ['news', soonMs],
  webhookLate: ['news', soonMs],
  webhookAnswerLost: ['news', soonMs],
  botSilent: ['bot', 0],
  botLate: ['bot', 0],
  botFull: ['bot', askedAgainMs],
  botFails: ['bot', unclearPauseMs],
  botCrashes: ['bot', crashesWithinMs],
  connectVanishes: ['order', 0],
  connectDrops: ['order', 0],
  connectSlow: ['order', slowLegMs],
  connectLate: ['order', requestGivesUpMs],
};

/** Of a bot's back end these leave open whether a bot comes. */
const unclear: ReadonlySet<FaultKind> = new Set(['http500', 'http500Done', 'httpHangs', 'httpAnswerLost']);

/** What a fault kept a call from, and how long. */
export function troubleOf({ kind, atMs, party }: Strike): Trouble | undefined {
  const effect = effects[kind];
  if (effect === undefined) return undefined;
  const [cause, lastsMs] = effect;
  const isBots = party !== undefined && !party.includes('api.daily.co');
  return { cause, fromMs: atMs, untilMs: atMs + (isBots && unclear.has(kind) ? unclearPauseMs : lastsMs) };
}
