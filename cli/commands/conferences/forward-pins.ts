import type { Command } from 'commander';
import * as z from 'zod';
import { addForwardPin, findForwardPin, revokeForwardPin } from '../../../lib/conferences/admin/pins.ts';
import { forwardPinSchema, type ForwardPin, type ListedPin } from '../../../lib/conferences/model/pins.ts';
import { bareAddress } from '../../../lib/providers/daily/address.ts';
import { outcomeOf, withConferences, type ConferencesDeps } from '../../kit/conference-deployment.ts';
import { parseMoment, problemsIn, someText, wholeNumber } from '../../kit/input.ts';
import { addSharedOptions, sharedOptionsSchema, type SharedOptions } from '../../kit/options.ts';
import { answer, momentText, tableText, wrongInput, type Finish, type Outcome } from '../../kit/output.ts';
import { fingerprintFrom, showAdded, validityText } from './pins.ts';
import { fingerprintOf } from '../../../lib/conferences/model/fingerprint.ts';

const addOptionsSchema = sharedOptionsSchema.extend({
  route: z.string().optional(),
  name: z.string().optional(),
  validUntil: z.string().optional(),
  digits: z.number().optional(),
});
const targetSchema = forwardPinSchema.pick({ address: true, route: true, name: true });

/** Adds `forward-pin add`, `list` and `revoke`. */
export function addForwardPinCommands(program: Command, deps: ConferencesDeps, finish: Finish): void {
  const group = program
    .command('forward-pin')
    .description('PINs that forward a call to a Daily room; each is shown once, when it is made');
  addSharedOptions(
    group
      .command('add')
      .description('make a PIN, which is shown this once')
      .argument('<address>', 'static SIP address, user@host, of Daily')
      .option('--route <name>', "route that the call takes there (default: the address's own)")
      .option('--name <name>', 'what the list shows', someText)
      .option(
        '--valid-until <time>',
        'when it expires, with its offset: 2026-05-04T18:00:00+02:00 (default: never)',
      )
      .option('--digits <n>', 'how long it is (default: as short as is safe)', wholeNumber),
    'check everything, change nothing',
  )
    .addHelpText(
      'after',
      '\nExample:\n  patchbay forward-pin add someone@example.sip.daily.co --route board_room --stage dev',
    )
    .action(async (address: string, options: unknown) =>
      finish(await addOneTo(deps, address, addOptionsSchema.parse(options))),
    );

  addSharedOptions(group.command('list').description('the PINs by their fingerprints')).action(
    async (options: unknown) => finish(await listAll(deps, sharedOptionsSchema.parse(options))),
  );

  addSharedOptions(
    group
      .command('revoke')
      .description('make a PIN open nothing from now on')
      .argument('<fingerprint>', 'as forward-pin list shows it, or its first digits'),
    'check everything, change nothing',
  ).action(async (fingerprint: string, options: unknown) =>
    finish(await revokeOne(deps, fingerprint, sharedOptionsSchema.parse(options))),
  );
}

async function addOneTo(
  deps: ConferencesDeps,
  typedAddress: string,
  { route, name, validUntil, digits, ...options }: z.infer<typeof addOptionsSchema>,
): Promise<Outcome> {
  const parsed = targetSchema.safeParse({ address: bareAddress(typedAddress), route, name });
  if (!parsed.success) return wrongInput(`The PIN is wrong: ${problemsIn(parsed.error)}.`);
  const until = parseMoment('--valid-until', validUntil);
  if (!until.ok) return until.outcome;
  const { name: shownName, ...forwardsTo } = parsed.data;
  return withConferences(deps, options, 'Making the PIN', async ({ deployment, admin }) => {
    if (options.dryRun) {
      const text = `A PIN would be made in ${deployment.name}; nothing was made.`;
      return answer(deps, options, { added: false }, text);
    }
    const order = { name: shownName, validUntilMs: until.value, digits };
    return showAdded(deps, deployment, options, await addForwardPin(admin, forwardsTo, order));
  });
}

function listAll(deps: ConferencesDeps, options: SharedOptions): Promise<Outcome> {
  return withConferences(deps, options, 'Reading the PINs', async ({ deployment, admin }) => {
    const pins = await admin.pins.listForwarding();
    const headings = ['FINGERPRINT', 'ADDRESS', 'ROUTE', 'VALID UNTIL', 'NAME', 'KEY'];
    const rows = pins.map(({ hash, entry: { address, route = '-', validUntilMs, name = '-', keyId } }) => [
      fingerprintOf(hash),
      ...[address, route, validityText(validUntilMs, deps.clock.now()), name, keyId],
    ]);
    const text =
      pins.length === 0
        ? `${deployment.name} has no PINs that forward. Make one with \`forward-pin add\`.`
        : tableText(deps.stdout, headings, rows);
    return answer(deps, options, { pins: pins.map(pinJson) }, text);
  });
}

function pinJson({ hash, entry }: ListedPin<ForwardPin>) {
  const { address, route, name, validUntilMs, keyId } = entry;
  const validUntil = validUntilMs === undefined ? null : momentText(validUntilMs);
  return { fingerprint: fingerprintOf(hash), address, route, name, validUntil, keyId };
}

async function revokeOne(deps: ConferencesDeps, typed: string, options: SharedOptions): Promise<Outcome> {
  const fingerprint = fingerprintFrom(typed, 'forward-pin list');
  if (!fingerprint.ok) return fingerprint.outcome;
  return withConferences(deps, options, 'Revoking the PIN', async ({ deployment, admin }) => {
    const revoke = options.dryRun ? findForwardPin : revokeForwardPin;
    const revoked = await revoke(admin, fingerprint.value);
    if (!revoked.ok) return outcomeOf('Nothing was revoked', revoked);
    const pin = pinJson(revoked.pin);
    const text = options.dryRun
      ? `The PIN ${pin.fingerprint} would be revoked in ${deployment.name}; nothing was changed.`
      : `The PIN ${pin.fingerprint} is revoked in ${deployment.name}. Calls that it has forwarded go on.`;
    return answer(deps, options, { revoked: !options.dryRun, pin }, text);
  });
}
