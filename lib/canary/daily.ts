import type { CanaryProvider } from './prove.ts';
import { send, whyOf, type Http } from '../http/http.ts';
import {
  pinlessHeaders,
  signatureOf,
  webhookHeaders,
  type SignatureHeaders,
} from '../providers/daily/signature.ts';
import { dailyDescriptor } from '../providers/daily/descriptor.ts';
import type { CanaryParties } from './parties.ts';

const { webhooks } = dailyDescriptor;

export interface CanaryDailyDeps {
  readonly http: Http;
  /** Base URL of our front door. */
  readonly publicUrl: string;
  /** The live secrets of Daily's two webhooks, base64 text; undefined while not set. */
  readonly pinlessHmac: () => Promise<readonly string[] | undefined>;
  readonly webhookHmac: () => Promise<readonly string[] | undefined>;
}

/** The front door answers in some 100 ms, with a cold start in a second or two. */
const tellWithinMs = 6_000;

/** A Daily that there is not: tells our front door what the real one would, signed as the real one signs. */
export function makeCanaryDaily(
  deps: CanaryDailyDeps,
): CanaryProvider & Pick<CanaryParties, 'reportConnected'> {
  const { http, publicUrl, pinlessHmac, webhookHmac } = deps;

  async function tell(
    path: string,
    names: SignatureHeaders,
    secrets: readonly string[] = [],
    said: unknown,
  ): Promise<string | undefined> {
    const [secret] = secrets;
    if (secret === undefined) return 'no-secret';
    const nowMs = http.clock.now();
    const body = JSON.stringify(said);
    const timestamp = String(Math.floor(nowMs / 1000));
    const answer = await send(http, {
      method: 'POST',
      url: publicUrl + path,
      headers: { [names.timestamp]: timestamp, [names.signature]: signatureOf(body, timestamp, secret) },
      body,
      tryMs: tellWithinMs,
      endsAtMs: nowMs + tellWithinMs,
    });
    return answer.kind === 'ok' ? undefined : whyOf(answer);
  }

  const tellEvent = async (type: string, room: string) => {
    const atS = http.clock.now() / 1000;
    const event = { version: '1.0.0', type, payload: { room, timestamp: atS }, event_ts: atS };
    return tell(webhooks.events.path, webhookHeaders, await webhookHmac(), event);
  };

  return {
    announce: async (callId, sipHeaders) =>
      tell(webhooks.pinless.path, pinlessHeaders, await pinlessHmac(), {
        To: 'canary',
        callId,
        callDomain: 'canary',
        sipHeaders,
      }),
    reportConnected: async (room) => (await tellEvent('dialin.connected', room)) === undefined,
    reportLeft: (room) => tellEvent('dialin.stopped', room),
  };
}
