import type { SinchAddresses } from '../../../lib/providers/addresses.ts';
import {
  applicationOf,
  listNumbers,
  readCallbacks,
  type Callbacks,
} from '../../../lib/providers/sinch/admin.ts';
import { shownUrl } from '../../commands/numbers.ts';
import type { Examination } from '../examination.ts';
import { checked, critical, notUsed, unanswered, warning, type Checked, type Finding } from '../finding.ts';

/** Sinch's application leads here, and its numbers and the dial-ins here are the same ones. */
export async function checkSinchNumbers(examination: Examination): Promise<Checked> {
  const { sinch, flags } = examination;
  if (sinch === undefined) return notUsed('the settings of this gateway do not list Sinch');
  const application = await applicationOf(sinch.client);
  if (!application.ok) return unanswered('Sinch', 'sinchApplicationSecrets', application);
  const callbacks = await readCallbacks(sinch.client);
  if (!callbacks.ok) return unanswered('Sinch', 'sinchApplicationSecrets', callbacks);
  const numbers = await listNumbers(sinch.client);
  if (!numbers.ok) return unanswered('Sinch', 'sinchApplicationSecrets', numbers);

  const own = numbers.value.filter(({ applicationKey }) => applicationKey === application.value);
  const has = new Set(own.map(({ number }) => number));
  const all = await examination.dialIns();
  const dialIns = all
    .filter(({ dialIn }) => dialIn !== undefined && dialIn.kind !== 'refuse' && dialIn.voice === 'sinch')
    .map(({ dialled }) => dialled);
  return checked([
    ...callbackFaults(callbacks.value, sinch.addresses, flags),
    ...own
      .filter(({ number }) => !dialIns.includes(number))
      .map(({ number }) =>
        warning({
          what: `${number} of Sinch leads to this application, and has no dial-in for Sinch.`,
          means: 'Calls to it are refused.',
          fix: `Give it one: \`patchbay dial-in set ${number} --pin --voice sinch ${flags}\`.`,
        }),
      ),
    ...dialIns
      .filter((dialled) => dialled.startsWith('+') && !has.has(dialled))
      .map((dialled) =>
        warning({
          what: `There is a dial-in for ${dialled}, which does not belong to this application of Sinch.`,
          means: 'Nobody comes in there.',
          fix: `Give it to the application at Sinch, or \`patchbay dial-in remove ${dialled} ${flags}\`.`,
        }),
      ),
  ]);
}

function callbackFaults(
  { primary, fallback }: Callbacks,
  { voiceUrl, fallbackUrl }: SinchAddresses,
  flags: string,
): readonly Finding[] {
  const fix = `Run \`patchbay connect sinch ${flags}\`.`;
  const now = (url: string) => (url === '' ? 'empty' : shownUrl(url));
  return [
    ...(primary === voiceUrl
      ? []
      : [
          critical({
            what: `The application at Sinch does not lead here: its callback is ${now(primary)}.`,
            means: 'Its calls do not reach this gateway.',
            fix,
          }),
        ]),
    ...(fallbackUrl === undefined || fallback === fallbackUrl
      ? []
      : [
          warning({
            what: `The fallback of the application at Sinch is ${now(fallback)}.`,
            means: 'While the gateway is slow or out of order, its callers are not helped.',
            fix,
          }),
        ]),
  ];
}
