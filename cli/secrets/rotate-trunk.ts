import { secretSchema } from '../../lib/providers/secret.ts';
import type { Trunk } from '../../lib/providers/daily/descriptor.ts';
import type { ConnectDeps } from '../connect/deployment.ts';
import { withDeployment, type Deployment } from '../kit/deployment/deployment.ts';
import { answer, momentText, refused, type Outcome } from '../kit/output.ts';
import { rotationOf, withoutRotation, withRotation, type RotateOptions } from './rotations.ts';
import { fingerprint, newValue } from './secret-fields.ts';
import { changeStored, readStored } from './secrets.ts';

type Stored = Readonly<Record<string, unknown>>;

/** The name under which the rotation of a trunk's secret is kept. */
const rotationName = (trunk: string) => `dailyTrunks of ${trunk}`;

const trunksIn = (stored: Stored): readonly Trunk[] =>
  secretSchema.shape.dailyTrunks.safeParse(stored.dailyTrunks).data ?? [];

const withSecrets = (stored: Stored, trunk: string, hmac: readonly string[]): Stored => ({
  ...stored,
  dailyTrunks: trunksIn(stored).map((each) => (each.name === trunk ? { ...each, hmac } : each)),
});

/** Gives a trunk the next secret, or drops the one before. Until then calls that either has signed count. */
export async function rotateTrunk(
  deps: ConnectDeps,
  trunk: string,
  options: RotateOptions,
  overlapMs: number,
): Promise<Outcome> {
  return withDeployment(deps, options, async (deployment) => {
    const stored = await readStored(deps, deployment);
    if (!stored.ok) return stored.outcome;
    const known = trunksIn(stored.value).find(({ name }) => name === trunk);
    if (known === undefined)
      return refused(
        `${deployment.name} knows no trunk of that name: \`patchbay connect daily --trunk …\` first.`,
      );
    return options.finish
      ? finish(deps, deployment, known, stored.value, options)
      : begin(deps, deployment, known, options, overlapMs);
  });
}

async function begin(
  deps: ConnectDeps,
  deployment: Deployment,
  { name, route, hmac }: Trunk,
  options: RotateOptions,
  overlapMs: number,
): Promise<Outcome> {
  const [before = '', second] = hmac;
  if (second !== undefined)
    return refused(`The trunk ${name} has two live secrets: end that first, with --finish.`);
  const nowMs = deps.clock.now();
  const overlap = { since: momentText(nowMs), until: momentText(nowMs + overlapMs) };
  const shown = { name: 'daily-trunks', entry: name, overlap };
  if (options.dryRun)
    return answer(
      deps,
      options,
      { ...shown, stored: false },
      `The trunk ${name} would get a new secret in ${deployment.name}, and the one before count until ${overlap.until}; nothing was stored.`,
    );
  const value = newValue(deps, 'base64');
  const kept = await changeStored(deps, deployment, (now) =>
    withRotation(withSecrets(now, name, [value, before]), rotationName(name), overlap),
  );
  if (!kept.ok) return kept.outcome;
  const next = `connect daily --trunk ${name} --route ${route}`;
  return answer(
    deps,
    options,
    { ...shown, stored: true, fingerprint: fingerprint(value), next },
    [
      `The secret of the trunk ${name} (${fingerprint(value)}) is stored in ${deployment.name}.`,
      `What Daily signs with now counts too, until it is dropped with --finish, from ${overlap.until} on.`,
      `In five minutes, when every function has the new value: \`patchbay ${next}\` tells the provider.`,
    ].join('\n'),
  );
}

async function finish(
  deps: ConnectDeps,
  deployment: Deployment,
  { name, hmac }: Trunk,
  stored: Stored,
  options: RotateOptions,
): Promise<Outcome> {
  const [newest = '', old] = hmac;
  if (old === undefined) return refused(`The trunk ${name} has one live secret: there is nothing to finish.`);
  const rotation = rotationOf(stored, rotationName(name));
  if (rotation !== undefined && deps.clock.now() < Date.parse(rotation.until) && !options.early)
    return refused(
      `The old secret of the trunk ${name} is to count until ${rotation.until}. Wait, or say --early if nobody uses it any more.`,
    );
  if (!options.dryRun) {
    const kept = await changeStored(deps, deployment, (now) => {
      // Whoever rotated again in the meantime keeps both values.
      const isSame = trunksIn(now).some((each) => each.name === name && each.hmac[0] === newest);
      return isSame ? withoutRotation(withSecrets(now, name, [newest]), rotationName(name)) : now;
    });
    if (!kept.ok) return kept.outcome;
  }
  const what = `The old secret of the trunk ${name} (${fingerprint(old)})`;
  const text = options.dryRun
    ? `${what} would be dropped from ${deployment.name}; nothing was stored.`
    : `${what} is dropped from ${deployment.name}; ${fingerprint(newest)} alone counts.`;
  const value = { name: 'daily-trunks', entry: name, dropped: !options.dryRun };
  return answer(deps, options, { ...value, fingerprint: fingerprint(newest), old: fingerprint(old) }, text);
}
