import { rotationOf } from '../../secrets/rotations.ts';
import { kebab, textOf, secretNames, stateOf, type SecretName } from '../../secrets/secret-fields.ts';
import { targetsOf, type Examination } from '../examination.ts';
import { checked, critical, warning, type Checked, type Finding } from '../finding.ts';

/** Keys that are malformed, missing although something needs them, or twice alive for too long. */
export async function checkSecrets(examination: Examination): Promise<Checked> {
  const { stored, http } = examination;
  const needed = await neededBy(examination);
  const findings = secretNames.flatMap((name): readonly Finding[] => {
    const { state, problem = 'it cannot be read' } = stateOf(name, stored[name]);
    if (state === 'malformed') return [malformed(name, problem)];
    const why = needed.get(name);
    if (state === 'missing') return why === undefined ? [] : [missing(name, why, examination.flags)];
    return twoLive(name, stored, http.clock.now(), examination.flags);
  });
  return checked([...signingKeys(examination), ...findings]);
}

const withoutSigning =
  'Bots cannot report that they are ready, headers cannot name a route, and held calls get no bot.';

const noSigningKey = critical({
  what: 'The secret has no signing key, or one that is too short.',
  means: withoutSigning,
  fix: 'Restore the previous version of the secret in Secrets Manager: the key was made at deployment.',
});

/** The key that signs our own tokens, and the one that counts beside it while it is rotated. */
function signingKeys({ stored, http, flags }: Examination): readonly Finding[] {
  const { state } = stateOf('signingKey', stored.signingKey);
  const other = stateOf('otherSigningKey', stored.otherSigningKey);
  const fix = `Go on with \`patchbay secrets rotate signing-key --finish ${flags}\`.`;
  const step = rotationOf(stored, 'otherSigningKey') ?? rotationOf(stored, 'signingKey');
  const isHalfway = step !== undefined && http.clock.now() >= Date.parse(step.until);
  return [
    ...(state === 'set' ? [] : [noSigningKey]),
    ...(other.state === 'malformed'
      ? [
          critical({
            what: 'The other signing key is malformed.',
            means: 'Tokens that it signed are refused; those of the signing key count.',
            fix: noSigningKey.fix,
          }),
        ]
      : []),
    ...(other.state === 'set' && isHalfway
      ? [
          warning({
            what: `The rotation of the signing key waits for its next step since ${step.until}.`,
            means: 'Tokens of both keys count until it is finished.',
            fix,
          }),
        ]
      : []),
  ];
}

const malformed = (name: SecretName, problem: string): Finding =>
  critical({
    what: `${kebab(name)} is malformed: ${problem}.`,
    means: `The gateway has no key for ${textOf(name).purpose}: requests that need it are refused. Everything else goes on.`,
    fix: `Store it again with \`patchbay secrets set ${kebab(name)}\`, its value on standard input.`,
  });

const missing = (name: SecretName, why: string, flags: string): Finding => {
  const text = {
    what: `${kebab(name)} is not set, and ${why}.`,
    means: `There is no key for ${textOf(name).purpose}.`,
    fix: `Store it with \`patchbay secrets set ${kebab(name)} ${flags}\`, its value on standard input.`,
  };
  // Without it bots only run on until their room is gone; and who is told of calls turns none away.
  return name === 'pipecatCloudPrivateKey' || name === 'eventWebhookSecrets' ? warning(text) : critical(text);
};

/** Names of the keys that what is stored needs, and why. */
async function neededBy({
  routes,
  dialIns,
  conferences,
  consumers,
  values,
}: Examination): Promise<ReadonlyMap<SecretName, string>> {
  const targets = targetsOf(await routes());
  const needed = new Map<SecretName, string>();
  const need = (isNeeded: boolean, why: string, names: readonly SecretName[]) => {
    if (isNeeded) for (const name of names) needed.set(name, why);
  };
  need(targets.length > 0, 'there are routes', ['dailyApiKey', 'dailyPinlessHmac', 'dailyWebhookHmac']);
  const isBot = (kind: string) => targets.some((target) => target.kind === kind);
  need(isBot('pipecat-cloud') || isBot('bot-endpoint'), 'routes lead to bots', ['dailyDomainId']);
  need(isBot('pipecat-cloud'), 'routes lead to Pipecat Cloud', [
    'pipecatCloudPublicKey',
    'pipecatCloudPrivateKey',
  ]);
  need(isBot('bot-endpoint') || isBot('ask'), 'routes lead to endpoints of yours', ['botEndpointSecret']);
  need((await dialIns()).length > 0, 'there are dial-ins', ['twilioAccountSid', 'twilioAuthTokens']);
  const hasConferences = (await conferences()).length > 0;
  need(hasConferences, 'there are conferences', [
    'twilioAccountSid',
    'twilioAuthTokens',
    'digitalSambaDeveloperKey',
    'digitalSambaWebhookSecrets',
  ]);
  need(consumers !== undefined, 'events are to be posted', ['eventWebhookSecrets']);
  // One half of a provider's keys is of no use.
  need(values.twilioAccountSid !== undefined, 'the account is', ['twilioAuthTokens']);
  need(values.twilioAuthTokens !== undefined, 'the auth token is', ['twilioAccountSid']);
  // What no rule of the account covers is signed by the token, and calls are changed with it.
  need(values.twilioSharedKeys !== undefined, 'a shared key is', ['twilioAccountSid', 'twilioAuthTokens']);
  return needed;
}

/** Both count, so whoever has the old one is let in for as long. */
function twoLive(
  name: SecretName,
  stored: Readonly<Record<string, unknown>>,
  nowMs: number,
  flags: string,
): readonly Finding[] {
  const isList = textOf(name).maxValues > 1;
  const { fingerprints } = stateOf(name, stored[name]);
  if (!isList || fingerprints.length < 2) return [];
  const means = 'Whoever has the old one can still pass for the provider.';
  const fix = `When nobody uses the old one any more: \`patchbay secrets rotate ${kebab(name)} --finish ${flags}\`.`;
  const overlap = rotationOf(stored, name);
  if (overlap === undefined) {
    // Shared keys of several ids are in use side by side.
    const ids = new Set(fingerprints.map((each) => each.split('=', 1)[0]));
    if (name === 'pinKeys' || (name === 'twilioSharedKeys' && ids.size === fingerprints.length)) return [];
    return [
      warning({ what: `${kebab(name)} has two live values, and nothing says for how long.`, means, fix }),
    ];
  }
  if (nowMs < Date.parse(overlap.until)) return [];
  return [
    warning({
      what: `${kebab(name)} was rotated at ${overlap.since}, and its old value should have gone at ${overlap.until}.`,
      means: name === 'pinKeys' ? 'A stolen table can still be tried with the old key.' : means,
      fix,
    }),
  ];
}
