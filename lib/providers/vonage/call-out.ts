import type { PlaceCall } from '../../conferences/ports.ts';
import { withoutPlus } from '../../numbers/phone-number.ts';
import { placedBy } from '../voice-client.ts';
import { openVonage, type VonageClient } from './client.ts';
import { vonageTraits } from './traits.ts';
import { callOutUrl } from './urls.ts';

/**
 * Calls people at Vonage (Vonage docs, create an outbound call). Its answer names the leg without its region, at which alone
 * it is reached: the call has its id once the phone is picked up. Machines that answer are not told from people: what Vonage
 * does of it without an extra charge is a guess (Vonage docs, voicemail detection), by which people would be hung up on.
 *
 * @param publicUrl where Vonage reaches us, without a slash at the end
 */
export function makeCallOut(client: VonageClient, publicUrl: string): PlaceCall {
  const request = openVonage(client);
  return async ({ id, from, to, longestRingS, longestCallS }) => {
    const json = {
      to: [phoneOf(to)],
      from: phoneOf(from),
      answer_url: [callOutUrl(publicUrl, 'voice', id)],
      answer_method: 'POST',
      event_url: [callOutUrl(publicUrl, 'events', id)],
      ringing_timer: longestRingS,
      length_timer: Math.min(longestCallS, vonageTraits.longestCallS),
    };
    const answer = await request({ method: 'POST', region: undefined, path: '/v1/calls', json });
    return placedBy(client, answer, () => undefined);
  };
}

const phoneOf = (number: string) => ({ type: 'phone', number: withoutPlus(number) });
