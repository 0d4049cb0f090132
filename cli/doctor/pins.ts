import { minPinDigits, maxPinDigits, maxTriesPerHour } from '../../lib/conferences/model/pins.ts';
import type { Examination } from './examination.ts';
import { checked, critical, warning, type Checked } from './finding.ts';

/** The scopes in which wrong PINs of everybody are counted (`lib/conferences/call/dialogue.ts`). */
const scopes = [
  { name: 'deployment', of: 'callers' },
  { name: 'bridge-dial-ins', of: 'bridges' },
] as const;

/**
 * Dial-ins that open to both kinds of PINs, too many PINs for the digits that a caller can key, and a budget of wrong PINs
 * that is spent. How long the PINs are that there are cannot be told: nothing but their hashes is stored. None is made
 * shorter than it has to be.
 */
export async function checkPins(examination: Examination): Promise<Checked> {
  const dialIns = await examination.dialIns();
  const both = dialIns.filter(
    ({ dialIn }) =>
      dialIn?.kind === 'pin' && dialIn.opensTo === 'both' && !examination.simulated.includes(dialIn.voice),
  );
  const [live, guessable] = await Promise.all([examination.livePins(), examination.guessablePins()]);
  const min = minPinDigits(Math.max(live, 1), maxTriesPerHour);
  const spent = await Promise.all(
    scopes.map(async ({ name, of }) => ({ of, wrong: await examination.wrongPins(name) })),
  );
  return checked([
    ...both.map(({ dialled }) =>
      warning({
        what: `The dial-in ${dialled} opens to callers and to the bridge.`,
        means:
          'Guesses at PINs there are guesses at bridge PINs too, and slow the bridge once the budget is spent.',
        fix:
          'Give the bridge a number or SIP Domain of its own: `patchbay dial-in set <that> --pin --opens-to bridge ' +
          `${examination.flags}\`, and this one \`--opens-to callers\`.`,
      }),
    ),
    ...(guessable === 0
      ? []
      : [
          warning({
            what: `${guessable} PINs that were kept from elsewhere have fewer digits than are safe.`,
            means: `They can be guessed, although at most ${maxTriesPerHour} wrong PINs are taken in an hour.`,
            fix:
              'Give their owners the new ones, and revoke these: `pin list --json` says `isGuessable` of them, ' +
              `\`patchbay pin revoke <conference> <fingerprint> ${examination.flags}\`. They expire by themselves.`,
          }),
        ]),
    ...(min <= maxPinDigits
      ? []
      : [
          critical({
            what: `${live} PINs are live, for which ${min} digits would be needed.`,
            means: `A caller can key ${maxPinDigits} at most: PINs can be guessed.`,
            fix: `Revoke those that nobody uses: \`patchbay pin list\`, \`patchbay pin revoke ${examination.flags}\`.`,
          }),
        ]),
    ...spent
      .filter(({ wrong }) => wrong > maxTriesPerHour)
      .map(({ of, wrong }) =>
        critical({
          what: `${wrong} wrong PINs were keyed within this hour at the dial-ins of ${of}, of a budget of ${maxTriesPerHour}.`,
          means: 'Somebody guesses. Until the hour is over each call has one slow try.',
          fix: 'See docs/runbook.md, "PIN budget spent"; refuse the prefix the calls come from with `dial-in set --deny`.',
        }),
      ),
  ]);
}
