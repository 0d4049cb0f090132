import * as z from 'zod';
import type { PlaceCall } from '../../conferences/ports.ts';
import { placedBy } from '../voice-client.ts';
import { callIdOf } from './call-id.ts';
import { requestSinch, type SinchClient } from './client.ts';
import { sinchTraits } from './traits.ts';

const placedSchema = z.object({ callId: z.string() });

/**
 * Calls people at Sinch, by a custom callout (Sinch docs, callouts): the first document of the call stands in the order, and
 * the callee is asked for at the application's callback URL, to which `custom` says by which order. Machines that answer are not
 * told from people: Sinch's detection is another product.
 */
export function makeCallOut(client: SinchClient): PlaceCall {
  return async ({ id, from, to, longestRingS, longestCallS }) => {
    const action = {
      name: 'connectPstn',
      number: to,
      cli: from,
      dialTimeout: longestRingS,
      maxDuration: Math.min(longestCallS, sinchTraits.longestCallS),
    };
    const json = {
      method: 'customCallout',
      customCallout: { custom: id, ice: JSON.stringify({ action }) },
    };
    const answer = await requestSinch(client, { method: 'POST', path: '/calling/v1/callouts', json });
    return placedBy(client, answer, (body) => callIdOf(placedSchema.safeParse(body).data?.callId ?? ''));
  };
}
