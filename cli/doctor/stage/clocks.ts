import type { Examination } from '../examination.ts';
import { checked, critical, notChecked, warning, type Checked } from '../finding.ts';

/** Signatures are good for 300 s: a tenth of it is a clock that is wrong, and still far from harm. */
const maxSkewMs = 30_000;

const withinMs = 8_000;

/**
 * Compares the clocks of providers with the gateway's, by the `Date` of their answers (RFC 9110, section 6.6.1). The
 * answers themselves do not matter: no key is sent, so that each is a refusal by an endpoint that the provider documents.
 */
export async function checkClocks(examination: Examination): Promise<Checked> {
  const { providers, kind, values, digitalSamba } = examination;
  const asked = [
    ...(values.dailyApiKey === undefined ? [] : [{ who: 'Daily', url: `${providers.daily.apiUrl}/` }]),
    ...(values.twilioAuthTokens === undefined || providers.twilio === undefined
      ? []
      : [{ who: 'Twilio', url: `${providers.twilio.apiUrl}/Accounts.json` }]),
    ...(values.sinchApplicationSecrets === undefined || providers.sinch === undefined
      ? []
      : [{ who: 'Sinch', url: `${providers.sinch.apiUrl}/` }]),
    ...(values.plivoAuthTokens === undefined || providers.plivo === undefined
      ? []
      : [{ who: 'Plivo', url: `${providers.plivo.apiUrl}/Account/` }]),
    ...(values.vonageSignatureSecrets === undefined || providers.vonage === undefined
      ? []
      : [{ who: 'Vonage', url: `${providers.vonage.apiUrl}/` }]),
    ...(values.digitalSambaDeveloperKey === undefined
      ? []
      : [{ who: 'Digital Samba', url: `${digitalSamba.apiUrl}/api/v1` }]),
  ];
  const [own, ...others] = await Promise.all([
    aheadMs(examination, providers.daily.pinlessUrl),
    ...asked.map(async ({ who, url }) => ({ who, ahead: await aheadMs(examination, url) })),
  ]);
  if (own === undefined) return notChecked('the gateway did not say what time it is');
  const unknown = others.filter(({ ahead }) => ahead === undefined).map(({ who }) => who);
  const skews = others.flatMap(({ who, ahead }) =>
    ahead === undefined ? [] : [{ who, skewMs: ahead - own }],
  );
  const findings = [
    ...skews
      .filter(({ skewMs }) => Math.abs(skewMs) > maxSkewMs)
      .map(({ who, skewMs }) =>
        critical({
          what: `The clock of ${who} is ${shown(skewMs)} the gateway's.`,
          means: 'Beyond 300 s, signed requests count as too old or too new and are refused.',
          fix:
            kind === 'local'
              ? 'Set the clock of this machine, for example by switching on network time.'
              : `Nothing can be set here: AWS keeps its own time. Tell ${who} about it.`,
        }),
      ),
    ...(Math.abs(own) > maxSkewMs
      ? [
          warning({
            what: `The clock of the gateway is ${shown(own)} that of this machine.`,
            means: 'Beyond 5 minutes AWS refuses requests that are signed on this machine.',
            fix: 'Set the clock of this machine, for example by switching on network time.',
          }),
        ]
      : []),
  ];
  if (findings.length === 0 && unknown.length > 0)
    return notChecked(`${unknown.join(', ')} did not say what time it is`);
  return checked(findings);
}

const shown = (ms: number) => `${Math.round(Math.abs(ms) / 1_000)} s ${ms > 0 ? 'ahead of' : 'behind'}`;

/** How far the clock over there is ahead of ours; undefined if it cannot be said. */
async function aheadMs({ http }: Examination, url: string): Promise<number | undefined> {
  const { fetch, clock, timeoutSignal } = http;
  try {
    const sentAtMs = clock.now();
    const response = await fetch(url, { method: 'GET', redirect: 'manual', signal: timeoutSignal(withinMs) });
    await response.body?.cancel();
    const middleMs = (sentAtMs + clock.now()) / 2;
    const dateMs = Date.parse(response.headers.get('date') ?? '');
    // A date in whole seconds is half a second old on average.
    return Number.isNaN(dateMs) ? undefined : dateMs + 500 - middleMs;
  } catch {
    return undefined; // No connection: told as "did not say", and why by the other checks.
  }
}
