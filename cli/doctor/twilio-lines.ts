import { changesOfDomain, listSipDomains } from '../../lib/twilio/admin-sip.ts';
import { changesOfNumber, listNumbers, takenBy, type TwilioChange } from '../../lib/twilio/admin.ts';
import { wishOf } from '../connect-twilio.ts';
import { shownUrl } from '../numbers.ts';
import type { Examination } from './examination.ts';
import { checked, critical, unanswered, warning, type Checked, type Finding } from './finding.ts';

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

/** Numbers and SIP Domains of Twilio that have a door here or lead here, and do not as they should. */
export async function checkTwilioLines(examination: Examination): Promise<Checked> {
  const { twilio, providers, doors } = examination;
  const wish = wishOf(providers.twilio);
  const numbers = await listNumbers(twilio);
  if (!numbers.ok) return unanswered('Twilio', 'twilioAuthTokens', numbers);
  const domains = await listSipDomains(twilio);
  if (!domains.ok) return unanswered('Twilio', 'twilioAuthTokens', domains);
  const lines = [
    ...numbers.value.map((number): Line => ({
      dialled: number.phone_number,
      option: `--number ${number.phone_number}`,
      voiceUrl: number.voice_url,
      taken: takenBy(number),
      changes: changesOfNumber(number, wish),
    })),
    ...domains.value.map((domain): Line => ({
      dialled: domain.domain_name,
      option: `--sip-domain ${domain.domain_name}`,
      voiceUrl: domain.voice_url,
      taken: undefined,
      changes: changesOfDomain(domain, wish),
    })),
  ];
  const doorKeys = new Set((await doors()).map(({ dialled }) => dialled));
  const isHere = ({ voiceUrl }: Line) => !!voiceUrl && shownUrl(voiceUrl) === shownUrl(wish.voiceUrl);
  const ours = lines.filter((line) => doorKeys.has(line.dialled) || isHere(line));
  const owned = new Set(lines.map(({ dialled }) => dialled));
  return checked([
    ...ours.flatMap((line) => faultsFound(line, examination)),
    ...ours
      .filter(({ dialled }) => !doorKeys.has(dialled))
      .map(({ dialled }) =>
        warning({
          what: `${dialled} of Twilio leads here, and has no door.`,
          means: 'Calls to it are refused.',
          mend: `Give it one: \`patchbay door set ${dialled} --pin ${examination.flags}\`.`,
        }),
      ),
    ...[...doorKeys]
      .filter((dialled) => !owned.has(dialled))
      .map((dialled) =>
        warning({
          what: `There is a door for ${dialled}, which this account of Twilio does not have.`,
          means: 'Nobody comes in there, unless it belongs to another account that leads here.',
          mend: `Buy it or make it at Twilio, or \`patchbay door remove ${dialled} ${examination.flags}\`.`,
        }),
      ),
  ]);
}

/** Without these, calls do not arrive or are not understood. All others are a loss only on a bad day. */
const vital: ReadonlySet<string> = new Set(['VoiceUrl', 'VoiceMethod']);

function faultsFound({ dialled, option, taken, changes }: Line, { flags }: Examination): readonly Finding[] {
  const mend = `Run \`patchbay connect twilio ${option} ${flags}\`.`;
  if (taken !== undefined) {
    return [
      critical({
        what: `${dialled} belongs to the ${taken} at Twilio.`,
        means: 'Twilio ignores the URLs of such a number: its calls never reach this gateway.',
        mend: `Take it off there at Twilio. ${mend}`,
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
            means: 'Its calls do not reach this gateway, although it has a door here.',
            mend,
          }),
        ]),
    ...(lesser.length === 0
      ? []
      : [
          warning({
            what: `${dialled} of Twilio is not quite as it should be: ${lesser.map(shown).join(', ')}.`,
            means: lesser.some(({ property }) => property.includes('Status'))
              ? 'The gateway does not hear when its calls end, and callers hear less while the gateway is out of order.'
              : 'While the gateway is slow or out of order, its callers are not helped.',
            mend,
          }),
        ]),
  ];
}

function shown({ property, from }: TwilioChange): string {
  if (from === '') return `${property} is empty`;
  return `${property} is ${from.includes('://') ? shownUrl(from) : from}`;
}
