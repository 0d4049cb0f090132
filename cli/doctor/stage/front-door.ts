import { getExpectedTwilioSignature, HMAC_SHA256 } from 'twilio/lib/webhooks/webhooks.js';
import { probeHeader } from '../../../lib/http/probe.ts';
import { isUsed } from '../../../lib/providers/secret.ts';
import { send, whyOf, type HttpAnswer } from '../../../lib/http/http.ts';
import { parseSharedKey } from '../../../lib/providers/twilio/shared-keys.ts';
import { announceUrl } from '../../../lib/providers/twilio/urls.ts';
import type { Examination } from '../examination.ts';
import { checked, critical, warning, type Checked, type Finding } from '../finding.ts';

/** A webhook that works answers well within its own 10 s, cold start included. */
const withinMs = 12_000;

/** What is tried at one address of the gateway. */
interface Try {
  readonly url: string;
  readonly of: string;
  readonly body: string;
  readonly type: 'application/json' | 'application/x-www-form-urlencoded';
  readonly headers?: Readonly<Record<string, string>>;
  /** What it is, if it has to be answered 200, and has no effect; undefined: it is unsigned, and has to be refused. */
  readonly taken: string | undefined;
}

/**
 * Whether the gateway answers where providers call it, and refuses what they did not sign. Its requests say that they are
 * probes, so that no refusal is counted as a provider's. A provider without the keys that its requests are checked with is
 * answered 404; that they are missing is found elsewhere.
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
  const test = { body: '{"test":"test"}', type: json, taken: "Daily's trial request" } as const;
  // Without a call's id it would be a probe (Daily docs, pinless dial-in).
  const unsigned = {
    body: '{"callId":"doctor","callDomain":"doctor"}',
    type: json,
    taken: undefined,
  } as const;
  const twilioUrl = values.twilioAuthTokens === undefined ? undefined : providers.twilio?.voiceUrl;
  const sinchUrl = isUsed(values, 'sinchApplicationSecrets') ? providers.sinch?.voiceUrl : undefined;
  const plivoUrl = isUsed(values, 'plivoAuthTokens') ? providers.plivo?.voiceUrl : undefined;
  const vonageUrls = isUsed(values, 'vonageSignatureSecrets') ? providers.vonage : undefined;
  const uses = {
    daily: values.dailyApiKey !== undefined,
    digitalSamba: isUsed(values, 'digitalSambaWebhookSecrets'),
  };
  const hasPinless = isUsed(values, 'dailyPinlessHmac', 'dailyPinlessOwn');
  return [
    ...(uses.daily
      ? [
          { of: 'Daily', url: pinlessUrl, ...test },
          ...(hasPinless ? [{ of: 'Daily', url: pinlessUrl, ...unsigned }] : []),
          { of: 'Daily', url: eventsUrl, ...test },
        ]
      : []),
    ...(twilioUrl === undefined
      ? []
      : [
          { of: 'Twilio', url: twilioUrl, body: 'CallSid=doctor', type: formType, taken: undefined },
          ...(values.twilioSharedKeys ?? []).flatMap((each) => signedBy(each, twilioUrl)),
        ]),
    ...(sinchUrl === undefined ? [] : [{ of: 'Sinch', url: sinchUrl, ...unsigned }]),
    ...(plivoUrl === undefined
      ? []
      : [{ of: 'Plivo', url: plivoUrl, body: 'CallUUID=doctor', type: formType, taken: undefined } as const]),
    ...(vonageUrls === undefined
      ? []
      : [vonageUrls.voiceUrl, vonageUrls.eventsUrl].map((url) => ({ of: 'Vonage', url, ...unsigned }))),
    ...(uses.digitalSamba ? [{ of: 'Digital Samba', url: digitalSambaEventsUrl, ...unsigned }] : []),
  ];
}

const formType: Try['type'] = 'application/x-www-form-urlencoded';

/**
 * A request as a rule of the Twilio account would sign it by a shared key, for a document that needs no call and changes
 * nothing. Whether there is such a rule, Twilio's REST API does not say.
 */
function signedBy(sharedKey: string, voiceUrl: string): readonly Try[] {
  const key = parseSharedKey(sharedKey);
  if (key === undefined) return [];
  const [publicUrl = ''] = voiceUrl.split('/twilio/', 1);
  const [url = ''] = announceUrl(publicUrl, { sentence: 'menu', language: 'en' }).split('#', 1);
  const fields = { CallSid: 'doctor' };
  const headers = {
    'x-twilio-signature': getExpectedTwilioSignature(key.secret, url, fields, HMAC_SHA256),
    'x-twilio-webhooks-signature-settings': `key=${key.id},algorithm=${HMAC_SHA256}`,
  };
  const body = new URLSearchParams(fields).toString();
  return [
    {
      of: 'Twilio',
      url,
      body,
      type: formType,
      headers,
      taken: `a request signed by the shared key ${key.id}`,
    },
  ];
}

function post({ http }: Examination, { url, body, type, headers }: Try): Promise<HttpAnswer> {
  const endsAtMs = http.clock.now() + withinMs;
  return send(http, {
    method: 'POST',
    url,
    headers: { 'content-type': type, [probeHeader]: 'doctor', ...headers },
    body,
    tryMs: withinMs,
    endsAtMs,
  });
}

function judge(
  { url, of, taken, headers }: Try,
  answer: HttpAnswer,
  { kind }: Examination,
): readonly Finding[] {
  const where = url.split('#', 1)[0] ?? url;
  if (!('status' in answer)) {
    return [
      critical({
        what: `${where} does not answer (${whyOf(answer)}).`,
        means: `${of} cannot reach this gateway either, unless the network of this machine is at fault.`,
        fix:
          kind === 'local'
            ? 'Start the gateway again with `npm start`.'
            : 'Look at the API in the AWS console, and at its custom domain if it has one; deploy again with `npm run deploy`.',
      }),
    ];
  }
  const { status } = answer;
  if (taken === undefined ? status === 401 || status === 403 : status === 200) return [];
  const what = `${where} answers ${taken ?? 'an unsigned request'} with ${status}.`;
  if (headers !== undefined && status === 403) {
    return [
      critical({
        what,
        means: 'What Twilio signs by that key is refused, and callers hear that something went wrong.',
        fix: 'If it was stored within five minutes, wait; otherwise deploy this version with `npm run deploy`.',
      }),
    ];
  }
  if (taken === undefined && answer.kind === 'ok') {
    return [
      critical({
        what,
        means: `It lets in what ${of} has not signed: anybody can pretend to be ${of}.`,
        fix: 'Find out what answers there: it is not this gateway. Until then, take the address out at the provider.',
      }),
    ];
  }
  return [
    critical({
      what,
      means: status === 503 ? noSecret(of) : `Requests of ${of} fail too.`,
      fix:
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
  if (values.twilioAuthTokens === undefined || providers.twilio === undefined) return [];
  const url = providers.twilio.fallbackUrl;
  if (url === undefined) {
    return [
      warning({
        what: 'This deployment names no fallback URL for Twilio.',
        means: 'While the gateway does not answer, callers hear an error message of Twilio.',
        fix:
          'Set `cloudFrontFallback` or `twilioFallbackUrl` in patchbay.json, run `npm run deploy`, then ' +
          `\`patchbay connect twilio --number … ${flags}\`.`,
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
      fix: 'Deploy again with `npm run deploy`, or fix the document that `twilioFallbackUrl` names.',
    }),
  ];
}
