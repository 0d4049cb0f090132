import * as z from 'zod';
import { parseRouteKey } from '../../lib/held-calls/model/route.ts';
import { dailyDescriptor, trunkNamePattern, type Trunk } from '../../lib/providers/daily/descriptor.ts';
import {
  listTrunks,
  writeTrunk,
  type Admission,
  type ShownTrunk,
} from '../../lib/providers/daily/admin/trunks.ts';
import { secretSchema } from '../../lib/providers/secret.ts';
import type { SharedOptions } from '../kit/options.ts';
import { refused, withProgress, wrongInput, type Outcome } from '../kit/output.ts';
import { fingerprint, newValue } from '../secrets/secret-fields.ts';
import { changeStored } from '../secrets/secrets.ts';
import { outcomeOfAsking, showAndApply, type Applied, type Change } from './changes.ts';
import { withConnection, type ConnectDeps, type Connection } from './deployment.ts';

export interface TrunkOptions extends SharedOptions {
  readonly trunk: string;
  readonly route?: string | undefined;
  readonly allowIp: readonly string[];
  readonly open: boolean;
}

const key = 'daily-api-key';

/** The address of a trunk's webhook at the gateway whose pinless webhook has this one. */
export function trunkUrl(pinlessUrl: string, name: string): string {
  const { pinless, trunk } = dailyDescriptor.webhooks;
  return `${pinlessUrl.slice(0, -pinless.path.length)}${trunk.path.replace('{trunk}', name)}`;
}

/** Makes a trunk, or points one here: the gateway knows its secret first, since Daily tries the webhook out. */
export async function connectTrunk(deps: ConnectDeps, options: TrunkOptions): Promise<Outcome> {
  const { trunk: name } = options;
  if (!trunkNamePattern.test(name))
    return wrongInput('The name of a trunk has 3 to 63 lower-case letters and digits.');
  const route = parseRouteKey(options.route ?? '');
  if (route === undefined)
    return wrongInput('A trunk needs --route: a number, a SIP address, a name or default.');
  const admission = admissionOf(options);
  if (admission === 'wrong')
    return wrongInput('Say --allow-ip, an IPv4 address or range of your carrier, or --open, and not both.');
  return withConnection(deps, options, async (connection) => {
    const found = await withProgress(deps.stderr, 'Asking Daily', listTrunks(connection.daily));
    if (!found.ok) return outcomeOfAsking(found, key);
    const shown = found.value.find((each) => each.name === name);
    if (shown === undefined && admission === undefined)
      return refused(
        `A new trunk has to say who may call in: add --allow-ip with your carrier's addresses, or --open for everybody.`,
      );
    const known = connection.values.dailyTrunks?.find((each) => each.name === name);
    const hmac = known?.hmac[0] ?? newValue(deps, 'base64');
    const url = trunkUrl(connection.providers.daily.pinlessUrl, name);
    const changes = changesOf({ name, route, url, hmac, known, shown, admission });
    const planned = {
      ...{ provider: 'Daily', deployment: connection.deployment, changes },
      ...{ warnings: [], details: {} },
    };
    return showAndApply(deps, options, planned, () =>
      apply(deps, connection, shown, { name, route, hmac, url, admission }),
    );
  });
}

const addressesSchema = z
  .array(z.union([z.ipv4(), z.cidrv4()]))
  .min(1)
  .max(25);

/** Who is to be let in; undefined: nothing is said of it. */
function admissionOf({ allowIp, open }: TrunkOptions): Admission | undefined | 'wrong' {
  if (open) return allowIp.length > 0 ? 'wrong' : { is_open: true };
  if (allowIp.length === 0) return undefined;
  const addresses = addressesSchema.safeParse(allowIp);
  return addresses.success ? { allowed_ips: addresses.data } : 'wrong';
}

interface Wanted {
  readonly name: string;
  readonly route: string;
  readonly url: string;
  readonly hmac: string;
  readonly admission: Admission | undefined;
}

function changesOf({
  name,
  route,
  url,
  hmac,
  known,
  shown,
  admission,
}: Wanted & {
  readonly known: Trunk | undefined;
  readonly shown: ShownTrunk | undefined;
}): readonly Change[] {
  const on = `trunk ${name}`;
  const now = shown === undefined ? 'no trunk' : (shown.url ?? 'not shown by Daily');
  // Where Daily does not show it, one that is being rotated may be news to it.
  const isShownSame = shown?.hmac === undefined ? known?.hmac.length === 1 : shown.hmac === hmac;
  const isSigned = known !== undefined && isShownSame;
  return [
    ...(shown?.url === url ? [] : [{ on, what: 'leads to', now, then: url }]),
    ...(known?.route === route ? [] : [{ on, what: 'route', now: known?.route ?? 'none', then: route }]),
    ...(isSigned && shown !== undefined
      ? []
      : [{ on, what: 'secret', now: shown?.hmac ? fingerprint(shown.hmac) : '-', then: fingerprint(hmac) }]),
    ...(admission === undefined ? [] : [{ on, what: 'who may call in', now: '-', then: textOf(admission) }]),
  ];
}

const textOf = (admission: Admission) =>
  'is_open' in admission ? 'everybody' : admission.allowed_ips.join(', ');

async function apply(
  deps: ConnectDeps,
  { deployment, daily }: Connection,
  shown: ShownTrunk | undefined,
  { name, route, hmac, url, admission }: Wanted,
): Promise<Applied> {
  const kept = await changeStored(deps, deployment, (stored) => {
    const before = secretSchema.shape.dailyTrunks.safeParse(stored.dailyTrunks).data ?? [];
    const others = before.filter((each) => each.name !== name);
    const secrets = before.find((each) => each.name === name)?.hmac ?? [hmac];
    return { ...stored, dailyTrunks: [...others, { name, route, hmac: secrets }] };
  });
  if (!kept.ok) return kept;
  const written = await writeTrunk(daily, shown, { name, url, hmac, admission });
  if (!written.ok) return { ok: false, outcome: outcomeOfAsking(written, key) };
  const { address } = written.value;
  const notes = [
    ...(address === undefined ? [] : [`Have your carrier dial sip:<number>@${address}`]),
    'Functions that run already know a route that was changed within five minutes.',
  ];
  return { ok: true, notes, details: { trunk: name, route, address } };
}
