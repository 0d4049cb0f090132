import type { VonageAddresses } from '../../../lib/providers/addresses.ts';
import { listNumbers, readApplication, type Webhooks } from '../../../lib/providers/vonage/admin.ts';
import { shownUrl } from '../../commands/numbers.ts';
import type { Examination } from '../examination.ts';
import { checked, critical, notUsed, unanswered, warning, type Checked, type Finding } from '../finding.ts';

/** Vonage's application leads here and signs, and its numbers and the dial-ins here are the same ones. */
export async function checkVonageNumbers(examination: Examination): Promise<Checked> {
  const { vonage, flags, simulated } = examination;
  if (vonage === undefined) return notUsed('the settings of this gateway do not list Vonage');
  const application = await readApplication(vonage.client);
  if (!application.ok) return unanswered('Vonage', 'vonageApiSecret', application);
  const numbers = await listNumbers(vonage.client);
  if (!numbers.ok) return unanswered('Vonage', 'vonageApiSecret', numbers);

  const own = numbers.value.filter(({ applicationId }) => applicationId === application.value.id);
  const has = new Set(own.map(({ number }) => number));
  const all = await examination.dialIns();
  const dialIns = all
    .filter(({ dialIn }) => dialIn !== undefined && dialIn.kind !== 'refuse' && dialIn.voice === 'vonage')
    .map(({ dialled }) => dialled);
  return checked([
    ...webhookFaults(application.value.webhooks, vonage.addresses, flags),
    ...(application.value.region !== undefined || simulated.includes('vonage')
      ? []
      : [
          warning({
            what: 'The application at Vonage names no region.',
            means:
              'Each call is taken where it is nearest, and callers of one conference may not hear each other across two.',
            fix: `Give it one: \`patchbay connect vonage --calls-in eu-west ${flags}\`.`,
          }),
        ]),
    ...own
      .filter(({ number }) => !dialIns.includes(number))
      .map(({ number }) =>
        warning({
          what: `${number} of Vonage leads to this application, and has no dial-in for Vonage.`,
          means: 'Calls to it are refused.',
          fix: `Give it one: \`patchbay dial-in set ${number} --pin --voice vonage ${flags}\`.`,
        }),
      ),
    ...dialIns
      .filter((dialled) => dialled.startsWith('+') && !has.has(dialled))
      .map((dialled) =>
        warning({
          what: `There is a dial-in for ${dialled}, which does not belong to this application of Vonage.`,
          means: 'Nobody comes in there.',
          fix: `Give it to the application at Vonage, or \`patchbay dial-in remove ${dialled} ${flags}\`.`,
        }),
      ),
  ]);
}

function webhookFaults(
  { answer, events, rtc, fallback, arePosted, areSigned }: Webhooks,
  { voiceUrl, eventsUrl, rtcUrl, fallbackUrl }: VonageAddresses,
  flags: string,
): readonly Finding[] {
  const fix = `Run \`patchbay connect vonage ${flags}\`.`;
  const now = (url: string) => (url === '' ? 'empty' : shownUrl(url));
  const on = 'of the application at Vonage';
  return [
    ...(answer === voiceUrl
      ? []
      : [
          critical({
            what: `The application at Vonage does not lead here: its answer URL is ${now(answer)}.`,
            means: 'Its calls do not reach this gateway.',
            fix,
          }),
        ]),
    ...(arePosted && areSigned
      ? []
      : [
          critical({
            what: `The webhooks ${on} are ${arePosted ? 'not signed' : 'not sent by POST'}.`,
            means: 'This gateway refuses them.',
            fix,
          }),
        ]),
    ...(events === eventsUrl && rtc === rtcUrl
      ? []
      : [
          critical({
            what: `The event URL ${on} is ${now(events)}, its RTC event URL ${now(rtc)}.`,
            means: 'Who joins and leaves a conference is not heard of before it is asked for.',
            fix,
          }),
        ]),
    ...(fallbackUrl === undefined || fallback === fallbackUrl
      ? []
      : [
          warning({
            what: `The fallback ${on} is ${now(fallback)}.`,
            means: 'While the gateway is slow or out of order, its callers are not helped.',
            fix,
          }),
        ]),
  ];
}
