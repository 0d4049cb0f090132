import type { Conference } from '../../lib/conference/conference.ts';
import type { ForwardPin } from '../../lib/conference/pins.ts';
import { createDoorBook, type ListedDoor } from '../../lib/aws/door-store.ts';
import { listConferences } from '../../lib/aws/conference-rooms.ts';
import { createExistingRoomStore } from '../../lib/aws/existing-room-store.ts';
import { createPinStore } from '../../lib/aws/pin-store.ts';
import { createRouteBook, type ListedRoute } from '../../lib/aws/route-store.ts';
import { valuesOf, type SecretValues } from '../../lib/aws/secrets.ts';
import { readItem, triesKey } from '../../lib/aws/table.ts';
import type { Random } from '../../lib/aws/timeouts.ts';
import { entriesOf, readDialin, type DialinEntry } from '../../lib/daily/admin-dialin.ts';
import { given, type Asked } from '../../lib/http/asked.ts';
import type { Http } from '../../lib/http/http.ts';
import type { KeySource } from '../../lib/http/keyed.ts';
import type { BotWay, Way } from '../../lib/held-call/route.ts';
import { clientsOf, type ConnectDeps, type Connection } from '../connect-target.ts';
import type { Providers } from '../providers.ts';
import type { Target, TargetOptions } from '../target.ts';
import type { AlarmSubscribers } from './alarms.ts';
import type { AccountLimits } from './concurrency.ts';

/** What the command needs of the outside. */
export interface DoctorDeps extends ConnectDeps {
  readonly random: Random;
}

/** A gateway as the checks see it. What several of them want to know is read once. */
export interface Examination extends Pick<Connection, 'daily' | 'twilio' | 'digitalSamba'> {
  readonly kind: Target['kind'];
  /** For sentences: `stage dev (eu-central-1)`. */
  readonly gateway: string;
  /** Completes a command line that is about this gateway: `--stage dev`. */
  readonly flags: string;
  readonly providers: Providers;
  readonly digitalSambaEventsUrl: string;
  /** The secret as it is stored. */
  readonly stored: Readonly<Record<string, unknown>>;
  /** What of it is well-formed, as the gateway has it. */
  readonly values: SecretValues;
  readonly http: Http;
  /** Undefined: the gateway is of a version that did not say where Pipecat Cloud is. */
  readonly pipecatCloudUrl: string | undefined;
  readonly pipecatCloudKey: KeySource;
  readonly routes: () => Promise<readonly ListedRoute[]>;
  readonly doors: () => Promise<readonly ListedDoor[]>;
  /** Those that are not closed. */
  readonly conferences: () => Promise<readonly Conference[]>;
  readonly forwardPins: () => Promise<readonly ForwardPin[]>;
  readonly livePins: () => Promise<number>;
  /** Wrong PINs within this hour, as one scope counts them. */
  readonly wrongPins: (scope: string) => Promise<number>;
  /** Daily's dial-in, of this gateway and of others. */
  readonly dialin: () => Promise<Asked<readonly DialinEntry[]>>;
  /** Undefined: there are no alarms, as on a laptop. */
  readonly alarms: AlarmSubscribers | undefined;
  /** Undefined: there is no account, as on a laptop. */
  readonly account: AccountLimits | undefined;
  readonly options: {
    readonly fix: boolean;
    readonly callsPerSecond: number | undefined;
    /** Of the settings that were deployed, as far as this checkout knows them. */
    readonly apiRatePerSecond: number;
    readonly conferencesAtOnce: number;
  };
}

/** Opens what the checks look at. Nothing is read yet. */
export function examine(
  deps: DoctorDeps,
  target: Target,
  providers: Providers,
  stored: Readonly<Record<string, unknown>>,
  about: Pick<Examination, 'alarms' | 'account' | 'options'> & { readonly typed: TargetOptions },
): Examination {
  const { clock, random } = deps;
  const { table } = target;
  const values = valuesOf(stored) ?? {};
  const clients = clientsOf(deps, target, providers, values);
  const rooms = createExistingRoomStore({ table, clock, random });
  const pins = createPinStore({ table, clock, random });
  const privateKey = () => Promise.resolve(values.pipecatCloudPrivateKey);
  return {
    ...clients,
    kind: target.kind,
    gateway: target.name,
    flags: flagsOf(about.typed),
    providers,
    digitalSambaEventsUrl: target.digitalSambaEventsUrl,
    stored,
    values,
    http: clients.daily.http,
    pipecatCloudUrl: providers.pipecatCloudApiUrl,
    pipecatCloudKey: { read: privateKey, reread: privateKey },
    routes: once(() => createRouteBook({ table, clock, rooms }).list()),
    doors: once(() => createDoorBook({ table, clock }).list()),
    conferences: once(async () => {
      const all = await listConferences({ table, clock });
      return all.filter(({ isClosed }) => !isClosed);
    }),
    forwardPins: once(async () => (await pins.listForwarding()).map(({ entry }) => entry)),
    livePins: once(() => pins.countLive()),
    wrongPins: async (scope) => {
      const nowMs = clock.now();
      const item = await readItem(table, triesKey(scope, Math.floor(nowMs / hourMs)), nowMs);
      return typeof item?.tries === 'number' ? item.tries : 0;
    },
    dialin: once(async () => {
      const state = await readDialin(clients.daily);
      return state.ok ? given(entriesOf(state.value)) : state;
    }),
    alarms: about.alarms,
    account: about.account && { read: once(about.account.read) },
    options: about.options,
  };
}

/** Attempts are counted by the hour (`lib/aws/attempt-store.ts`). */
const hourMs = 3_600_000;

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let reading: Promise<Value> | undefined;
  return () => (reading ??= read());
}

function flagsOf({ local, stage, region }: TargetOptions): string {
  if (local === true) return '--local';
  return `--stage ${stage ?? ''}${region === undefined ? '' : ` --region ${region}`}`;
}

/** All ways of all routes that can be read, those for closed hours included. */
export function waysOf(routes: readonly ListedRoute[]): readonly Way[] {
  return routes.flatMap(({ route }) =>
    route?.kind === 'ways' ? [...route.ways, ...(route.hours?.otherwise ?? [])] : [],
  );
}

/** Those of one kind. */
export function botWays<Kind extends BotWay['kind']>(
  routes: readonly ListedRoute[],
  kind: Kind,
): readonly Extract<BotWay, { kind: Kind }>[] {
  return waysOf(routes).filter((way): way is Extract<BotWay, { kind: Kind }> => way.kind === kind);
}

/** How many requests one check has under way at a provider, whose limits calls share. */
const mostAtOnce = 4;

/** Maps over things that each cost a request, a few at a time, in their order. */
export async function mapFew<Each, Result>(
  all: readonly Each[],
  work: (each: Each) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < all.length; from += mostAtOnce)
    results.push(...(await Promise.all(all.slice(from, from + mostAtOnce).map(work))));
  return results;
}
