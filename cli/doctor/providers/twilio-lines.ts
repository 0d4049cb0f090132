import { changesOfDomain, listSipDomains } from '../../../lib/providers/twilio/admin/sip.ts';
import {
  changesOfNumber,
  listNumbers,
  takenBy,
  type TwilioChange,
} from '../../../lib/providers/twilio/admin/admin.ts';
import type { DialIn } from '../../../lib/conferences/model/dial-in.ts';
import { desiredOf } from '../../connect/twilio-line.ts';
import { shownUrl } from '../../commands/numbers.ts';
import type { Examination } from '../examination.ts';
import { checked, critical, notUsed, unanswered, warning, type Checked, type Finding } from '../finding.ts';

/** A number or SIP Domain of the account, as far as this check looks at it. */
interface Line {
  readonly dialled: string;
  /** Completes `patchbay connect twilio`. */
  readonly option: string;
  readonly voiceUrl: string | null | undefined;
  /** What its calls go to, whatever its URLs say. */
  readonly taken: string | undefined;
  /** What is otherwise than it should be. */
  readonly changes: readonly TwilioChange[];
}

/** Numbers and SIP Domains of Twilio that have a dial-in here or lead here, and do not as they should. */
export async function checkTwilioLines(examination: Examination): Promise<Checked> {
  const { twilio, dialIns } = examination;
  if (twilio === undefined) return notUsed('the settings of this gateway do not list Twilio');
  const desired = desiredOf(twilio.addresses);
  const numbers = await listNumbers(twilio.client);
  if (!numbers.ok) return unanswered('Twilio', 'twilioAuthTokens', numbers);
  const domains = await listSipDomains(twilio.client);
  if (!domains.ok) return unanswered('Twilio', 'twilioAuthTokens', domains);
  const lines = [
    ...numbers.value.map((number): Line => ({
      dialled: number.phone_number,
      option: `--number ${number.phone_number}`,
      voiceUrl: number.voice_url,
      taken: takenBy(number),
      changes: changesOfNumber(number, desired),
    })),
    ...domains.value.map((domain): Line => ({
      dialled: domain.domain_name,
      option: `--sip-domain ${domain.domain_name}`,
      voiceUrl: domain.voice_url,
      taken: undefined,
      changes: changesOfDomain(domain, desired),
    })),
  ];
  const all = await dialIns();
  const others = new Set(all.filter(({ dialIn }) => isOfAnother(dialIn)).map(({ dialled }) => dialled));
  const dialInKeys = new Set(all.map(({ dialled }) => dialled).filter((dialled) => !others.has(dialled)));
  const isHere = ({ voiceUrl }: Line) => !!voiceUrl && shownUrl(voiceUrl) === shownUrl(desired.voiceUrl);
  const ours = lines.filter((line) => dialInKeys.has(line.dialled) || isHere(line));
  const owned = new Set(lines.map(({ dialled }) => dialled));
  return checked([
    ...ours.flatMap((line) => faultsFound(line, examination)),
    ...ours
      .filter(({ dialled }) => !dialInKeys.has(dialled))
      .map(({ dialled }) =>
        warning({
          what: `${dialled} of Twilio leads here, and has no dial-in.`,
          means: 'Calls to it are refused.',
          fix: `Give it one: \`patchbay dial-in set ${dialled} --pin ${examination.flags}\`.`,
        }),
      ),
    ...[...dialInKeys]
      .filter((dialled) => !owned.has(dialled))
      .map((dialled) =>
        warning({
          what: `There is a dial-in for ${dialled}, which this account of Twilio does not have.`,
          means: 'Nobody comes in there, unless it belongs to another account that leads here.',
          fix: `Buy it or make it at Twilio, or \`patchbay dial-in remove ${dialled} ${examination.flags}\`.`,
        }),
      ),
  ]);
}

/** A dial-in of another voice provider; one that cannot be read, or refuses, may be Twilio's. */
const isOfAnother = (dialIn: DialIn | undefined) =>
  dialIn !== undefined && dialIn.kind !== 'refuse' && dialIn.voice !== 'twilio';

/** Without these, calls do not arrive or are not understood. All others are a loss only on a bad day. */
const vital: ReadonlySet<string> = new Set(['VoiceUrl', 'VoiceMethod']);

function faultsFound({ dialled, option, taken, changes }: Line, { flags }: Examination): readonly Finding[] {
  const fix = `Run \`patchbay connect twilio ${option} ${flags}\`.`;
  if (taken !== undefined) {
    return [
      critical({
        what: `${dialled} belongs to the ${taken} at Twilio.`,
        means: 'Twilio ignores the URLs of such a number: its calls never reach this gateway.',
        fix: `Take it off there at Twilio. ${fix}`,
      }),
    ];
  }
  const isVital = ({ property, from, to }: TwilioChange) =>
    vital.has(property) && !(property === 'VoiceUrl' && shownUrl(from) === shownUrl(to));
  const fatal = changes.filter(isVital);
  const lesser = changes.filter((change) => !isVital(change));
  return [
    ...(fatal.length === 0
      ? []
      : [
          critical({
            what: `${dialled} of Twilio does not lead here: ${fatal.map(shown).join(', ')}.`,
            means: 'Its calls do not reach this gateway, although it has a dial-in here.',
            fix,
          }),
        ]),
    ...(lesser.length === 0
      ? []
      : [
          warning({
            what: `${dialled} of Twilio is not quite as it should be: ${lesser.map(shown).join(', ')}.`,
            means: lesser.some(({ property }) => property.includes('Status'))
              ? 'The gateway does not hear when its calls end, and callers hear less while the gateway is out of order.'
              : 'Its callers get no help while the gateway is slow or out of order.',
            fix,
          }),
        ]),
  ];
}

function shown({ property, from }: TwilioChange): string {
  if (from === '') return `${property} is empty`;
  return `${property} is ${from.includes('://') ? shownUrl(from) : from}`;
}
