import type { Command } from 'commander';
import * as z from 'zod';
import { secretSchema } from '../../lib/providers/secret.ts';
import { pinKeysAfterRotation } from '../../lib/conferences/model/pins.ts';
import type { ConnectDeps } from '../connect/deployment.ts';
import { wholeNumber } from '../kit/input.ts';
import { addSharedOptions } from '../kit/options.ts';
import {
  answer,
  done,
  momentText,
  refused,
  writeJson,
  writeLine,
  wrongInput,
  type Finish,
  type Outcome,
  type Result,
} from '../kit/output.ts';
import {
  maxOverlapHours,
  replacedBy,
  rotateOptionsSchema,
  rotationOf,
  withoutRotation,
  withRotation,
  type RotateOptions,
  type Rotation,
} from './rotations.ts';
import { rotateOwn } from './rotate-own.ts';
import { rotateTrunk } from './rotate-trunk.ts';
import { rotateSigningKey } from './rotate-signing-key.ts';
import {
  camel,
  kebab,
  newValue,
  textOf,
  secretNameOf,
  secretNames,
  shown,
  stateOf,
  type SecretName,
} from './secret-fields.ts';
import { changeStored, readStored, readValues } from './secrets.ts';
import { withDeployment, type Deployment } from '../kit/deployment/deployment.ts';

/** How long the old value still counts unless something else is said: every queue of retries has ended by then. */
const usualOverlapHours = 24;
/** PINs move to a new key as they are used; a weekly meeting's should have been. */
const pinOverlapHours = 30 * 24;

const rotatable = [
  'signing-key',
  'daily-trunks',
  ...secretNames.filter((name) => textOf(name).origin.kind !== 'none').map(kebab),
];

/** Adds `secrets rotate`. */
export function addSecretsRotate(secrets: Command, deps: ConnectDeps, finish: Finish): void {
  addSharedOptions(
    secrets
      .command('rotate')
      .description('give a key a new value; the old one still counts for a while')
      .argument('<name>', `one of ${rotatable.join(', ')}`)
      .option(
        '--overlap <hours>',
        'how long the old value is to count (default: 24; pin-keys: 720)',
        wholeNumber,
      )
      .option('--finish', 'drop the old value, once its time is over')
      .option('--early', 'with --finish: although its time is not over')
      .option(
        '--entry <number, address or trunk>',
        'with daily-pinless-hmac: the secret of this number or SIP address alone; with daily-trunks: that of this trunk',
      ),
    'check everything, store nothing',
  )
    // Not left to the parser, whose complaint would print the argument: it may be the secret.
    .allowExcessArguments()
    .allowUnknownOption()
    .addHelpText(
      'after',
      '\nWebhook secrets and PIN keys are made here; what a provider makes comes on standard input or at a prompt. A key\n' +
        'that holds one value only is replaced: keep the old one alive at the provider until the time that is shown.\n' +
        'PINs stay valid whatever is rotated. The signing key takes two steps more: --finish makes the new one sign, and\n' +
        '--finish once more drops the old one. Of twilio-shared-keys, a new <key id>=<secret> replaces the one of its id, or\n' +
        'the only one.\n' +
        'With --entry a number or static SIP address of Daily gets a secret of its own, and no other counts for it.\n' +
        '\nExample:\n  patchbay secrets rotate daily-pinless-hmac --stage dev\n' +
        '  patchbay connect daily --stage dev              (five minutes later)\n' +
        '  patchbay secrets rotate daily-pinless-hmac --finish --stage dev      (a day later)',
    )
    .action(async (name: string, typed: unknown, { args }: Command) => {
      const options = rotateOptionsSchema.safeParse(typed);
      finish(
        options.success
          ? await rotateOrFinish(deps, name, args.length - 1, options.data)
          : wrongInput(`--overlap takes 1 to ${maxOverlapHours} hours.`),
      );
    });
}

async function rotateOrFinish(
  deps: ConnectDeps,
  typedName: string,
  excess: number,
  options: RotateOptions,
): Promise<Outcome> {
  if (excess > 0)
    return wrongInput(
      'secrets rotate takes one name and the options that --help lists. A value never goes on the command line, where ' +
        'the history of the shell keeps it: give it on standard input or at the prompt.',
    );
  if (options.early && !options.finish) return wrongInput('--early goes with --finish.');
  if (options.finish && options.overlap !== undefined)
    return wrongInput('--overlap is said when a rotation begins, not with --finish.');
  if (camel(typedName) === 'dailyTrunks') {
    if (options.entry === undefined) return wrongInput('daily-trunks takes --entry, the name of a trunk.');
    return rotateTrunk(deps, options.entry, options, (options.overlap ?? usualOverlapHours) * 3_600_000);
  }
  if (options.entry !== undefined) {
    if (camel(typedName) !== 'dailyPinlessHmac')
      return wrongInput('--entry goes with daily-pinless-hmac or daily-trunks.');
    const hours = options.overlap ?? usualOverlapHours;
    return rotateOwn(deps, options.entry, options, hours * 3_600_000);
  }
  if (camel(typedName) === 'signingKey') return rotateSigningKey(deps, options);
  const name = secretNameOf(typedName);
  // The name is not repeated: somebody may have typed the value in its place.
  if (name === undefined || textOf(name).origin.kind === 'none')
    return wrongInput(`There is no key of that name to rotate. The names are ${rotatable.join(', ')}.`);
  return withDeployment(deps, options, (deployment) =>
    options.finish
      ? finishRotation(deps, deployment, name, options)
      : beginRotation(deps, deployment, name, options),
  );
}

const valuesSchema = z.array(z.string()).catch([]);
const valuesOf = (stored: Readonly<Record<string, unknown>>, name: SecretName) =>
  valuesSchema.parse([stored[name] ?? []].flat());

async function beginRotation(
  deps: ConnectDeps,
  deployment: Deployment,
  name: SecretName,
  options: RotateOptions,
): Promise<Outcome> {
  const stored = await readStored(deps, deployment);
  if (!stored.ok) return stored.outcome;
  const before = valuesOf(stored.value, name);
  const isPinKeys = name === 'pinKeys';
  const mayBeSeveral = isPinKeys || name === 'twilioSharedKeys';
  if (before.length === 0 && !isPinKeys)
    return refused(
      `${kebab(name)} is not set, so there is nothing to rotate. Store it with \`secrets set\`.`,
    );
  const isList = textOf(name).maxValues > 1;
  const running = rotationOf(stored.value, name);
  if (running !== undefined || (before.length > 1 && !mayBeSeveral)) {
    const since = running === undefined ? '' : ` since ${running.since}`;
    return refused(
      `${kebab(name)} has two live values${since}: end that first, with \`secrets rotate ${kebab(name)} --finish\`.`,
    );
  }
  const next = options.dryRun ? ({ ok: true, value: undefined } as const) : await nextValue(deps, name);
  if (!next.ok) return next.outcome;
  if (next.value !== undefined && before.includes(next.value))
    return wrongInput(`That is the value which ${kebab(name)} has already. Nothing was stored.`);
  if (next.value !== undefined && name === 'twilioSharedKeys') {
    const after = [next.value, ...before];
    if (replacedBy(name, next.value, before) === undefined || stateOf(name, after).state !== 'set')
      return wrongInput(
        `It cannot be told which of the ${before.length} keys that replaces: give it the id of one of which a single key is ` +
          'live, or store all keys with `secrets set`. Nothing was stored.',
      );
  }
  const nowMs = deps.clock.now();
  const hours = options.overlap ?? (isPinKeys ? pinOverlapHours : usualOverlapHours);
  const rotation = { since: momentText(nowMs), until: momentText(nowMs + hours * 3_600_000) };
  const { value } = next;
  if (value !== undefined) {
    const kept = await changeStored(deps, deployment, (now) => {
      const rotated = { ...now, [name]: rotatedValue(now, name, value) };
      return isList ? withRotation(rotated, name, rotation) : rotated;
    });
    if (!kept.ok) return kept.outcome;
  }
  return tellBegun(deps, deployment, name, value, rotation, options);
}

/** The new value first, and behind it the one that still counts. */
function rotatedValue(stored: Readonly<Record<string, unknown>>, name: SecretName, value: string): unknown {
  if (name === 'pinKeys') {
    const signingKey = secretSchema.shape.signingKey.safeParse(stored.signingKey).data;
    const pinKeys = secretSchema.shape.pinKeys.safeParse(stored.pinKeys).data;
    return pinKeysAfterRotation({ signingKey, pinKeys }, value);
  }
  if (name === 'twilioSharedKeys') return [value, ...valuesOf(stored, name)];
  return textOf(name).maxValues === 1 ? value : [value, ...valuesOf(stored, name)].slice(0, 2);
}

async function nextValue(deps: ConnectDeps, name: SecretName): Promise<Result<string>> {
  const origin = textOf(name).origin;
  if (origin.kind === 'made') return { ok: true, value: newValue(deps, origin.encoding) };
  const values = await readValues(deps, name, 1);
  if (!values.ok) return values;
  const [value = ''] = values.value;
  return { ok: true, value };
}

function tellBegun(
  deps: ConnectDeps,
  deployment: Deployment,
  name: SecretName,
  value: string | undefined,
  rotation: Rotation,
  { json }: RotateOptions,
): Outcome {
  const origin = textOf(name).origin;
  const isList = textOf(name).maxValues > 1;
  const tell = origin.kind === 'made' ? origin.tell : undefined;
  if (json) {
    const fingerprints = value === undefined ? {} : { fingerprint: shown(name, value) };
    writeJson(deps.stdout, {
      name,
      stored: value !== undefined,
      ...fingerprints,
      overlap: rotation,
      next: tell,
    });
    return done;
  }
  const line = (text: string) => writeLine(deps.stdout, text);
  const until = rotation.until;
  if (value === undefined) {
    line(
      `${kebab(name)} would be rotated in ${deployment.name}, the old value alive until ${until}; nothing was stored.`,
    );
    return done;
  }
  line(`${kebab(name)} (${shown(name, value)}) is stored in ${deployment.name}.`);
  line(
    isList
      ? `The old value counts too, until it is dropped with \`secrets rotate ${kebab(name)} --finish\`, from ${until} on.`
      : `Functions use the old value for up to five minutes more: do not revoke it at its provider before ${until}.`,
  );
  if (tell !== undefined)
    line(`In five minutes, when every function has the new value: \`patchbay ${tell}\` tells the provider.`);
  return done;
}

async function finishRotation(
  deps: ConnectDeps,
  deployment: Deployment,
  name: SecretName,
  options: RotateOptions,
): Promise<Outcome> {
  const { early, dryRun } = options;
  const stored = await readStored(deps, deployment);
  if (!stored.ok) return stored.outcome;
  const values = valuesOf(stored.value, name);
  const [newest, ...others] = values;
  const rotation = rotationOf(stored.value, name);
  const isRotating = name !== 'twilioSharedKeys' || rotation !== undefined;
  const old = newest === undefined || !isRotating ? undefined : replacedBy(name, newest, others);
  if (newest === undefined || old === undefined)
    return refused(`${kebab(name)} has no value that another replaces: there is nothing to finish.`);
  if (rotation !== undefined && deps.clock.now() < Date.parse(rotation.until) && !early) {
    return refused(
      `The old value of ${kebab(name)} is to count until ${rotation.until}. Wait, or say --early if nobody uses it any more.`,
    );
  }
  if (!dryRun) {
    const kept = await changeStored(deps, deployment, (now) => {
      // Whoever rotated again in the meantime keeps both values.
      if (valuesOf(now, name)[0] !== newest) return now;
      return withoutRotation({ ...now, [name]: valuesOf(now, name).filter((value) => value !== old) }, name);
    });
    if (!kept.ok) return kept.outcome;
  }
  const what = `The old value of ${kebab(name)} (${shown(name, old)})`;
  const text = dryRun
    ? `${what} would be dropped from ${deployment.name}; nothing was stored.`
    : `${what} is dropped from ${deployment.name}; ${shown(name, newest)} counts in its place.`;
  const value = { name, dropped: !dryRun, fingerprint: shown(name, newest), old: shown(name, old) };
  return answer(deps, options, value, text);
}
