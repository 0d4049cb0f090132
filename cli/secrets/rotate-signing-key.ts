import * as z from 'zod';
import { pinKeysKept } from '../../lib/conferences/model/pins.ts';
import { secretSchema } from '../../lib/providers/secret.ts';
import type { ConnectDeps } from '../connect/deployment.ts';
import { answer, momentText, refused, wrongInput, type Outcome, type Result } from '../kit/output.ts';
import { rotationOf, withoutRotation, withRotation, type Rotation, type RotateOptions } from './rotations.ts';
import { fingerprint, newValue } from './secret-fields.ts';
import { changeStored, readStored } from './secrets.ts';
import { withDeployment, type Deployment } from '../kit/deployment/deployment.ts';

type Stored = Readonly<Record<string, unknown>>;

/** Functions keep what they read for five minutes, and what they signed counts for less than two: this is both, twice. */
const stepMs = 15 * 60_000;

const keysSchema = z.object({
  signingKey: secretSchema.shape.signingKey,
  otherSigningKey: secretSchema.shape.otherSigningKey,
});

/**
 * Rotates the key that signs our own tokens, without one being refused: first every function learns to accept the new
 * one, then the new one signs and the old one still counts, then the old one goes. PINs keep the key that hashes them.
 */
export async function rotateSigningKey(deps: ConnectDeps, options: RotateOptions): Promise<Outcome> {
  if (options.overlap !== undefined)
    return wrongInput(
      `--overlap does not go with the signing key: each of its steps takes ${stepMs / 60_000} minutes.`,
    );
  return withDeployment(deps, options, async (deployment) => {
    const stored = await readStored(deps, deployment);
    if (!stored.ok) return stored.outcome;
    const keys = keysSchema.safeParse(stored.value);
    if (!keys.success)
      return refused(
        `The signing key of ${deployment.name} is missing or malformed: \`secrets status\` says more.`,
      );
    const nowMs = deps.clock.now();
    const step = stepFrom(stored.value, keys.data, nowMs, deps, options);
    if (!step.ok) return step.outcome;
    if (!options.dryRun) {
      const kept = await changeStored(deps, deployment, step.value.change);
      if (!kept.ok) return kept.outcome;
    }
    return tell(deps, deployment, step.value, options);
  });
}

interface Step {
  readonly change: (stored: Stored) => Stored;
  /** What has happened then. */
  readonly said: string;
  /** The key that is new, or the one that is left. */
  readonly key: string;
  /** Until when the next step has to wait; undefined after the last. */
  readonly wait: Rotation | undefined;
}

function stepFrom(
  stored: Stored,
  { signingKey, otherSigningKey: other }: z.infer<typeof keysSchema>,
  nowMs: number,
  deps: ConnectDeps,
  { finish, early }: RotateOptions,
): Result<Step> {
  const no = (problem: string) => ({ ok: false, outcome: refused(problem) }) as const;
  const wait = { since: momentText(nowMs), until: momentText(nowMs + stepMs) };
  const isUnchanged = (now: Stored) => now.signingKey === signingKey && now.otherSigningKey === other;
  const step = (said: string, key: string, next: Rotation | undefined, make: (now: Stored) => Stored) =>
    ({
      ok: true,
      // Whoever took the same step in the meantime has done it.
      value: { said, key, wait: next, change: (now: Stored) => (isUnchanged(now) ? make(now) : now) },
    }) as const;

  if (!finish) {
    if (other !== undefined)
      return no(
        'A rotation of the signing key is under way: go on with `secrets rotate signing-key --finish`.',
      );
    const next = newValue(deps, 'base64url');
    return step('The new signing key is accepted, and does not sign yet', next, wait, (now) =>
      withRotation({ ...now, otherSigningKey: next }, 'otherSigningKey', wait),
    );
  }
  if (other === undefined)
    return no('No rotation of the signing key is under way: there is nothing to finish.');
  const isNext = rotationOf(stored, 'otherSigningKey') !== undefined;
  const running = rotationOf(stored, isNext ? 'otherSigningKey' : 'signingKey');
  if (running !== undefined && nowMs < Date.parse(running.until) && !early)
    return no(`Not every function has got so far: wait until ${running.until}, or say --early.`);
  if (isNext) {
    return step('The new signing key signs, and the old one still counts', other, wait, (now) => {
      const pinKeys = secretSchema.shape.pinKeys.safeParse(now.pinKeys).data;
      const swapped = { ...now, signingKey: other, otherSigningKey: signingKey };
      const kept = { ...swapped, pinKeys: pinKeysKept({ signingKey, pinKeys }) };
      return withRotation(withoutRotation(kept, 'otherSigningKey'), 'signingKey', wait);
    });
  }
  return step('The old signing key is dropped', signingKey, undefined, (now) => {
    const left = Object.entries(now).filter(([name]) => name !== 'otherSigningKey');
    return withoutRotation(Object.fromEntries(left), 'signingKey');
  });
}

function tell(
  deps: ConnectDeps,
  deployment: Deployment,
  { said, key, wait }: Step,
  options: RotateOptions,
): Outcome {
  if (options.dryRun) {
    const text = `In ${deployment.name} this would come true: ${said}. Nothing was stored.`;
    return answer(deps, options, { name: 'signingKey', stored: false, overlap: wait }, text);
  }
  const next =
    wait === undefined ? '' : `\nGo on from ${wait.until} with \`secrets rotate signing-key --finish\`.`;
  const text = `${said} (${fingerprint(key)}, ${deployment.name}).${next}`;
  const value = { name: 'signingKey', stored: true, fingerprint: fingerprint(key), overlap: wait };
  return answer(deps, options, value, text);
}
