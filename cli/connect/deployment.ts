import type { VoiceId } from '../../lib/conferences/model/conference.ts';
import type { DailyClient } from '../../lib/providers/daily/client.ts';
import type { DigitalSambaClient } from '../../lib/providers/digital-samba/client.ts';
import { secretSchema, type SecretValues } from '../../lib/providers/secret.ts';
import type { Http } from '../../lib/http/http.ts';
import type { Clock } from '../../lib/held-calls/ports.ts';
import type { PlivoClient } from '../../lib/providers/plivo/client.ts';
import type { SinchClient } from '../../lib/providers/sinch/client.ts';
import type { TwilioClient } from '../../lib/providers/twilio/client.ts';
import type { VonageAccount } from '../../lib/providers/vonage/admin.ts';
import { httpOf, silent } from '../kit/http.ts';
import { refused, wrongInput, type Outcome, type Result } from '../kit/output.ts';
import type {
  PlivoAddresses,
  Providers,
  SinchAddresses,
  TwilioAddresses,
  VonageAddresses,
} from '../../lib/providers/addresses.ts';
import { rotationOf } from '../secrets/rotations.ts';
import { kebab } from '../secrets/secret-fields.ts';
import { changeStored, readStored, type SecretsDeps } from '../secrets/secrets.ts';
import {
  providersOf,
  withDeployment,
  type Deployment,
  type DeploymentOptions,
} from '../kit/deployment/deployment.ts';
import { phoneNumberFrom } from '../../lib/numbers/phone-number.ts';

/** What the commands that speak to providers need of the outside. */
export interface ConnectDeps extends SecretsDeps {
  readonly clock: Clock;
  readonly fetch: Http['fetch'];
  /** A whole number from 0 up to, not including, `below`, from a secure source. */
  readonly randomBelow: (below: number) => number;
}

/** A gateway, its keys, and the providers that they open. */
export interface Connection {
  readonly deployment: Deployment;
  readonly providers: Providers;
  readonly values: SecretValues;
  /** The secret as it is stored, with what is known of rotations. */
  readonly stored: Readonly<Record<string, unknown>>;
  readonly daily: DailyClient;
  /** Undefined, like the other voice providers: the gateway's settings do not list it. */
  readonly twilio: { readonly client: TwilioClient; readonly addresses: TwilioAddresses } | undefined;
  readonly sinch: { readonly client: SinchClient; readonly addresses: SinchAddresses } | undefined;
  readonly plivo: { readonly client: PlivoClient; readonly addresses: PlivoAddresses } | undefined;
  readonly vonage: { readonly client: VonageAccount; readonly addresses: VonageAddresses } | undefined;
  readonly digitalSamba: DigitalSambaClient;
}

/** Opens a gateway and the way to its providers. */
export function withConnection(
  deps: ConnectDeps,
  options: DeploymentOptions,
  work: (connection: Connection) => Promise<Outcome>,
): Promise<Outcome> {
  return withDeployment(deps, options, async (deployment) => {
    const providers = providersOf(deployment);
    if (!providers.ok) return providers.outcome;
    const stored = await readStored(deps, deployment);
    if (!stored.ok) return stored.outcome;
    const values = secretSchema.safeParse(stored.value);
    if (!values.success)
      return refused(
        `The secret of ${deployment.name} holds a malformed key: \`patchbay secrets status\` says which. Set it first.`,
      );
    return work({
      deployment,
      providers: providers.value,
      values: values.data,
      stored: stored.value,
      ...clientsOf(deps, deployment, providers.value, values.data),
    });
  });
}

/** The way to each provider, with the keys that there are. */
export function clientsOf(
  deps: ConnectDeps,
  deployment: Deployment,
  { daily, twilio, sinch, plivo, vonage }: Providers,
  values: SecretValues,
): Pick<Connection, 'daily' | 'twilio' | 'digitalSamba' | 'sinch' | 'plivo' | 'vonage'> {
  const http = httpOf(deps);
  const always = <Value>(value: Value) => {
    const read = () => Promise.resolve(value);
    return { read, reread: read };
  };
  return {
    daily: { http, log: silent, apiUrl: daily.apiUrl, apiKey: always(values.dailyApiKey) },
    twilio: twilio && {
      client: { http, log: silent, apiUrl: twilio.apiUrl, secrets: always(values) },
      addresses: twilio,
    },
    sinch: sinch && {
      client: { http, log: silent, apiUrl: sinch.apiUrl, secrets: always(values) },
      addresses: sinch,
    },
    plivo: plivo && {
      client: { http, log: silent, apiUrl: plivo.apiUrl, secrets: always(values) },
      addresses: plivo,
    },
    vonage: vonage && {
      client: { http, apiUrl: vonage.apiUrl, secrets: always(values) },
      addresses: vonage,
    },
    digitalSamba: {
      http,
      log: silent,
      apiUrl: deployment.digitalSambaUrl,
      developerKey: always(values.digitalSambaDeveloperKey),
    },
  };
}

/** What is said of a gateway whose settings do not list a voice provider. */
export function notListed({ name }: Pick<Deployment, 'name'>, id: VoiceId): Outcome {
  const problem = `${name} has nothing that ${id} could call. Add "${id}" to \`voiceProviders\` in patchbay.json, and deploy again.`;
  return refused(problem);
}

/** A field of the secret that holds up to two live values of a webhook's secret. */
export type WebhookSecretName = 'dailyPinlessHmac' | 'dailyWebhookHmac' | 'digitalSambaWebhookSecrets';

/** Functions keep what they read of the secret for five minutes (lib/aws/clients/secrets.ts). */
const keptMs = 5 * 60_000;

/** A warning if a provider is about to sign with a secret that not every function has read yet. */
export function earlyWarning(
  { stored }: Connection,
  name: string,
  nowMs: number,
  text = kebab(name),
): readonly string[] {
  const rotation = rotationOf(stored, name);
  if (rotation === undefined || nowMs >= Date.parse(rotation.since) + keptMs) return [];
  return [
    `${text} was rotated less than five minutes ago: functions that have not read it yet refuse what is signed ` +
      'with it, for up to a minute each.',
  ];
}

/** Adds a secret that a provider has made, if it is not there yet; behind those that came in the meantime. */
export async function keepSecret(
  deps: ConnectDeps,
  deployment: Deployment,
  name: WebhookSecretName,
  value: string,
): Promise<Result<undefined>> {
  return changeStored(deps, deployment, (stored) => {
    const parsed = secretSchema.shape[name].safeParse(stored[name]);
    const before = parsed.data ?? [];
    return before.includes(value) ? stored : { ...stored, [name]: [...before, value].slice(-2) };
  });
}

/** A number with + and country code, as providers list it. */
function numberFrom(typed: string): Result<string> {
  const number = phoneNumberFrom(typed);
  if (number !== undefined) return { ok: true, value: number };
  return { ok: false, outcome: wrongInput('A number has + and country code, such as +12025550151.') };
}

/** Every number, once; or the first that is none. */
export function numbersFrom(typed: readonly string[]): Result<readonly string[]> {
  const numbers: string[] = [];
  for (const each of typed) {
    const number = numberFrom(each);
    if (!number.ok) return number;
    if (!numbers.includes(number.value)) numbers.push(number.value);
  }
  return { ok: true, value: numbers };
}
