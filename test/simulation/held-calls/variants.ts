import type { Random } from '../frame/random.ts';

/** What Daily's documentation leaves open, as one world has it; the names are those of local/simulated/daily. */
export interface DailyVariants {
  readonly earlyUpdate: 'drop-200' | 'refuse-404' | 'refuse-400';
  readonly repeatedUpdate: 'ignore-200' | 'refuse-404' | 'second-leg';
  readonly busyUpdate: 'drop-200' | 'ignore-200' | 'refuse-404' | 'refuse-400';
  readonly goneUpdate: 'refuse-404' | 'ignore-200';
  readonly strangeAddressUpdate: 'refuse-404' | 'refuse-400' | 'drop-200';
  /** Which limit counts orders to connect; `none`: more than a world has calls. */
  readonly updateRateClass: 'none' | 'general' | 'start';
  /** Seconds that a 429 names in its `Retry-After`; undefined: it has none. */
  readonly retryAfterS: number | undefined;
  readonly sipPrefixInRoom: boolean;
  readonly sipPrefixInReady: boolean;
  readonly batchDeleteUnknown: 'refused' | 'ignored';
  /** A room whose caller's name is very long, or has controls in it. */
  readonly oddDisplayName: 'refused' | 'taken';
  readonly endsUnstartedMeetings: boolean;
  readonly holdLimitMs: number;
  readonly webhookRefused: 'hang-up' | 'keep-holding';
  readonly pinlessTries: number;
  readonly retryType: 'circuit-breaker' | 'exponential';
  readonly timestampUnit: 'seconds' | 'milliseconds';
  /** By how much the `dialin.ready` webhook trails the in-room event, in ms. */
  readonly readyWebhookDelayMs: readonly [number, number];
  readonly meetingEndedDelayMs: readonly [number, number];
  /** By how much the answers of the REST interface trail what was done, in ms. */
  readonly answerDelayMs: number;
  /** By how much the news of a caller's arrival in a room that we made trails it, in ms. */
  readonly connectedDelayMs: readonly [number, number];
  /** The news of a caller's arrival in an existing room: by how much it trails it, in ms, and how often it is lost. */
  readonly connectedInRoom: { readonly delayMs: readonly [number, number]; readonly lost: number };
  /** How old a participant is before the presence shows them, in ms. */
  readonly presenceLagMs: number;
  /** Whether a participant without a user id of its own has none in the presence, or its participant id. */
  readonly presenceUserId: 'null' | 'id';
}

/** The likeliest answers. */
export const plainVariants: DailyVariants = {
  earlyUpdate: 'drop-200',
  repeatedUpdate: 'ignore-200',
  busyUpdate: 'drop-200',
  goneUpdate: 'refuse-404',
  strangeAddressUpdate: 'refuse-404',
  updateRateClass: 'none',
  retryAfterS: undefined,
  sipPrefixInRoom: false,
  sipPrefixInReady: false,
  batchDeleteUnknown: 'refused',
  oddDisplayName: 'refused',
  endsUnstartedMeetings: true,
  holdLimitMs: 120_000,
  webhookRefused: 'hang-up',
  pinlessTries: 1,
  retryType: 'exponential',
  timestampUnit: 'milliseconds',
  readyWebhookDelayMs: [50, 50],
  meetingEndedDelayMs: [1_000, 1_000],
  answerDelayMs: 0,
  connectedDelayMs: [0, 0],
  connectedInRoom: { delayMs: [0, 0], lost: 0 },
  presenceLagMs: 0,
  presenceUserId: 'id',
};

export function drawVariants(random: Random): DailyVariants {
  return {
    earlyUpdate: random.pick(['drop-200', 'refuse-404', 'refuse-400']),
    repeatedUpdate: random.pick(['ignore-200', 'refuse-404', 'second-leg']),
    busyUpdate: random.pick(['drop-200', 'ignore-200', 'refuse-404', 'refuse-400']),
    goneUpdate: random.pick(['refuse-404', 'ignore-200']),
    strangeAddressUpdate: random.pick(['refuse-404', 'refuse-400', 'drop-200']),
    updateRateClass: random.pick(['none', 'general', 'start']),
    retryAfterS: random.pick([undefined, undefined, 1, 5, 30]),
    sipPrefixInRoom: random.chance(0.5),
    sipPrefixInReady: random.chance(0.5),
    batchDeleteUnknown: random.pick(['refused', 'ignored']),
    oddDisplayName: random.pick(['refused', 'taken']),
    endsUnstartedMeetings: random.chance(0.7),
    holdLimitMs: random.pick([120_000, 120_000, 150_000, 240_000]),
    webhookRefused: random.pick(['hang-up', 'keep-holding']),
    pinlessTries: random.pick([1, 1, 3]),
    retryType: random.pick(['circuit-breaker', 'exponential', 'exponential']),
    timestampUnit: random.pick(['seconds', 'milliseconds']),
    readyWebhookDelayMs: random.pick<readonly [number, number]>([
      [0, 50],
      [50, 500],
      [500, 8_000],
    ]),
    meetingEndedDelayMs: random.pick<readonly [number, number]>([
      [0, 1_000],
      [1_000, 20_000],
    ]),
    answerDelayMs: random.pick([0, 0, 0, 0, 3_000]),
    connectedDelayMs: random.pick<readonly [number, number]>([
      [0, 0],
      [0, 0],
      [500, 30_000],
    ]),
    connectedInRoom: plainVariants.connectedInRoom,
    presenceLagMs: random.pick([0, 0, 300, 3_000, random.between(3_000, 15_000)]),
    presenceUserId: random.pick(['null', 'id']),
  };
}

export function drawConnectedInRoom(random: Random): DailyVariants['connectedInRoom'] {
  return random.pick<DailyVariants['connectedInRoom']>([
    plainVariants.connectedInRoom,
    plainVariants.connectedInRoom,
    { delayMs: [500, 45_000], lost: 0 },
    { delayMs: [500, 45_000], lost: 0.5 },
  ]);
}
