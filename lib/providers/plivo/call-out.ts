import type { PlaceCall } from '../../conferences/ports.ts';
import { withoutPlus } from '../../numbers/phone-number.ts';
import { placedBy } from '../voice-client.ts';
import { requestPlivo, type PlivoClient } from './client.ts';
import { plivoTraits } from './traits.ts';
import { plivoUrl } from './urls.ts';

/**
 * Calls people at Plivo (Plivo docs, make an outbound call). Its answer names the request and not the call, whose id comes
 * with the first news of it. `publicUrl`: where Plivo reaches us, without a slash at the end.
 */
export function makeCallOut(client: PlivoClient, publicUrl: string): PlaceCall {
  return async ({ id, from, to, language, longestRingS, longestCallS }) => {
    const query = { callOut: id, language };
    const json = {
      from: withoutPlus(from),
      to: withoutPlus(to),
      answer_url: plivoUrl(publicUrl, 'voice', query),
      hangup_url: plivoUrl(publicUrl, 'hangup', query),
      ring_timeout: longestRingS,
      time_limit: Math.min(longestCallS, plivoTraits.longestCallS),
    };
    const answer = await requestPlivo(client, { method: 'POST', path: 'Call/', json });
    return placedBy(client, answer, () => undefined);
  };
}
