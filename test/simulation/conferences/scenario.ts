import type { VoiceTraits } from '../../../lib/conferences/model/voice.ts';
import { twilioTraits } from '../../../lib/providers/twilio/traits.ts';
import type { ListedConferences } from '../../../local/simulated/twilio/options.ts';
import {
  voiceIds,
  type ConferenceSettings,
  type VoiceId,
} from '../../../lib/conferences/model/conference.ts';
import type { FaultKind, FaultLevel } from '../frame/faults.ts';
import type { Random } from '../frame/random.ts';
import { secretsKeptMs } from '../frame/secrets.ts';
import { faultGroups, type FaultGroup } from './fault-groups.ts';
import { drawNotice, type DrawnNotice } from './drawn-notice.ts';
import { drawCallOuts, type DrawnCallOuts } from './call-outs/drawn.ts';
import { drawTransfers, type DrawnTransfers } from './transfers/drawn.ts';
import { drawFlood, type Flood } from './flood.ts';
import type { SecretsChange } from './secrets.ts';
import { drawOutside, type OutsideVariants } from './outside/variants.ts';
import type { SambaVariants } from './parties/video-room.ts';

/** What a caller does, at a time that counts from the world's beginning, in ms. */
export interface CallerAction {
  readonly atMs: number;
  readonly action: 'hangs-up' | 'menu' | 'host-mutes' | 'host-unmutes' | 'host-asks' | 'host-removes';
  /** The key in the menu; undefined: none. */
  readonly key: string | undefined;
}

export interface CallerPlan {
  readonly dialsAtMs: number;
  /** Tries at the PIN, the last of them for ever. */
  readonly pins: readonly (string | undefined)[];
  readonly actions: readonly CallerAction[];
}

/** When the room is open. */
interface Session {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** One conference and who comes to it. */
export interface Scenario {
  readonly callers: readonly CallerPlan[];
  readonly sessions: readonly Session[];
  /** The host, or a fault of theirs, drops the bridge. */
  readonly bridgeDropsAtMs: readonly number[];
  /** The longest that the voice provider lets the bridge be in; default as long as its document says. */
  readonly bridgeStayMs?: number | undefined;
  readonly samba: SambaVariants;
  /** People stop acting, and nothing fails any more. */
  readonly quietAtMs: number;
  /** By then both sides must agree. */
  readonly agreedAtMs: number;
  readonly skewsMs: readonly [number, ...number[]];
  readonly twilioDownMs: readonly [number, number];
  readonly sambaDownMs: readonly [number, number];
  readonly bridgeIsOfOrigin: boolean;
  /** Default: nobody but the room knows the bridge's PIN. */
  readonly stranger?: Stranger | undefined;
  /** How long each sentence of the menu takes; a dial-in may have recordings of its own. Default a moment. */
  readonly menuSaysMs?: number | undefined;
  /** A rule of the Twilio account has a shared key sign webhooks; otherwise the auth token does. */
  readonly signsByKey: boolean;
  /** Which conferences Twilio lists where no status is asked for. */
  readonly listedConferences: ListedConferences;
  /** News that is sent in this time gets lost, with all that repeats it. Default none. */
  readonly newsLostMs?: readonly [number, number] | undefined;
  /** Settings of the conference that are not the usual ones. */
  readonly settings?: Partial<ConferenceSettings> | undefined;
  /** Default: the voice provider is Twilio. */
  readonly outside?: OutsideVariants | undefined;
  /** Default: nobody guesses PINs. */
  readonly flood?: Flood | undefined;
  /** Default: callers are told no notice. */
  readonly notice?: DrawnNotice | undefined;
  /** Default: nobody is called. */
  readonly callOuts?: DrawnCallOuts | undefined;
  /** Default: nobody is led on. */
  readonly transfers?: DrawnTransfers | undefined;
  /** What goes wrong more often than it is drawn: chance per occasion. Default nothing. */
  readonly often?: Readonly<Partial<Record<FaultKind, number>>> | undefined;
  /** What alone goes wrong; default everything. */
  readonly only?: FaultGroup | undefined;
  /** Default: no secret changes. */
  readonly secretsChange?: SecretsChange | undefined;
}

export const traitsOfScenario = ({ outside }: Pick<Scenario, 'outside'>): VoiceTraits =>
  outside?.traits ?? twilioTraits;

/** Settings of the conference that are not the usual ones, in a world that begins at Unix ms. */
export const settingsOf = (
  { settings, callOuts }: Pick<Scenario, 'settings' | 'callOuts'>,
  startMs: number,
): Partial<ConferenceSettings> => ({
  ...settings,
  ...(callOuts?.closesAtMs === undefined ? {} : { closesAtMs: startMs + callOuts.closesAtMs }),
});

/** At which voice provider a conference's phones meet. */
export const voiceOf = (scenario: Pick<Scenario, 'outside'>): VoiceId => traitsOfScenario(scenario).id;

/** One session without end, in which neither provider nor host does anything unusual. */
export const uneventful = {
  sessions: [{ fromMs: 0, untilMs: Infinity }],
  bridgeDropsAtMs: [],
  samba: { echoesOurActions: true, endDropsBridge: true, quietIs404: true, nesting: 'data' },
  skewsMs: [0],
  twilioDownMs: [Infinity, Infinity],
  sambaDownMs: [Infinity, Infinity],
  bridgeIsOfOrigin: true,
  signsByKey: false,
  listedConferences: 'in-progress',
} as const satisfies Partial<Scenario>;

/** The PINs hold a number of the worlds' own range, so that one in a log is noticed. */
export const callerPin = '20255507771';
export const bridgePin = '20255500123456';
export const wrongPin = '20255509999';

/**
 * Lost news is looked for after 1, 5 and then every 15 quiet minutes, each time by the sweep's next minute and twice
 * 30 s to 2 min apart; what is found then is acted upon at once.
 */
const agreesWithinMs = 20 * 60_000;
const activeMs = 300_000;

const floodRate = 0.12;
const changeRate = 0.2;
const strangerRate = 0.08;
const onlyRate = 0.4;
const never = [Infinity, Infinity] as const;

export function drawScenario(random: Random, level: FaultLevel): Scenario {
  const isPlain = level === 'none';
  const callers = Array.from({ length: random.pick([1, 1, 2, 3, 5]) }, () => callerOf(random));
  const isHeavy = level === 'heavy';
  const outage = (): readonly [number, number] => {
    if (isPlain || !random.chance(isHeavy ? 0.15 : 0.03)) return [Infinity, Infinity];
    const fromMs = random.between(0, activeMs);
    return [fromMs, Math.min(activeMs, fromMs + random.between(5_000, 180_000))];
  };
  const quietAtMs = activeMs + random.between(0, 20_000);
  const drawn: Scenario = {
    callers,
    sessions: sessionsOf(random),
    bridgeDropsAtMs: dropsOf(random),
    bridgeStayMs: random.chance(0.2) ? random.between(...bridgeStaysMs) : undefined,
    samba: {
      echoesOurActions: random.chance(0.5),
      endDropsBridge: random.chance(0.5),
      quietIs404: random.chance(0.5),
      nesting: random.pick(['top', 'data']),
    },
    quietAtMs,
    agreedAtMs: quietAtMs + agreesWithinMs,
    skewsMs: isPlain ? [0] : random.pick<readonly [number, ...number[]]>([[0], [0, 900, -900]]),
    twilioDownMs: outage(),
    sambaDownMs: outage(),
    bridgeIsOfOrigin: random.chance(0.7),
    flood: random.chance(floodRate) ? drawFlood(random) : undefined,
    secretsChange: random.chance(changeRate) ? changeOf(random, isPlain) : undefined,
    signsByKey: random.chance(0.3),
    listedConferences: random.pick(['in-progress', 'in-progress-and-init', 'all']),
  };
  // What a later version draws comes last, so that a seed keeps its meaning otherwise.
  const disconnectClears = random.pick<SambaVariants['disconnectClears']>(['before', 'after', 'never']);
  const menuSaysMs = random.chance(0.1) ? random.between(...recordingsMs) : undefined;
  const stranger = random.chance(strangerRate) ? strangerOf(random) : undefined;
  const voice = random.pick(voiceIds);
  const outside = voice === 'twilio' ? undefined : drawOutside(random, voice);
  const only = isHeavy && random.chance(onlyRate) ? random.pick(faultGroups) : undefined;
  const settings = drawSettings(random);
  const notice = drawNotice(random);
  const crowd = drawCrowd(random, outside);
  const callOuts = drawCallOuts(random);
  const transfers = drawTransfers(random, outside, crowd.callers ?? callers);
  const tones = drawTones(random, outside?.traits ?? twilioTraits);
  const isProviders = only === undefined || only === 'providers';
  return {
    ...drawn,
    ...(isProviders ? {} : { twilioDownMs: never, sambaDownMs: never }),
    ...(only === undefined ? {} : { secretsChange: undefined }),
    ...{
      samba: { ...drawn.samba, disconnectClears },
      menuSaysMs,
      stranger,
      outside,
      only,
      notice,
      callOuts,
      transfers,
    },
    ...(crowd.callers === undefined ? {} : { callers: crowd.callers }),
    settings: { ...settings, ...crowd.settings, ...tones },
  };
}

/** A conference that takes so few callers has all its places taken now and then. */
const fewPlaces = [1, 2] as const;
const fewRate = 0.05;
const crowdRate = 0.01;
/** Between two callers of a crowd, in ms. */
const crowdEveryMs = 8_000;
/** A crowd this large at most: a world of more takes too long, and what it would meet, a smaller one does. */
const largestCrowd = 21;

/** More callers than there are places: those of the conference, or, where a voice provider has few legs, those. */
function drawCrowd(
  random: Random,
  outside: OutsideVariants | undefined,
): Pick<Scenario, 'settings'> & { readonly callers?: readonly CallerPlan[] } {
  const [isSmall, capacity, isCrowd] = [
    random.chance(fewRate),
    random.pick(fewPlaces),
    random.chance(crowdRate),
  ];
  const legs = outside?.traits.maxLegs ?? Infinity;
  if (isCrowd && legs < largestCrowd) {
    const callers = Array.from({ length: legs + 1 }, (_, index) => ({
      ...{ dialsAtMs: index * crowdEveryMs, pins: [callerPin], actions: [] },
    }));
    return { callers };
  }
  return isSmall ? { settings: { capacity } } : {};
}

/**
 * Longer than a bridge must stay to have been wanted (lib/conferences/state/reduce/bridge.ts), also if its join is heard of minutes late,
 * and twice within a world.
 */
const bridgeStaysMs = [605_000, 660_000] as const;

/** So short a stay ends while people act. */
const staysMs = [120_000, 240_000] as const;

function drawSettings(random: Random): Partial<ConferenceSettings> {
  return {
    ...(random.chance(0.15) ? { joinMuted: true } : {}),
    ...(random.chance(0.1) ? { mayUndoMute: false } : {}),
    ...(random.chance(0.05) ? { longestStayMs: Math.round(random.between(...staysMs)) } : {}),
  };
}

/** Some conferences have tones, where the voice provider makes any: for all callers, or as long as there are few. */
function drawTones(
  random: Random,
  { tones: canHave }: VoiceTraits,
): Pick<ConferenceSettings, 'tones'> | undefined {
  const [isDrawn, tones] = [random.chance(0.2), random.pick(['on', 'on', 1, 3] as const)];
  return isDrawn && canHave ? { tones } : undefined;
}

function strangerOf(random: Random): Stranger {
  return { dialsAtMs: random.between(0, 150_000), staysMs: random.between(20_000, 120_000) };
}

/** With a prompt of this length and the sentence after it, the menu takes longer than anybody is shown in the room for it. */
const recordingsMs = [20_000, 60_000] as const;

function dropsOf(random: Random): readonly number[] {
  const count = random.pick([0, 0, 0, 0, 0, 0, 0, 1, 1, 2]);
  return Array.from({ length: count }, () => random.between(30_000, activeMs));
}

/** Whoever changes secrets as docs/operate.md says waits as long as functions keep them; whoever is in a hurry does not. */
function changeOf(random: Random, isPlain: boolean): SecretsChange {
  const usedAtMs = random.between(0, activeMs);
  const waitsMs = isPlain ? secretsKeptMs : random.pick([0, secretsKeptMs]);
  return { storedAtMs: usedAtMs - waitsMs, usedAtMs };
}

function sessionsOf(random: Random): Session[] {
  const fromMs = random.pick([0, 0, random.between(0, 60_000)]);
  if (random.chance(0.6)) return [{ fromMs, untilMs: Infinity }];
  const untilMs = fromMs + random.between(20_000, 200_000);
  if (random.chance(0.4)) return [{ fromMs, untilMs }];
  return [
    { fromMs, untilMs },
    // The next one may begin before anybody has heard that the last one took the bridge along.
    {
      fromMs: untilMs + (random.chance(0.3) ? random.between(0, 2_000) : random.between(2_000, 60_000)),
      untilMs: Infinity,
    },
  ];
}

function callerOf(random: Random): CallerPlan {
  const dialsAtMs = random.between(0, 120_000);
  const pins: (string | undefined)[] = [];
  while (random.chance(0.2) && pins.length < 3) pins.push(random.pick([wrongPin, undefined]));
  if (random.chance(0.97)) pins.push(callerPin);
  const actions = Array.from({ length: random.between(0, 4) }, (): CallerAction => {
    const action = random.pick<CallerAction['action']>([
      'menu',
      'menu',
      'menu',
      'host-mutes',
      'host-mutes',
      'host-unmutes',
      'host-asks',
      'hangs-up',
      'host-removes',
    ]);
    return {
      atMs: dialsAtMs + random.between(20_000, 250_000),
      action,
      key: random.pick(['6', '6', '9', '#', undefined]),
    };
  });
  return { dialsAtMs, pins, actions: actions.filter(({ atMs }) => atMs < activeMs) };
}

/** Somebody who has got hold of the bridge's PIN. */
export interface Stranger {
  readonly dialsAtMs: number;
  readonly staysMs: number;
}
