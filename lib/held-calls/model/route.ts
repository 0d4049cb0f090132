import * as z from 'zod';
import { internationalNumber, parseAddress } from '../../numbers/address.ts';
import { transferListSchema } from '../../numbers/destination.ts';
import { botNoticeSchema } from './notice.ts';
import { numberPrefix } from '../../numbers/phone-number.ts';

/** More targets than this cannot be tried within a hold of two minutes. */
export const maxTargets = 5;

const prefixSchema = z
  .string()
  .regex(numberPrefix, 'a caller prefix starts with + and a country code, for example +4930');

const hostSchema = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9.:[\]-]{1,253}$/, 'a host is a name or an address, without a port');

const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day is written 09:30');

const timeZoneSchema = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone }).format();
    return true;
  } catch {
    return false; // Intl reports an unknown zone only by throwing
  }
}, 'a time zone is an IANA name, for example Europe/Berlin');

/** Deeper data is nobody's, and would overflow the stack of whatever reads it level by level. */
const maxLevels = 100;

function hasLevels(value: unknown, max: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return max > 0 && Object.values(value).every((inner) => hasLevels(inner, max - 1));
}

/** Handed to the bot as it is. */
const dataSchema = z
  .unknown()
  .refine((data) => hasLevels(data, maxLevels), `has at most ${maxLevels} levels`)
  .pipe(z.json())
  .optional();

/** One thing a call can be led to. */
export const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('pipecat-cloud'),
    /** The agent's name at Pipecat Cloud. */
    agent: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/),
    data: dataSchema,
  }),
  z.strictObject({
    kind: z.literal('bot-endpoint'),
    /** HTTPS endpoint that starts a bot; plain http is for a local gateway only. */
    url: z.url({ protocol: /^https?$/ }),
    /**
     * What the endpoint understands. `patchbay` (default): the order as docs/bots.md shows it. `pipecat-runner`: the order
     * as the `body` of a start, as Pipecat's development runner takes it at `POST /start`.
     */
    protocol: z.enum(['patchbay', 'pipecat-runner']).optional(),
    data: dataSchema,
  }),
  z.strictObject({
    kind: z.literal('room'),
    /** Name of a Daily room that exists and has somebody in it when a call comes. */
    room: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,128}$/)
      .refine(
        (name) => !name.startsWith('pb-'),
        'names that begin with pb- are those of rooms that Patchbay makes',
      ),
  }),
]);
export type Target = z.infer<typeof targetSchema>;

/** Where the call goes is asked of somebody else's code: its targets stand in this place. */
const askSchema = z.strictObject({
  kind: z.literal('ask'),
  /** HTTPS endpoint that answers within two seconds; plain http is for a local gateway only. */
  url: z.url({ protocol: /^https?$/ }),
});
export type Ask = z.infer<typeof askSchema>;

/** One thing that a route names: a target, or who is asked for targets. */
export const routeTargetSchema = z.discriminatedUnion('kind', [...targetSchema.options, askSchema]);
export type RouteTarget = z.infer<typeof routeTargetSchema>;

/** How a target is written. Not a bot's own data, which may be confidential, nor what else an address says than where it leads. */
export function targetName(target: RouteTarget): string {
  switch (target.kind) {
    case 'pipecat-cloud':
      return `pipecat-cloud:${target.agent}`;
    case 'bot-endpoint':
      return `bot-endpoint:${new URL(target.url).host}`;
    case 'room':
      return `room:${target.room}`;
    case 'ask':
      return `ask:${new URL(target.url).host}`;
  }
}

export const isAsk = (target: RouteTarget): target is Ask => target.kind === 'ask';

/** A target that needs a fresh room and a bot in it. */
export type BotTarget = Exclude<Target, { kind: 'room' }>;

const targetsSchema = z
  .array(routeTargetSchema)
  .min(1)
  .max(maxTargets)
  .refine((targets) => targets.filter(isAsk).length <= 1, 'asks once at most');

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

const openingHoursSchema = z.strictObject({
  timeZone: timeZoneSchema,
  /** Spans in local time; one whose end is not after its start runs past midnight. */
  open: z
    .array(
      z.strictObject({ days: z.array(z.enum(weekdays)).min(1), from: timeOfDaySchema, to: timeOfDaySchema }),
    )
    .min(1),
  /** Where calls go outside these hours; refused when left out. */
  otherwise: targetsSchema.optional(),
});
export type OpeningHours = z.infer<typeof openingHoursSchema>;

/** A route as it was written before its ways were called targets. */
const isOldRoute = (input: unknown) => z.object({ kind: z.literal('ways') }).safeParse(input).success;

/** What a dialled number or static SIP address leads to. */
export const routeSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('targets'),
      /** Tried in this order; the last is the fallback. */
      targets: targetsSchema,
      /** Callers whose number starts with one of these get in; everybody when left out. A number is no proof of who calls. */
      allow: z.array(prefixSchema).min(1).max(100).optional(),
      /** Callers whose number starts with one of these are refused, in whatever spelling; wins over `allow`. */
      deny: z.array(prefixSchema).min(1).max(100).optional(),
      /**
       * Hosts of the carriers whose callers have a SIP address with their number in it, for `allow`. Default none: at any
       * other host the number is whatever its owner says.
       */
      callerHosts: z.array(hostSchema).min(1).max(20).optional(),
      hours: openingHoursSchema.optional(),
      /** Lets a bot dial out of the room. Default false: a Daily domain without dial-out refuses such a room. */
      dialOut: z.boolean().default(false),
      /** Where callers may be led on to: number prefixes and SIP addresses. Default: nowhere. */
      transferTo: transferListSchema.optional(),
      /** What a bot has to tell its caller first. Default: nothing. */
      notice: botNoticeSchema.optional(),
    }),
    z.strictObject({ kind: z.literal('refuse') }),
  ],
  { error: ({ input }) => (isOldRoute(input) ? '`ways` are now `targets`' : undefined) },
);
export type Route = z.infer<typeof routeSchema>;

/** The key under which the route for every number without one of its own is stored. */
export const defaultRouteKey = 'default';

/** Far longer than Daily's static addresses, which have some 40 characters. */
const longestAddress = 320;

/**
 * The key of a route for what somebody wrote: a number, a SIP address, `default`, or a name that only a signed header can
 * ask for. Undefined: no call could ever find a route under it.
 */
export function parseRouteKey(written: string): string | undefined {
  if (/^[A-Za-z]\w{0,63}$/.test(written)) return written;
  // What calls carry as a number always has a plus: bare digits would be a route that no call finds.
  const [key] = dialledKeys(written);
  return key !== undefined && key.length <= longestAddress ? key : undefined;
}

/**
 * Keys of the routes that a dialled number or SIP address can find, the first of which that has one counts: the address
 * itself, then the number in it. Whoever dials chooses what is dialled, so a name is never among them.
 */
export function dialledKeys(dialled: string): readonly string[] {
  const address = parseAddress(dialled);
  if (address === undefined) return [];
  const number = internationalNumber(address.user);
  return [
    ...(address.host === undefined ? [] : [`${address.user}@${address.host}`]),
    ...(number === undefined ? [] : [number]),
  ];
}

/** Whether a route leads to a bot, or asks where to, over plain http, which is for a local gateway only: requests carry the token of a room. */
export function hasPlainHttp(route: Route): boolean {
  const targets = route.kind === 'targets' ? [...route.targets, ...(route.hours?.otherwise ?? [])] : [];
  return targets.some(
    (target) =>
      (target.kind === 'bot-endpoint' || target.kind === 'ask') &&
      target.url.toLowerCase().startsWith('http:'),
  );
}
