import * as z from 'zod';
import { voiceCallIdSchema } from '../../conferences/model/conference.ts';
import type { PlaceCall } from '../../conferences/ports.ts';
import { placedBy } from '../voice-client.ts';
import { requestTwilio, type TwilioClient } from './client.ts';
import { twilioTraits } from './traits.ts';
import { documentUrl, eventUrl } from './urls.ts';

const placedSchema = z.object({ sid: voiceCallIdSchema });

/**
 * Calls people at Twilio (Twilio docs, create a call). Machines that answer are not told from people: Twilio takes extra for
 * it, and a machine presses no key. `publicUrl`: where Twilio reaches us, without a slash at the end.
 */
export function makeCallOut(client: TwilioClient, publicUrl: string): PlaceCall {
  return async ({ id, from, to, language, longestRingS, longestCallS }) => {
    const query = { callOut: id, language };
    const form = {
      From: from,
      To: to,
      Url: documentUrl(publicUrl, 'voice', query),
      StatusCallback: eventUrl(publicUrl, 'status', query),
      Timeout: String(longestRingS),
      TimeLimit: String(Math.min(longestCallS, twilioTraits.longestCallS)),
    };
    const answer = await requestTwilio(client, { method: 'POST', path: 'Calls', form });
    return placedBy(client, answer, (body) => placedSchema.safeParse(body).data?.sid);
  };
}
