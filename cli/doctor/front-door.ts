import { send, whyOf, type HttpAnswer } from '../../lib/http/http.ts';
import type { Examination } from './examination.ts';
import { checked, critical, warning, type Checked, type Finding } from './finding.ts';

/** A webhook that works answers well within its own 10 s, cold start included. */
const withinMs = 12_000;

/** What is tried at one address of the gateway. */
interface Try {
  readonly url: string;
  readonly of: string;
  readonly body: string;
  readonly type: 'application/json' | 'application/x-www-form-urlencoded';
  /** The documented trial request of a provider, which is answered 200 and has no effect. */
  readonly isProbe: boolean;
}

/**
 * Whether the gateway answers where providers call it, and refuses what they did not sign. Each refusal is counted as
 * one by the gateway: as few as possible are provoked, since five within five minutes ring an alarm.
 */
export async function checkFrontDoor(examination: Examination): Promise<Checked> {
  const found = await Promise.all([
    ...triesOf(examination).map(async (each) => judge(each, await post(examination, each), examination)),
    checkFallback(examination),
  ]);
  return checked(found.flat());
}

function triesOf({ providers, digitalSambaEventsUrl, values }: Examination): readonly Try[] {
  const { pinlessUrl, eventsUrl } = providers.daily;
  const json = 'application/json';
  const test = { body: '{"test":"test"}', type: json, isProbe: true } as const;
  // Without a call's id it would be a probe (Daily docs, pinless dial-in).
  const unsigned = { body: '{"callId":"doctor","callDomain":"doctor"}', type: json, isProbe: false } as const;
  const isUsed = {
    daily: values.dailyApiKey !== undefined,
    twilio: values.twilioAuthTokens !== undefined,
    digitalSamba: values.digitalSambaDeveloperKey !== undefined,
  };
  return [
    ...(isUsed.daily
      ? [
          { of: 'Daily', url: pinlessUrl, ...test },
          { of: 'Daily', url: pinlessUrl, ...unsigned },
          { of: 'Daily', url: eventsUrl, ...test },
        ]
      : []),
    ...(isUsed.twilio
      ? [
          {
            of: 'Twilio',
            url: providers.twilio.voiceUrl,
            body: 'CallSid=doctor',
            type: 'application/x-www-form-urlencoded' as const,
            isProbe: false,
          },
        ]
      : []),
    ...(isUsed.digitalSamba ? [{ of: 'Digital Samba', url: digitalSambaEventsUrl, ...unsigned }] : []),
  ];
}

function post({ http }: Examination, { url, body, type }: Try): Promise<HttpAnswer> {
  const endsAtMs = http.clock.now() + withinMs;
  return send(http, {
    method: 'POST',
    url,
    headers: { 'content-type': type },
    body,
    tryMs: withinMs,
    endsAtMs,
  });
}

function judge({ url, of, isProbe }: Try, answer: HttpAnswer, { kind }: Examination): readonly Finding[] {
  const where = url.split('#', 1)[0] ?? url;
  if (!('status' in answer)) {
    return [
      critical({
        what: `${where} does not answer (${whyOf(answer)}).`,
        means: `${of} cannot reach this gateway either, unless only the network of this machine is to blame.`,
        mend:
          kind === 'local'
            ? 'Start the gateway again with `npm start`.'
            : 'Look at the API in the AWS console, and at its custom domain if it has one; deploy again with `npm run deploy`.',
      }),
    ];
  }
  const { status } = answer;
  if (isProbe ? status === 200 : status === 401 || status === 403) return [];
  const what = `${where} answers ${isProbe ? "Daily's trial request" : 'an unsigned request'} with ${status}.`;
  if (!isProbe && answer.kind === 'ok') {
    return [
      critical({
        what,
        means: `It lets in what ${of} has not signed: anybody can pretend to be ${of}.`,
        mend: 'Find out what answers there: it is not this gateway. Until then, take the address out at the provider.',
      }),
    ];
  }
  return [
    critical({
      what,
      means: status === 503 ? noSecret(of) : `Requests of ${of} fail too.`,
      mend:
        status === 503
          ? 'See what is found about secrets here; otherwise look for `secret-missing` in the logs of the function.'
          : 'Look at the logs of the function behind it; a 404 means that the deployment is of another version.',
    }),
  ];
}

const noSecret = (of: string) =>
  `The gateway has no secret to check ${of}'s signature with, cannot read it, or has no function free.`;

/** Callers hear the fallback while the gateway does not answer, so it must. */
async function checkFallback({ http, providers, values, flags }: Examination): Promise<readonly Finding[]> {
  const url = providers.twilio.fallbackUrl;
  if (values.twilioAuthTokens === undefined) return [];
  if (url === undefined) {
    return [
      warning({
        what: 'This deployment names no fallback URL for Twilio.',
        means: 'While the gateway does not answer, callers hear an error message of Twilio.',
        mend: `Deploy again with \`npm run deploy\`, then \`patchbay connect twilio --number … ${flags}\`.`,
      }),
    ];
  }
  const endsAtMs = http.clock.now() + withinMs;
  const answer = await send(http, { method: 'POST', url, tryMs: withinMs, endsAtMs });
  if (answer.kind === 'ok') return [];
  return [
    warning({
      what: `The fallback URL ${url} does not answer (${whyOf(answer)}).`,
      means: 'While the gateway does not answer either, callers hear an error message of Twilio.',
      mend: 'Deploy again with `npm run deploy`, or mend the document that `twilioFallbackUrl` names.',
    }),
  ];
}
