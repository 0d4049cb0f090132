import type { Command } from 'commander';
import * as z from 'zod';
import { addForwardPin, findForwardPin, revokeForwardPin } from '../lib/conference/administer-pins.ts';
import { fingerprintOf, type ListedPin } from '../lib/conference/administer-ports.ts';
import { forwardPinSchema, type ForwardPin } from '../lib/conference/pins.ts';
import { routeKeyOf } from '../lib/held-call/route.ts';
import { momentText, outcomeOf, withConferences, type ConferencesDeps } from './conference-target.ts';
import { parseMoment, someText, wholeNumber } from './input.ts';
import { done, writeJson, writeLine, writeTable, wrongInput, type Outcome } from './output.ts';
import { fingerprintFrom, showAdded, validityText } from './pins.ts';
import { problemsIn } from './route-text.ts';
import { addTargetOptions, targetOptionsSchema } from './target.ts';

const optionsSchema = targetOptionsSchema.extend({
  dryRun: z.boolean().default(false),
  json: z.boolean().default(false),
});
type Options = z.infer<typeof optionsSchema>;
const addOptionsSchema = optionsSchema.extend({
  route: z.string().optional(),
  name: z.string().optional(),
  validUntil: z.string().optional(),
  digits: z.number().optional(),
});
const targetSchema = forwardPinSchema.pick({ address: true, route: true, name: true });

/** Adds `forward-pin add`, `list` and `revoke`. */
export function addForwardPinCommands(
  program: Command,
  deps: ConferencesDeps,
  finish: (outcome: Outcome) => void,
): void {
  const group = program
    .command('forward-pin')
    .description('PINs that forward a call to a Daily room; each is shown once, when it is made');
  const add = (name: string, description: string) =>
    addTargetOptions(group.command(name).description(description).option('--json', 'print JSON'));
  const dryRun = ['--dry-run', 'check everything, change nothing'] as const;

  const addOne = add('add', 'make a PIN, which is shown this once')
    .argument('<address>', 'static SIP address, user@host, of Daily')
    .option('--route <name>', "route that the call takes there (default: the address's own)")
    .option('--name <name>', 'what the list shows', someText)
    .option('--valid-until <time>', 'when it expires, with its offset (default: never)')
    .option('--digits <n>', 'how long it is (default: as short as is safe)', wholeNumber)
    .option(...dryRun)
    .addHelpText(
      'after',
      '\nExample:\n  patchbay forward-pin add someone@example.sip.daily.co --route board_room --stage dev',
    )
    .action(async (address: string) =>
      finish(await addOneTo(deps, address, addOptionsSchema.parse(addOne.opts()))),
    );

  const list = add('list', 'the PINs by their fingerprints').action(async () =>
    finish(await listAll(deps, optionsSchema.parse(list.opts()))),
  );

  const revoke = add('revoke', 'make a PIN open nothing from now on')
    .argument('<fingerprint>', 'as forward-pin list shows it, or its first digits')
    .option(...dryRun)
    .action(async (fingerprint: string) =>
      finish(await revokeOne(deps, fingerprint, optionsSchema.parse(revoke.opts()))),
    );
}

async function addOneTo(
  deps: ConferencesDeps,
  typedAddress: string,
  { route, name, validUntil, digits, ...options }: z.infer<typeof addOptionsSchema>,
): Promise<Outcome> {
  const parsed = targetSchema.safeParse({ address: routeKeyOf(typedAddress), route, name });
  if (!parsed.success) return wrongInput(`The PIN is wrong: ${problemsIn(parsed.error)}.`);
  const until = parseMoment('--valid-until', validUntil);
  if (!until.ok) return until.outcome;
  const { name: shownName, ...forwardsTo } = parsed.data;
  return withConferences(deps, options, 'Making the PIN', async ({ target, admin }) => {
    if (options.dryRun) {
      if (options.json) writeJson(deps.stdout, { added: false });
      else writeLine(deps.stdout, `A PIN would be made in ${target.name}; nothing was made.`);
      return done;
    }
    const order = { name: shownName, validUntilMs: until.value, digits };
    return showAdded(deps, target, options, await addForwardPin(admin, forwardsTo, order));
  });
}

function listAll(deps: ConferencesDeps, options: Options): Promise<Outcome> {
  return withConferences(deps, options, 'Reading the PINs', async ({ target, admin }) => {
    const pins = await admin.pins.listForwarding();
    if (options.json) {
      writeJson(deps.stdout, { pins: pins.map(pinJson) });
    } else if (pins.length === 0) {
      writeLine(deps.stdout, `${target.name} has no PINs that forward. Make one with forward-pin add.`);
    } else {
      const nowMs = deps.clock.now();
      writeTable(
        deps.stdout,
        ['FINGERPRINT', 'ADDRESS', 'ROUTE', 'VALID UNTIL', 'NAME', 'KEY'],
        pins.map(({ hash, entry }) => [
          fingerprintOf(hash),
          entry.address,
          entry.route ?? '-',
          validityText(entry.validUntilMs, nowMs),
          entry.name ?? '-',
          entry.keyId,
        ]),
      );
    }
    return done;
  });
}

function pinJson({ hash, entry }: ListedPin<ForwardPin>) {
  const { address, route, name, validUntilMs, keyId } = entry;
  const validUntil = validUntilMs === undefined ? null : momentText(validUntilMs);
  return { fingerprint: fingerprintOf(hash), address, route, name, validUntil, keyId };
}

async function revokeOne(deps: ConferencesDeps, typed: string, options: Options): Promise<Outcome> {
  const fingerprint = fingerprintFrom(typed, 'forward-pin list');
  if (!fingerprint.ok) return fingerprint.outcome;
  return withConferences(deps, options, 'Revoking the PIN', async ({ target, admin }) => {
    const revoke = options.dryRun ? findForwardPin : revokeForwardPin;
    const revoked = await revoke(admin, fingerprint.value);
    if (!revoked.ok) return outcomeOf('Nothing was revoked', revoked);
    const pin = pinJson(revoked.pin);
    if (options.json) writeJson(deps.stdout, { revoked: !options.dryRun, pin });
    else
      writeLine(
        deps.stdout,
        options.dryRun
          ? `The PIN ${pin.fingerprint} would be revoked in ${target.name}; nothing was changed.`
          : `The PIN ${pin.fingerprint} is revoked in ${target.name}. Calls that it has forwarded go on.`,
      );
    return done;
  });
}
