import type { Conference } from '../../lib/conferences/model/conference.ts';
import type { ForwardPin } from '../../lib/conferences/model/pins.ts';
import { createDialInAdmin, type ListedDialIn } from '../../lib/aws/stores/conferences/dial-in-store.ts';
import { listConferences } from '../../lib/aws/stores/conferences/conference-rooms.ts';
import { createPinStore } from '../../lib/aws/stores/conferences/pin-store.ts';
import { createRouteAdmin, type ListedRoute } from '../../lib/aws/stores/route-store.ts';
import { valuesOf, type SecretValues } from '../../lib/providers/secret.ts';
import type { EventLetters } from '../../lib/aws/clients/event-letters.ts';
import { readItem, triesKey } from '../../lib/aws/table/table.ts';
import type { Random } from '../../lib/aws/clients/timeouts.ts';
import { entriesOf, readDialin, type DialinEntry } from '../../lib/providers/daily/admin/dialin.ts';
import { given, type Asked } from '../../lib/http/asked.ts';
import type { Http } from '../../lib/http/http.ts';
import type { KeySource } from '../../lib/http/keyed.ts';
import type { RouteTarget } from '../../lib/held-calls/model/route.ts';
import { clientsOf, type ConnectDeps, type Connection } from '../connect/deployment.ts';
import type { Providers } from '../../lib/providers/addresses.ts';
import type { Deployment, DeploymentOptions } from '../kit/deployment/deployment.ts';

/** What the command needs of the outside. */
export interface DoctorDeps extends ConnectDeps {
  readonly random: Random;
}

/** Somebody or something that hears of alarms. */
export interface Subscription {
  /** `email`, `sms`, `https` … (SNS API reference, Subscription). */
  readonly protocol: string;
  /** Whether the address has said that it wants them. Nothing is sent before. */
  readonly isConfirmed: boolean;
}

/** Who hears of a deployment's alarms. */
export interface AlarmSubscribers {
  readonly read: () => Promise<Asked<readonly Subscription[]>>;
}

/** How many functions AWS runs at once for this account in the stage's Region. */
export interface Concurrency {
  /** For all functions of the account. */
  readonly max: number;
  /** What is left of it for functions that have no reservation of their own. */
  readonly unreserved: number;
}

/** What AWS has granted the account of a deployment. */
export interface AccountLimits {
  readonly read: () => Promise<Asked<Concurrency>>;
}

/** A gateway as the checks see it. What several of them want to know is read once. */
export interface Examination extends Pick<
  Connection,
  'daily' | 'twilio' | 'digitalSamba' | 'sinch' | 'plivo' | 'vonage'
> {
  readonly kind: Deployment['kind'];
  /** For sentences: `stage dev (eu-central-1)`. */
  readonly gateway: string;
  /** Completes a command line that is about this gateway: `--stage dev`. */
  readonly flags: string;
  readonly providers: Providers;
  readonly digitalSambaEventsUrl: string;
  /** Ids of the providers that are simulated on this machine: nobody outside can call there. */
  readonly simulated: readonly string[];
  /** The secret as it is stored. */
  readonly stored: Readonly<Record<string, unknown>>;
  /** What of it is well-formed, as the gateway has it. */
  readonly values: SecretValues;
  readonly http: Http;
  /** Undefined: the gateway is of a version that did not say where Pipecat Cloud is. */
  readonly pipecatCloudUrl: string | undefined;
  readonly pipecatCloudKey: KeySource;
  readonly routes: () => Promise<readonly ListedRoute[]>;
  readonly dialIns: () => Promise<readonly ListedDialIn[]>;
  /** Those that are not closed. */
  readonly conferences: () => Promise<readonly Conference[]>;
  readonly forwardPins: () => Promise<readonly ForwardPin[]>;
  readonly livePins: () => Promise<number>;
  /** Those of them that were kept from elsewhere and are too short. */
  readonly guessablePins: () => Promise<number>;
  /** Wrong PINs within this hour, as one scope counts them. */
  readonly wrongPins: (scope: string) => Promise<number>;
  /** Who is told of events by webhook; undefined: nobody. */
  readonly consumers:
    | {
        /** Where they are, by their names; undefined: the gateway is of a version that did not say it. */
        readonly addresses: Readonly<Record<string, string>> | undefined;
        /** How many events they did not take, more or less. */
        readonly untaken: () => Promise<number>;
      }
    | undefined;
  /** Daily's dial-in, of this gateway and of others. */
  readonly dialin: () => Promise<Asked<readonly DialinEntry[]>>;
  /** Undefined: there are no alarms, as on a local gateway. */
  readonly alarms: AlarmSubscribers | undefined;
  /** Undefined: there is no account, as on a local gateway. */
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
  deployment: Deployment,
  providers: Providers,
  stored: Readonly<Record<string, unknown>>,
  about: Pick<Examination, 'alarms' | 'account' | 'options'> & { readonly typed: DeploymentOptions },
): Examination {
  const { clock, random } = deps;
  const { table, openEvents, eventAddresses } = deployment;
  const values = valuesOf(stored);
  const clients = clientsOf(deps, deployment, providers, values);
  const pins = createPinStore({ table, clock, random });
  const privateKey = () => Promise.resolve(values.pipecatCloudPrivateKey);
  return {
    ...clients,
    kind: deployment.kind,
    gateway: deployment.name,
    flags: flagsOf(about.typed),
    providers,
    digitalSambaEventsUrl: deployment.digitalSambaEventsUrl,
    simulated: deployment.simulated ?? [],
    stored,
    values,
    http: clients.daily.http,
    pipecatCloudUrl: providers.pipecatCloudApiUrl,
    pipecatCloudKey: { read: privateKey, reread: privateKey },
    routes: once(() => createRouteAdmin({ table, clock }).list()),
    dialIns: once(() => createDialInAdmin({ table, clock }).list()),
    conferences: once(async () => {
      const all = await listConferences({ table, clock });
      return all.filter(({ isClosed }) => !isClosed);
    }),
    forwardPins: once(async () => (await pins.listForwarding()).map(({ entry }) => entry)),
    livePins: once(() => pins.countLive()),
    guessablePins: once(() => pins.countGuessable()),
    wrongPins: async (scope) => {
      const nowMs = clock.now();
      const item = await readItem(table, triesKey(scope, Math.floor(nowMs / hourMs)), nowMs);
      return typeof item?.tries === 'number' ? item.tries : 0;
    },
    consumers: openEvents && { addresses: eventAddresses, untaken: () => countUntaken(openEvents()) },
    dialin: once(async () => {
      const state = await readDialin(clients.daily);
      return state.ok ? given(entriesOf(state.value)) : state;
    }),
    alarms: about.alarms,
    account: about.account && { read: once(about.account.read) },
    options: about.options,
  };
}

async function countUntaken(letters: EventLetters): Promise<number> {
  try {
    return await letters.count();
  } finally {
    letters.close();
  }
}

/** Attempts are counted by the hour (`lib/aws/stores/conferences/attempt-store.ts`). */
const hourMs = 3_600_000;

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let reading: Promise<Value> | undefined;
  return () => (reading ??= read());
}

function flagsOf({ local, stage, region }: DeploymentOptions): string {
  if (local === true) return '--local';
  return `--stage ${stage ?? ''}${region === undefined ? '' : ` --region ${region}`}`;
}

/** All targets of all routes that can be read, those for closed hours included. */
export function targetsOf(routes: readonly ListedRoute[]): readonly RouteTarget[] {
  return routes.flatMap(({ route }) =>
    route?.kind === 'targets' ? [...route.targets, ...(route.hours?.otherwise ?? [])] : [],
  );
}

/** Those of one kind. */
export function targetsOfKind<Kind extends RouteTarget['kind']>(
  routes: readonly ListedRoute[],
  kind: Kind,
): readonly Extract<RouteTarget, { kind: Kind }>[] {
  return targetsOf(routes).filter(
    (target): target is Extract<RouteTarget, { kind: Kind }> => target.kind === kind,
  );
}

/** How many requests one check has under way at a provider, whose limits calls share. */
const maxAtOnce = 4;

/** Maps over things that each cost a request, a few at a time, in their order. */
export async function mapFew<Each, Result>(
  all: readonly Each[],
  work: (each: Each) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < all.length; from += maxAtOnce)
    results.push(...(await Promise.all(all.slice(from, from + maxAtOnce).map(work))));
  return results;
}
