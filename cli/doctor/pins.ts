import { mostTriesPerHour } from '../../lib/conference/dialogue.ts';
import { leastPinDigits, mostPinDigits } from '../../lib/conference/pins.ts';
import type { Examination } from './examination.ts';
import { checked, critical, warning, type Checked } from './finding.ts';

/** The scopes in which wrong PINs of everybody are counted (`lib/conference/dialogue.ts`). */
const scopes = [
  { name: 'deployment', of: 'callers' },
  { name: 'bridge-doors', of: 'bridges' },
] as const;

/**
 * Doors that open to both kinds of PINs, too many PINs for the digits that a caller can key, and a budget of wrong PINs
 * that is spent. How long the PINs are that there are cannot be told: nothing but their hashes is stored. None is made
 * shorter than it has to be.
 */
export async function checkPins(examination: Examination): Promise<Checked> {
  const doors = await examination.doors();
  const both = doors.filter(({ door }) => door?.kind === 'pin' && door.opensTo === 'both');
  const live = await examination.livePins();
  const least = leastPinDigits(Math.max(live, 1), mostTriesPerHour);
  const spent = await Promise.all(
    scopes.map(async ({ name, of }) => ({ of, wrong: await examination.wrongPins(name) })),
  );
  return checked([
    ...both.map(({ dialled }) =>
      warning({
        what: `The door ${dialled} opens to callers and to the bridge.`,
        means:
          'Whoever guesses PINs there guesses at those of bridges too, and slows the bridge when the budget is spent.',
        mend:
          'Give the bridge a number or SIP Domain of its own: `patchbay door set <that> --pin --opens-to bridge ' +
          `${examination.flags}\`, and this one \`--opens-to callers\`.`,
      }),
    ),
    ...(least <= mostPinDigits
      ? []
      : [
          critical({
            what: `${live} PINs are live, for which ${least} digits would be needed.`,
            means: `A caller can key ${mostPinDigits} at most: PINs can be guessed.`,
            mend: `Revoke those that nobody uses: \`patchbay pin list\`, \`patchbay pin revoke ${examination.flags}\`.`,
          }),
        ]),
    ...spent
      .filter(({ wrong }) => wrong > mostTriesPerHour)
      .map(({ of, wrong }) =>
        critical({
          what: `${wrong} wrong PINs were keyed within this hour at the doors of ${of}, of a budget of ${mostTriesPerHour}.`,
          means: 'Somebody guesses. Until the hour is over each call has one slow try.',
          mend: 'See docs/runbook.md, "PIN budget spent"; refuse the prefix the calls come from with `door set --deny`.',
        }),
      ),
  ]);
}
