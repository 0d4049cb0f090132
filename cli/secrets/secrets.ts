import { isDeepStrictEqual } from 'node:util';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { Command } from 'commander';
import * as z from 'zod';
import { ownFields } from '../../lib/providers/secret.ts';
import type { Clock } from '../../lib/held-calls/ports.ts';
import { askHidden, readAll, type Source } from '../kit/input.ts';
import { command } from '../kit/command.ts';
import { addSharedOptions, sharedOptionsSchema, type SharedOptions } from '../kit/options.ts';
import {
  done,
  failedOutside,
  refused,
  tableText,
  withProgress,
  writeJson,
  writeLine,
  wrongInput,
  type Finish,
  type Outcome,
  type Result,
  type Sink,
} from '../kit/output.ts';
import {
  camel,
  kebab,
  ownStatesOf,
  textOf,
  secretNameOf,
  secretNames,
  stateOf,
  type FieldState,
  type SecretName,
} from './secret-fields.ts';
import { ownRotationOf, rotationOf, withoutRotation, type Rotation } from './rotations.ts';
import { withDeployment, type Deployment, type DeploymentDeps } from '../kit/deployment/deployment.ts';

export interface SecretsDeps extends DeploymentDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly stdin: Source;
  readonly stdout: Sink;
}

/** Adds `secrets set` and `secrets status`; returns the group, for its further commands. */
export function addSecretsCommands(program: Command, deps: SecretsDeps, finish: Finish): Command {
  const secrets = program.command('secrets').description('store, list and rotate the keys of the providers');

  addSharedOptions(
    secrets
      .command('set')
      .description('store a key; its value comes from standard input or a prompt that shows nothing')
      .argument('<name>', `one of ${secretNames.map(kebab).join(', ')}`),
    'check everything, store nothing',
  )
    // Not left to the parser, whose complaint would print the argument: it may be the secret.
    .allowExcessArguments()
    .allowUnknownOption()
    .addHelpText(
      'after',
      '\nWebhook secrets and auth tokens take up to two values, one per line, the newest first; they replace those\n' +
        'before. twilio-shared-keys takes up to ten: each is the id of a key, =, and its secret.\n' +
        '\nExample:\n  patchbay secrets set daily-api-key --stage dev < key.txt',
    )
    .action(async (name: string, options: unknown, { args }: Command) => {
      finish(await setSecret(deps, name, args.length - 1, sharedOptionsSchema.parse(options)));
    });

  command(secrets, finish, {
    name: 'status',
    about: 'which keys are set, with a SHA-256 fingerprint of each live value',
    options: {},
    run: (options) => showStatus(deps, options),
  });
  return secrets;
}

async function setSecret(
  deps: SecretsDeps,
  typedName: string,
  excess: number,
  options: SharedOptions,
): Promise<Outcome> {
  if (excess > 0) {
    return wrongInput(
      'secrets set takes one name and the options that --help lists. A value never goes on the command line, where the ' +
        'history of the shell keeps it: give it on standard input or at the prompt. If you have just typed a real one, ' +
        'replace it at the provider.',
    );
  }
  if (camel(typedName) === 'signingKey') {
    return refused(
      'The signing key is made at deployment and never set by hand: every token out there hangs on it.',
    );
  }
  const name = secretNameOf(typedName);
  // The name is not repeated: somebody may have typed the value in its place.
  if (name === undefined)
    return wrongInput(`There is no key of that name. The names are ${secretNames.map(kebab).join(', ')}.`);

  return withDeployment(deps, options, async (deployment) => {
    const values = await readValues(deps, name);
    if (!values.ok) return values.outcome;
    const stored = await readStored(deps, deployment);
    if (!stored.ok) return stored.outcome;
    const twin = twinOf(name, values.value, stored.value);
    if (twin !== undefined) {
      return wrongInput(
        `That is the value of ${kebab(twin)}, so one of the two is wrong. Nothing was stored.`,
      );
    }
    return storeValues(deps, deployment, name, values.value, stored.value, options);
  });
}

async function storeValues(
  deps: SecretsDeps,
  deployment: Deployment,
  name: SecretName,
  values: readonly string[],
  stored: Readonly<Record<string, unknown>>,
  { dryRun, json }: SharedOptions,
): Promise<Outcome> {
  const value = textOf(name).maxValues === 1 ? values[0] : values;
  const isChanged = !isDeepStrictEqual(stored[name], value);
  const after = withoutRotation({ ...stored, [name]: value }, name);
  if (isChanged && !dryRun) {
    await putStored(deps, deployment, after);
  }
  const { fingerprints } = stateOf(name, value);
  if (json) {
    writeJson(deps.stdout, { name, changed: isChanged, stored: isChanged && !dryRun, fingerprints });
  } else {
    const what = `${kebab(name)} (${fingerprints.join(', ')})`;
    if (!isChanged)
      writeLine(deps.stdout, `${what} is what ${deployment.name} has already; nothing was stored.`);
    else if (dryRun)
      writeLine(deps.stdout, `${what} would be stored in ${deployment.name}; nothing was stored.`);
    else writeLine(deps.stdout, `${what} is stored in ${deployment.name}. ${whenItCounts(deployment)}`);
  }
  for (const { name: other, problem } of malformedIn(after)) {
    writeLine(
      deps.stderr,
      `${kebab(other)} is malformed (${problem}): until it is right, the gateway goes without it.`,
    );
  }
  return done;
}

function whenItCounts({ kind }: Deployment): string {
  return kind === 'local'
    ? 'It lasts until that gateway stops.'
    : 'It counts within five minutes, the time for which functions keep what they read.';
}

/** Longer than any provider's key; Secrets Manager takes 65,536 bytes for all together. */
const maxInputBytes = 4_096;

/** The values of a key from standard input or a prompt, checked; at most `most` of them. */
export async function readValues(
  deps: SecretsDeps,
  name: SecretName,
  max: number = textOf(name).maxValues,
): Promise<Result<readonly string[]>> {
  const wrong = (problem: string) => ({ ok: false, outcome: wrongInput(problem) }) as const;
  const questions =
    max === 1
      ? [`${kebab(name)} (not shown): `]
      : [`${kebab(name)}, newest value (not shown): `, 'Value before it, or just Enter (not shown): '];
  const isTerminal = deps.stdin.isTTY === true;
  const { hasLines = false } = textOf(name);
  if (hasLines && isTerminal)
    return wrong(
      `${kebab(name)} has several lines: give its file on standard input, with \`< private.key\`.`,
    );
  const text = isTerminal
    ? (await askHidden(deps, questions))?.join('\n')
    : await readAll(deps, maxInputBytes);
  if (text === undefined) {
    return wrong(
      isTerminal
        ? 'Broken off. Nothing was stored.'
        : `Standard input has more than ${maxInputBytes} bytes, which is no key. Nothing was stored.`,
    );
  }

  const values = (hasLines ? [text.replace(/\r\n/g, '\n')] : text.split(/\r?\n/))
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (values.length === 0) return wrong('There was no value to read. Nothing was stored.');
  if (values.length > max) {
    const allowed = max === 1 ? 'one value' : `at most ${max} values, one per line`;
    return wrong(`${kebab(name)} takes ${allowed}; there were ${values.length} lines. Nothing was stored.`);
  }
  if (new Set(values).size < values.length)
    return wrong('Both values are the same: give it once. Nothing was stored.');
  if (!values.every((value) => (hasLines ? /^[\n\x20-\x7e]+$/ : /^[\x21-\x7e]+$/).test(value))) {
    return wrong(`A value of ${kebab(name)} has spaces or unusual characters in it. Nothing was stored.`);
  }
  const { state, problem } = stateOf(name, textOf(name).maxValues === 1 ? values[0] : values);
  if (state !== 'set')
    return wrong(`That is no ${kebab(name)}: ${problem ?? 'it is empty'}. Nothing was stored.`);
  return { ok: true, value: values };
}

const storedSchema = z.record(z.string(), z.unknown());

/** Where the keys of a gateway are. */
type KeyHolder = Pick<Deployment, 'secretsManager' | 'secretId' | 'providerSecretId' | 'name'>;

/** The secret as it is stored, or both of them together, keys that this version does not know included. */
export async function readStored(
  { stderr }: Pick<SecretsDeps, 'stderr'>,
  deployment: KeyHolder,
): Promise<Result<Readonly<Record<string, unknown>>>> {
  const { secretsManager } = deployment;
  const answers = await withProgress(
    stderr,
    'Reading the secret',
    Promise.all(
      secretIdsOf(deployment).map((SecretId) => secretsManager.send(new GetSecretValueCommand({ SecretId }))),
    ),
  );
  const stored = z
    .array(storedSchema)
    .safeParse(answers.map(({ SecretString }) => parseJson(SecretString ?? '')));
  if (stored.success) return { ok: true, value: Object.fromEntries(stored.data.flatMap(Object.entries)) };
  const problem =
    `The secret of ${deployment.name} is not a JSON object, so the gateway goes without any key, and nothing can be added to it. ` +
    'Restore its previous version in Secrets Manager.';
  return { ok: false, outcome: failedOutside(problem) };
}

/** In the order in which they are read: what is in the later one counts. */
const secretIdsOf = ({ secretId, providerSecretId }: KeyHolder): readonly string[] =>
  providerSecretId === undefined ? [secretId] : [secretId, providerSecretId];

/**
 * Reads the secret, changes it and stores it, unless the change leaves it as it was.
 *
 * Secrets Manager has no conditional write: of two people who change it in the same second, the last one wins.
 */
export async function changeStored(
  deps: Pick<SecretsDeps, 'stderr'>,
  deployment: KeyHolder,
  change: (stored: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): Promise<Result<undefined>> {
  const stored = await readStored(deps, deployment);
  if (!stored.ok) return stored;
  const after = change(stored.value);
  if (!isDeepStrictEqual(after, stored.value)) await putStored(deps, deployment, after);
  return { ok: true, value: undefined };
}

/** Providers' keys first where they have a secret of their own: until they are gone from the other, they are in both. */
async function putStored(
  { stderr }: Pick<SecretsDeps, 'stderr'>,
  { secretsManager, secretId, providerSecretId }: KeyHolder,
  after: Readonly<Record<string, unknown>>,
): Promise<void> {
  const put = async (SecretId: string, fields: Readonly<Record<string, unknown>>) => {
    const command = new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(fields) });
    await withProgress(stderr, 'Storing the secret', secretsManager.send(command));
  };
  if (providerSecretId === undefined) return put(secretId, after);
  const part = (isOwn: boolean) =>
    Object.fromEntries(Object.entries(after).filter(([name]) => ownFields.includes(name) === isOwn));
  await put(providerSecretId, part(false));
  await put(secretId, part(true));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The parser's message quotes the text, which is the secret.
  }
}

/** Another key with the same value. Only one secret for both webhooks of Daily makes sense. */
function twinOf(
  name: SecretName,
  values: readonly string[],
  stored: Readonly<Record<string, unknown>>,
): string | undefined {
  const isHmac = (each: string) => each === 'dailyPinlessHmac' || each === 'dailyWebhookHmac';
  return Object.keys(stored).find(
    (other) =>
      other !== name &&
      !(isHmac(name) && isHmac(other)) &&
      [stored[other]].flat().some((value) => typeof value === 'string' && values.includes(value)),
  );
}

const statesOf = (stored: Readonly<Record<string, unknown>>): readonly FieldState[] => [
  stateOf('signingKey', stored.signingKey),
  ...(stored.otherSigningKey === undefined ? [] : [stateOf('otherSigningKey', stored.otherSigningKey)]),
  ...secretNames.map((name) => stateOf(name, stored[name])),
  ...ownStatesOf(stored.dailyPinlessOwn),
];

const malformedIn = (stored: Readonly<Record<string, unknown>>) =>
  statesOf(stored).flatMap(({ name, state, problem = 'it is missing' }) =>
    state === 'malformed' || (name === 'signingKey' && state === 'missing') ? [{ name, problem }] : [],
  );

async function showStatus(deps: SecretsDeps, options: SharedOptions): Promise<Outcome> {
  return withDeployment(deps, options, async (deployment) => {
    const stored = await readStored(deps, deployment);
    if (!stored.ok) return stored.outcome;
    const secrets = statesOf(stored.value).map((field) => {
      const overlap = rotationOf(stored.value, rotationNameOf(field));
      return overlap === undefined ? field : { ...field, overlap };
    });
    if (options.json) {
      writeJson(deps.stdout, { secrets });
      return done;
    }
    const table = tableText(
      deps.stdout,
      ['KEY', 'STATE', 'FINGERPRINTS', 'FOR'],
      secrets.map((field) => [
        field.of === undefined ? kebab(field.name) : `daily-pinless-hmac of ${field.of}`,
        stateText(field, deps.clock.now()),
        field.fingerprints.join(', ') || '-',
        purposeOf(field.name),
      ]),
    );
    writeLine(deps.stdout, table);
    if (malformedIn(stored.value).length > 0)
      writeLine(
        deps.stderr,
        'What is malformed the gateway goes without, and refuses what needs it. It always needs its signing key.',
      );
    return done;
  });
}

function rotationNameOf({ name, of }: FieldState): string {
  return of === undefined ? name : ownRotationOf({ names: [of] });
}

function purposeOf(name: FieldState['name']): string {
  if (name === 'signingKey') return 'signing our own tokens';
  if (name === 'dailyPinlessOwn') return `${textOf('dailyPinlessHmac').purpose} for it`;
  return name === 'otherSigningKey' ? 'checking our own tokens' : textOf(name).purpose;
}

function stateText(
  { name, state, fingerprints, problem, overlap }: FieldState & { readonly overlap?: Rotation },
  nowMs: number,
): string {
  if (state === 'malformed') return `malformed: ${problem ?? ''}`;
  if (state === 'missing') return 'not set';
  if (name === 'otherSigningKey') return 'counts too, while the signing key is rotated';
  if (overlap !== undefined) {
    const isOver = nowMs >= Date.parse(overlap.until);
    return `rotated; the old one ${isOver ? 'is due to be dropped: secrets rotate --finish' : `lives until ${overlap.until}`}`;
  }
  return fingerprints.length === 1 ? 'set' : `${fingerprints.length} live values`;
}
