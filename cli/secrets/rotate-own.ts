import { entriesOf, readDialin } from '../../lib/providers/daily/admin/dialin.ts';
import { dialledNamesOf, ownSecretsOf, type OwnSecrets } from '../../lib/providers/daily/own-secrets.ts';
import { secretSchema } from '../../lib/providers/secret.ts';
import { dialledKeys } from '../../lib/held-calls/model/route.ts';
import { outcomeOfAsking } from '../connect/changes.ts';
import { withConnection, type ConnectDeps, type Connection } from '../connect/deployment.ts';
import { answer, momentText, refused, withProgress, wrongInput, type Outcome } from '../kit/output.ts';
import { ownRotationOf, rotationOf, withoutRotation, withRotation, type RotateOptions } from './rotations.ts';
import { fingerprint, newValue } from './secret-fields.ts';
import { changeStored } from './secrets.ts';

/** How sentences name the secrets of one number or address. */
export const ownTextOf = ({ names }: Pick<OwnSecrets, 'names'>) => `daily-pinless-hmac of ${names[0] ?? ''}`;

/**
 * Gives one number or static SIP address of Daily's a secret of its own, or its next one. What Daily signs with until it is
 * told counts too, until the rotation is finished.
 */
export async function rotateOwn(
  deps: ConnectDeps,
  typed: string,
  options: RotateOptions,
  overlapMs: number,
): Promise<Outcome> {
  const keys = dialledKeys(typed);
  if (keys.length === 0)
    return wrongInput('--entry takes a number with + and country code, or a static SIP address.');
  return withConnection(deps, options, (connection) =>
    options.finish
      ? finishOwn(deps, connection, keys, options)
      : beginOwn(deps, connection, keys, options, overlapMs),
  );
}

async function beginOwn(
  deps: ConnectDeps,
  { deployment, providers, values, daily }: Connection,
  keys: readonly string[],
  options: RotateOptions,
  overlapMs: number,
): Promise<Outcome> {
  const state = await withProgress(deps.stderr, 'Asking Daily', readDialin(daily));
  if (!state.ok) return outcomeOfAsking(state, 'daily-api-key');
  const entry = entriesOf(state.value).find(
    (each) =>
      each.type === 'pinless_dialin' &&
      each.url === providers.daily.pinlessUrl &&
      dialledNamesOf(each).some((name) => keys.includes(name)),
  );
  if (entry === undefined)
    return refused(
      `Nothing of that number or address leads to ${deployment.name} at Daily: \`patchbay connect daily --number …\` first.`,
    );
  const names = dialledNamesOf(entry);
  const own = ownSecretsOf(values.dailyPinlessOwn, names);
  const text = ownTextOf({ names });
  if (own !== undefined && own.hmac.length > 1) return refused(`${text} has two live values: ${endFirst}.`);

  const nowMs = deps.clock.now();
  const rotation = { since: momentText(nowMs), until: momentText(nowMs + overlapMs) };
  const shown = { name: 'daily-pinless-hmac', entry: names[0], overlap: rotation };
  if (options.dryRun)
    return answer(
      deps,
      options,
      { ...shown, stored: false },
      `${text} would get a new value in ${deployment.name}, and the one before count until ${rotation.until}; nothing was stored.`,
    );
  const value = newValue(deps, 'base64');
  const before = own?.hmac[0] ?? entry.hmac ?? values.dailyPinlessHmac?.[0] ?? [];
  const next: OwnSecrets = { names, hmac: [value, before].flat() };
  const kept = await changeStored(deps, deployment, (stored) => {
    const others = ownIn(stored).filter((each) => ownSecretsOf([each], names) === undefined);
    return withRotation({ ...stored, dailyPinlessOwn: [...others, next] }, ownRotationOf(next), rotation);
  });
  if (!kept.ok) return kept.outcome;
  return answer(
    deps,
    options,
    { ...shown, stored: true, fingerprint: fingerprint(value), next: 'connect daily' },
    [
      `${text} (${fingerprint(value)}) is stored in ${deployment.name}, and nothing else counts for its calls.`,
      `What Daily signs with now counts too, until it is dropped with --finish, from ${rotation.until} on.`,
      'In five minutes, when every function has the new value: `patchbay connect daily` tells the provider.',
    ].join('\n'),
  );
}

const endFirst = 'end that first, with --finish';

async function finishOwn(
  deps: ConnectDeps,
  { deployment, values, stored }: Connection,
  keys: readonly string[],
  options: RotateOptions,
): Promise<Outcome> {
  const own = ownSecretsOf(values.dailyPinlessOwn, keys);
  const [newest, old] = own?.hmac ?? [];
  if (own === undefined || newest === undefined || old === undefined)
    return refused(
      'That number or address has one live value of its own at most: there is nothing to finish.',
    );
  const rotation = rotationOf(stored, ownRotationOf(own));
  if (rotation !== undefined && deps.clock.now() < Date.parse(rotation.until) && !options.early)
    return refused(
      `The old value of ${ownTextOf(own)} is to count until ${rotation.until}. Wait, or say --early if nobody uses it any more.`,
    );
  if (!options.dryRun) {
    const kept = await changeStored(deps, deployment, (now) => {
      // Whoever rotated again in the meantime keeps both values.
      const left = ownIn(now).map((each) => (each.hmac[0] === newest ? { ...each, hmac: [newest] } : each));
      return withoutRotation({ ...now, dailyPinlessOwn: left }, ownRotationOf(own));
    });
    if (!kept.ok) return kept.outcome;
  }
  const what = `The old value of ${ownTextOf(own)} (${fingerprint(old)})`;
  const text = options.dryRun
    ? `${what} would be dropped from ${deployment.name}; nothing was stored.`
    : `${what} is dropped from ${deployment.name}; ${fingerprint(newest)} alone counts.`;
  const value = {
    name: 'daily-pinless-hmac',
    entry: own.names[0],
    dropped: !options.dryRun,
    fingerprint: fingerprint(newest),
    old: fingerprint(old),
  };
  return answer(deps, options, value, text);
}

function ownIn(stored: Readonly<Record<string, unknown>>): readonly OwnSecrets[] {
  return secretSchema.shape.dailyPinlessOwn.safeParse(stored.dailyPinlessOwn).data ?? [];
}
